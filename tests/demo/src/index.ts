import { allApps } from './apps.js'
import { runDemo } from './run-demo.js'
import { sections } from './scenarios/index.js'
import { createScreen } from './screen.js'

/** A demo takes seconds. One that takes minutes is stuck. */
const TIMEOUT_MS = 120_000

const screen = createScreen(process.stdout)
const stop = new AbortController()
setTimeout(() => stop.abort(new Error(`Not done within ${TIMEOUT_MS / 1000} s.`)), TIMEOUT_MS).unref()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Not `once`: without a listener, log-update would end the process at once.
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(1)
    stop.abort(new Error(`Stopped by ${name}.`))
  })
}

try {
  const kept = await runDemo({ programs: allApps, sections, screen, signal: stop.signal })
  process.exitCode = kept ? 0 : 1
} catch (failure) {
  const error: unknown = stop.signal.aborted ? stop.signal.reason : failure
  screen.print(`${screen.colors.red('✗')} ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  screen.close()
}

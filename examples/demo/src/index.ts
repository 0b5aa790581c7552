import { allApps } from './apps.js'
import { runDemo } from './run-demo.js'
import { sections } from './scenarios/index.js'
import { createScreen } from './screen.js'

/** A demo takes some seconds; one that takes minutes is stuck. */
const TIMEOUT_MS = 120_000

const screen = createScreen(process.stdout)
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Not `once`: log-update would find nobody listening any more, and end the process on the spot.
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(1)
    interrupted.abort(new Error(`Stopped by ${name}.`))
  })
}
const tooLong = AbortSignal.timeout(TIMEOUT_MS)
const signal = AbortSignal.any([interrupted.signal, tooLong])

try {
  const kept = await runDemo({ programs: allApps, sections, screen, signal })
  process.exitCode = kept ? 0 : 1
} catch (failure) {
  const error: unknown = signal.aborted ? signal.reason : failure
  screen.print(`${screen.colors.red('✗')} ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  screen.close()
}

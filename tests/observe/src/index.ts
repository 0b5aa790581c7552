import { parseArgs } from 'node:util'
import { runDemo } from './run-demo.js'

/** The demo takes seconds. One that takes a minute is stuck. */
const TIMEOUT_MS = 60_000

const { values } = parseArgs({ options: { memory: { type: 'boolean', default: false } } })
setTimeout(() => {
  console.error(`Not done within ${TIMEOUT_MS / 1000} s.`)
  process.exit(1)
}, TIMEOUT_MS).unref()
// Exits, which takes the other processes with it.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1))

try {
  await runDemo({ memory: values.memory, print: console.log })
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

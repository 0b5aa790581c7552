import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('ending-process.js', import.meta.url))

// Each in its own process: the tests check that the process ends, and that no timer of 15 minutes keeps it alive.
test.each([
  ['Fastify closes', 'undefined'],
  ['drain() without a limit', 'true'],
  ['drain() with a limit', 'false,false'],
])('work that never settles does not keep a process: %s', async (way, result) => {
  const limit = { timeout: 20_000 }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, way], limit)
  expect(stderr).toBe('')
  expect(stdout.trim()).toBe(result)
})

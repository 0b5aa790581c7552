import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { canStartRedis } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'

const EVENT = 'generated_avatar_video_success'

const hasRedis = await canStartRedis()

describe('the demo', () => {
  test.runIf(hasRedis)(
    'shows one trace from the web process to the worker, and the linked retry',
    async () => {
      const { code, lines } = await runDemo([])
      expect(code).toBe(0)
      expect(lines).toEqual([
        expect.stringMatching(/^Sent .* 200 {"outcome":"queued"}$/),
        '',
        expect.stringMatching(/^Trace [0-9a-f]{32}$/),
        span('POST /webhooks/jogg', 'web', '200'),
        span('└─ receive jogg', 'web', 'queued 200'),
        span('   └─ send jogg', 'web', ''),
        span('      └─ process jogg', 'worker', 'attempt 1 failed ✗ The disk is full.'),
        span(`         └─ handle ${EVENT}`, 'worker', '✗ The disk is full.'),
        span('            └─ save \\S+', 'worker', ''),
        '',
        expect.stringMatching(/^Trace [0-9a-f]{32}, linked to the span "send jogg" of trace [0-9a-f]{32}$/),
        span('process jogg', 'worker', 'attempt 2 processed'),
        span(`└─ handle ${EVENT}`, 'worker', ''),
        span('   └─ save \\S+', 'worker', ''),
      ])
      const [first, second] = lines.filter((line) => line.startsWith('Trace '))
      expect(second).toContain(`of trace ${first?.slice('Trace '.length)}`)
    },
  )

  test('does without Redis, in one process, and says so', async () => {
    const { code, lines } = await runDemo(['--memory'])
    expect(code).toBe(0)
    expect(lines[0]).toBe('Without Redis: one process, with an inbox in memory.')
    expect(lines).toContainEqual(span('process jogg', 'one process', 'attempt 2 processed'))
  })
})

/** A line of the tree: name, service, when it began, how long it took, what came of it. */
function span(name: string, service: string, result: string) {
  const [start, duration] = [String.raw`\+\d+ ms`, String.raw`\d+\.\d ms`]
  const end = result && ` +${result}`
  return expect.stringMatching(new RegExp(`^${name} +${service} +${start} +${duration}${end}$`))
}

async function runDemo(args: readonly string[]) {
  const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url))
  const demo = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, REDIS_URL: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(demo.stdout), once(demo, 'close')])
  return { code, lines: output.trimEnd().split('\n') }
}

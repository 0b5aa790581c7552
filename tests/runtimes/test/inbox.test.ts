import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'
import { builtProgram, nodeProgram } from '../runtimes/runtimes.js'

const run = promisify(execFile)

const redis = await redisServer()
const postgres = await postgresServer()

const backends = [
  ['redis', redis && { url: redis.url, prefix: `runtimes-${randomUUID()}` }],
  [
    'postgres',
    postgres && { connectionString: postgres.url, schema: `runtimes_${randomUUID().replaceAll('-', '')}` },
  ],
] as const

describe.each([20, 22, 24, 26])('an inbox on Node %i', (major) => {
  describe.each(['js', 'cjs'])('built as %s', (build) => {
    describe.each(backends)('on %s', (backend, connection) => {
      test.runIf(connection)('keeps events, runs them, and gives one up', async () => {
        const name = `node-${major}-${build}`
        const { stdout } = await run(nodeProgram(major), [
          builtProgram(`inbox.${build}`),
          backend,
          JSON.stringify(connection),
          name,
        ])
        expect(JSON.parse(stdout)).toEqual({
          answers: ['queued', 'queued', 'queued', 'duplicate'],
          attempts: [
            'generated_image_success 1',
            'generated_image_success 2',
            'generated_script_success 1',
            'generated_video_success 1',
          ],
          settled: {
            generated_image_success: 'succeeded',
            generated_script_success: 'dead',
            generated_video_success: 'succeeded',
          },
          dead: 1,
        })
      })
    })
  })
})

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'
import { builtProgram, nodeProgram } from '../runtimes/runtimes.js'

const run = promisify(execFile)

const backends = {
  async redis() {
    const server = await redisServer()
    return server && { url: server.url, prefix: `runtimes-${randomUUID()}` }
  },
  async postgres() {
    const server = await postgresServer()
    return server && { connectionString: server.url, schema: `runtimes_${randomUUID().replaceAll('-', '')}` }
  },
}

describe.each([20, 22, 24, 26])('an inbox on Node %i', (major) => {
  describe.each(['js', 'cjs'])('built as %s', (build) => {
    test.each(['redis', 'postgres'] as const)('keeps, runs and gives up events on %s', async (backend) => {
      const connection = await backends[backend]()
      if (!connection) return
      const { stdout } = await run(nodeProgram(major), [
        builtProgram(`inbox.${build}`),
        backend,
        JSON.stringify(connection),
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

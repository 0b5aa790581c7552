import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { builtProgram, nodeProgram } from '../runtimes/runtimes.js'

const run = promisify(execFile)

const redis = await redisServer()
const postgres = await postgresServer()

const prefix = `runtimes-${randomUUID()}`
const schema = `runtimes_${randomUUID().replaceAll('-', '')}`
const backends = [
  ['redis', redis && { url: redis.url, prefix }],
  ['postgres', postgres && { connectionString: postgres.url, schema }],
] as const

afterAll(async () => {
  if (redis) {
    const client = new Redis(redis.url)
    const keys = await client.keys(`${prefix}:*`)
    if (keys.length > 0) await client.unlink(keys)
    await client.quit()
  }
  if (postgres) {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await client.end()
  }
})

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

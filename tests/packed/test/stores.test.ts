import { randomUUID } from 'node:crypto'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { beforeAll, describe, expect, test } from 'vitest'
// The sqlite package's tests have a Node that has node:sqlite.
import installNode, { nodeWithSqlite } from '../../../packages/sqlite/test/node/install.js'
import { install } from '../src/project.js'
import { run } from '../src/run.js'

const LIFE = 'claimed busy true done\n'

describe.each(['mjs', 'cjs'])('the stores, from a project in .%s', (ending) => {
  let project: string
  beforeAll(async () => {
    project = await install('stores')
  })

  const live = (store: string, env: Readonly<Record<string, string>>, node = process.execPath) =>
    run(node, [`${store}.${ending}`], { cwd: project, env })
  const name = `packed_${randomUUID().replaceAll('-', '')}`

  test('Redis, on ioredis and on node-redis', async ({ skip }) => {
    const redis = (await redisServer()) ?? skip()
    const { stdout, stderr } = await live('redis', { REDIS_URL: redis.url, NAME: name })
    expect(stdout + stderr).toBe(LIFE + LIFE)
  })

  test('Postgres', async ({ skip }) => {
    const postgres = (await postgresServer()) ?? skip()
    const { stdout, stderr } = await live('postgres', { DATABASE_URL: postgres.url, NAME: name })
    expect(stdout + stderr).toBe(LIFE)
  })

  test('SQLite', async () => {
    installNode()
    const { stdout, stderr } = await live('sqlite', {}, nodeWithSqlite())
    expect({ stdout, stderr }).toMatchObject({ stdout: LIFE })
  })
})

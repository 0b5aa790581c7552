import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { canStartRedis, startRedis } from '@vidhook/test-servers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { BACKENDS, type Backend, redisBackend } from '../../bullmq/test/backends.js'
import { inboxOfTest, inboxProject } from './inbox-project.js'
import { closedPort } from './serve.js'
import { hasTerminal, inTerminal } from './terminal.js'
import { ended, start, temporaryFolder, vidhook } from './vidhook.js'

const NAME = 'generated_avatar_video_success'

describe.each(BACKENDS)('vidhook inbox, in %s', (_, make) => {
  let backend: Backend | undefined
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend?.remove())
  const setUp = () => {
    if (!backend) throw new Error('There is no server.')
    return inboxOfTest(backend)
  }

  test('list shows entries by any of their features', async () => {
    const { put, putHoox, work, run } = setUp()
    await put('bad-1', 'evt_1')
    await put('good', 'evt_2')
    await work()
    await putHoox({ userId: 'u_42' })
    const { code, stdout, stderr } = await run(['list'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^[\w-]{36} {2}dead {4} jogg generated_avatar_video_success {2}evt_1\n {2}received .*, 1 attempt, ended .*: There is no video bad-1\.\n/,
    )
    expect(stdout).toMatch(/\n[\w-]{36} {2}waiting {2}hoox video_export.completed {2}video_export:/)
    const identities = async (...args: string[]) => {
      const { entries } = JSON.parse((await run(['list', '--json', ...args])).stdout)
      return entries.map(({ identity }: { identity: string }) => identity)
    }
    expect(await identities('--state', 'done')).toEqual(['evt_2'])
    expect(await identities('--receiver', 'jogg', '--error', 'no video')).toEqual(['evt_1'])
    expect(await identities('--event', NAME, '--since', '1h')).toEqual(['evt_1', 'evt_2'])
    expect(await identities('--until', '2020-01-01')).toEqual([])
    expect(await identities('--limit', '1')).toEqual(['evt_1'])
    expect(await run(['list', '--identity', 'evt_9'])).toEqual({
      code: 0,
      stdout: 'No entry matches.\n',
      stderr: '',
    })
  })

  test('show tells all about an entry, and the commands that it gives work', async () => {
    const { put, work, run, cwd, inbox } = setUp()
    await put('bad-\u001b[31m', 'evt_1')
    await work()
    const [{ id = '' } = {}] = await inbox.list()
    const { code, stdout } = await run(['show', id, '--body'])
    expect(code).toBe(0)
    expect(stdout).toContain(`${id}  dead`)
    expect(stdout).toContain('event      generated_avatar_video_success\nidentity   evt_1\nreceiver   jogg\n')
    expect(stdout).toMatch(/delivered {2}.* to \/webhooks\/jogg\n/)
    expect(stdout).toMatch(
      / {2}1\. .*\n {5}generated_avatar_video_success {2}\d+ ms {2}succeeded\n {5}\* {2}\d+ ms {2}There is no video bad-/,
    )
    expect(stdout).toContain('    "event_id": "evt_1"')
    expect(stdout).not.toContain('\u001b')

    const command = /vidhook (inbox retry .*)/.exec(stdout)?.[1] ?? ''
    const retried = await vidhook([...command.split(' '), '--yes'], { cwd })
    expect(retried).toEqual({ code: 0, stdout: '1 entry was retried.\n', stderr: '' })
    expect(await inbox.counts()).toMatchObject({ dead: 0, waiting: 1 })
  })

  test('show tells what a journal says about the event, too', async () => {
    const { put, run, cwd, inbox } = setUp()
    await put('good', 'evt_1')
    const [{ id = '' } = {}] = await inbox.list()
    const record = {
      at: '2026-01-01T00:00:00.000Z',
      kind: 'delivery',
      receiver: 'jogg',
      event: NAME,
      durationMs: 1,
    }
    const lines = ['queued', 'duplicate'].map((outcome) =>
      JSON.stringify({ ...record, identity: 'evt_1', outcome, status: 200 }),
    )
    const other = JSON.stringify({ ...record, identity: 'evt_2', outcome: 'queued', status: 200 })
    writeFileSync(join(cwd, 'webhooks.jsonl'), [...lines, other].join('\n'))
    const { code, stdout } = await run(['show', id, '--journal', 'webhooks.jsonl'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /\njournal: 2 records\n.* {2}delivery {2}queued 200 .*\n.*\n.* {2}delivery {2}duplicate 200 /,
    )
    const json = await run(['show', id, '--journal', 'webhooks.jsonl', '--json'])
    expect(JSON.parse(json.stdout).journal).toMatchObject([{ outcome: 'queued' }, { outcome: 'duplicate' }])
  })

  test('show tells what a callback URL says, and when a delayed entry is tried again', async () => {
    const { put, putHoox, work, run, inbox } = setUp()
    await put('later', 'evt_1')
    await putHoox({ userId: 'u_42' })
    await work()
    const idOf = async (receiver: string) => (await inbox.list({ receiver }))[0]?.id ?? ''
    expect((await run(['show', await idOf('hoox')])).stdout).toContain('callback   {"userId":"u_42"}')
    const delayed = await run(['show', await idOf('jogg')])
    expect(delayed.stdout).toMatch(
      /\nnext {7}attempt 20.*Z\n\nTo try it again now:\n {2}vidhook inbox retry /,
    )
    const { stdout } = await run(['show', await idOf('jogg'), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'delayed',
      succeeded: [NAME],
      failures: [{ runs: [{ handler: NAME }, { handler: '*', error: 'The library is away.' }] }],
      nextAttemptAt: expect.stringMatching(/^20.*Z$/),
      next: [expect.stringMatching(/^vidhook inbox retry /)],
    })
  })

  test('retry changes what matches, after it was counted', async () => {
    const { put, work, run, inbox } = setUp()
    for (const count of [1, 2, 3, 4, 5]) await put(`bad-${count % 2}`, `evt_${count}`)
    await work()
    expect((await run(['retry', '--error', 'bad-1', '--dry-run'])).stdout).toBe(
      '3 entries would be retried.\n',
    )
    const asked = await run(['retry', '--error', 'bad-1'])
    expect(asked).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /Retry 3 entries of the inbox cli-.* in (Redis|Postgres) at .*:\d+\? There is no terminal/,
      ),
    })
    expect(await inbox.counts()).toMatchObject({ dead: 5 })
    const begun = performance.now()
    const retried = await run(['retry', '--error', 'bad-1', '--yes', '--rate', '2', '--json'])
    expect(performance.now() - begun).toBeGreaterThan(1_000)
    expect(JSON.parse(retried.stdout)).toEqual({ change: 'retry', matched: 3, changed: 3, dryRun: false })
    expect(await inbox.counts()).toMatchObject({ dead: 2, waiting: 3 })
    expect((await run(['retry', '--error', 'bad-1', '--yes'])).stdout).toBe('No entry matches.\n')
  })

  test('replay and drop are for what is done or dead', async () => {
    const { put, work, run, inbox } = setUp()
    await put('good', 'evt_1')
    await put('bad', 'evt_2')
    await work()
    const [{ id = '' } = {}] = await inbox.list({ state: 'done' })
    const refused = await run(['retry', id, '--yes', '--json'])
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`The entry ${id} is done.`) })
    expect(JSON.parse(refused.stdout)).toEqual({ error: expect.stringContaining('is done'), code: 'failed' })
    expect((await run(['replay', '--all', '--yes'])).stdout).toBe('1 entry was replayed.\n')
    expect((await run(['drop', '--all', '--yes'])).stdout).toBe('1 entry was dropped.\n')
    expect(await inbox.counts()).toMatchObject({ waiting: 1, done: 0, dead: 0 })
  })

  test('counts, and says what is wrong with the settings', async () => {
    const { put, run } = setUp()
    await put('good', 'evt_1')
    const { code, stdout } = await run(['counts'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {6}1 {2}waiting\n {6}0 {2}active\n.*\nThe oldest has waited for \d+ s\.\n$/s)
    expect(JSON.parse((await run(['counts', '--json'])).stdout)).toMatchObject({
      waiting: 1,
      dead: 0,
      backend: backend?.name,
      problems: expect.any(Array),
    })
  })

  test('an entry that is not there is a bad result, for every command that takes one', async () => {
    const { run } = setUp()
    for (const args of [['show'], ['retry', '--yes'], ['replay', '--yes'], ['drop', '--yes']]) {
      const { code, stdout, stderr } = await run([...args, 'no-such-entry', '--json'])
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'vidhook: There is no entry no-such-entry.\n' })
      expect(JSON.parse(stdout)).toEqual({ error: 'There is no entry no-such-entry.', code: 'failed' })
    }
  })

  describe.runIf(hasTerminal('vidhook inbox in a terminal'))('in a terminal', () => {
    test.each([
      ['y', 0, 'was dropped', 0],
      ['n', 1, 'Nothing was changed.', 1],
      ['\u0003', 130, 'Nothing was done.', 1],
    ])('asks, and takes %j', async (keys, code, says, dead) => {
      const { put, work, inbox, place, cwd } = setUp()
      await put('bad', 'evt_1')
      await work()
      const press = [{ after: 'Drop 1 entry of the inbox', keys }]
      const run = await inTerminal(['inbox', 'drop', '--all', ...place], { cwd, press })
      expect(run).toMatchObject({ code, screen: expect.stringContaining(says) })
      expect(await inbox.counts()).toMatchObject({ dead })
    })

    test('shows how far it is, and at Ctrl-C what was done until then', async () => {
      const { put, inbox, place, cwd } = setUp()
      for (const count of [1, 2, 3, 4]) await put('good', `evt_${count}`)
      const args = ['inbox', 'drop', '--state', 'waiting', '--yes', '--rate', '0.05', ...place]
      const { code, screen } = await inTerminal(args, { cwd, press: [{ after: ' 1/4', keys: '\u0003' }] })
      expect(code).toBe(130)
      expect(screen).toContain('Interrupted: 1 of 4 were dropped.')
      expect(await inbox.counts()).toMatchObject({ waiting: 3 })
    })
  })
})

test.runIf(await canStartRedis())('vidhook inbox says how far a change came when Redis ends', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const backend = await redisBackend(redis.url)
  if (!backend) throw new Error('There is no server.')
  const { put, inbox, place, cwd } = inboxOfTest(backend)
  for (const count of [1, 2, 3, 4]) await put('good', `evt_${count}`)
  const args = ['drop', '--state', 'waiting', '--yes', '--json', '--rate', '0.5']
  const run = ended(start(['inbox', ...args, ...place], { cwd }))
  await expect.poll(() => inbox.counts(), { timeout: 10_000 }).toMatchObject({ waiting: 3 })
  await redis.stop()
  const { code, stdout } = await run
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toEqual({
    error: expect.stringMatching(/ Until then, 1 of 4 were worked off\.$/),
    code: 'failed',
  })
})

describe('vidhook inbox', () => {
  const url = 'redis://127.0.0.1:6379'

  test.each<[string, readonly string[], Record<string, string>, string]>([
    ['no address', [], {}, 'Where is the inbox?'],
    [
      'two addresses',
      [],
      { REDIS_URL: url, DATABASE_URL: 'postgres://localhost/app' },
      'are both set: say where',
    ],
    ['both options', ['--redis', url, '--postgres'], {}, "option '--redis [url]' cannot be used with"],
    [
      'an id in place of a URL',
      ['--redis', 'evt_1'],
      {},
      '--redis needs a URL such as redis://localhost:6379',
    ],
    ['a variable that is no URL', ['--postgres'], { DATABASE_URL: 'hunter2' }, 'DATABASE_URL must be a URL'],
    ['a schema in Redis', ['--redis', url, '--schema', 'x'], {}, '--schema is for Postgres'],
    [
      'a prefix in Postgres',
      ['--postgres', 'postgres://localhost/app', '--prefix', 'x'],
      {},
      '--prefix is for Redis',
    ],
    ['a name with a colon', ['--redis', url, '--name', 'a:b'], {}, 'name must be a text without colons'],
  ])('refuses %s', async (_what, args, env, message) => {
    const run = await vidhook(['inbox', 'counts', ...args], { cwd: inboxProject(), env })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
    expect(run.stderr).not.toContain('hunter2')
    expect(run.stderr).not.toMatch(/\n\s+at /)
  })

  test.each<[readonly string[], string]>([
    [['retry'], 'Which entries?'],
    [['drop', 'an-id', '--event', NAME], 'Give either the id of an entry, or'],
    [['drop', '--all', '--event', NAME], '--all stands alone'],
    [['retry', '--state', 'done'], 'Allowed choices are dead, delayed'],
    [['list', '--since', 'yesterday'], 'It must be a date such as'],
    [['retry', '--all', '--rate', '0'], 'It must be a number from 0.001'],
  ])('refuses %j', async (args, message) => {
    const run = await vidhook(['inbox', ...args, '--redis', url], { cwd: inboxProject() })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })

  test.each([
    ['redis', (port: number) => `redis://user:hunter2@127.0.0.1:${port}`],
    ['postgres', (port: number) => `postgres://user:hunter2@127.0.0.1:${port}/app`],
  ])('says that %s cannot be reached, without its password', async (backend, urlAt) => {
    const cwd = inboxProject()
    writeFileSync(
      join(cwd, '.env'),
      `REDIS_URL=${urlAt(await closedPort())}\nDATABASE_URL=${urlAt(await closedPort())}\n`,
    )
    const run = await vidhook(['inbox', 'list', '--json', `--${backend}`], { cwd, env: {} })
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^vidhook: The inbox vidhook in \w+ at 127\.0\.0\.1:\d+ cannot be used: ECONNREFUSED\n$/,
      ),
    })
    expect(JSON.parse(run.stdout)).toEqual({ error: expect.stringContaining('ECONNREFUSED'), code: 'failed' })
  })

  test('gives up on a server that takes connections and never answers', async () => {
    const frozen = createServer(() => {})
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void frozen.close())
    const { port } = frozen.address() as AddressInfo
    const args = ['inbox', 'counts', '--redis', `redis://127.0.0.1:${port}`]
    const run = await vidhook(args, { cwd: inboxProject() })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('no answer within 10 s') })
  })

  test.each([
    ['@vidhook/bullmq', 'npm install', 'package-lock.json', []],
    ['bullmq', 'pnpm add', 'pnpm-lock.yaml', ['@vidhook/bullmq']],
    ['ioredis', 'yarn add', 'yarn.lock', ['@vidhook/bullmq', 'bullmq']],
  ])('says how to install %s, with %s', async (missing, add, lock, installed) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, lock), '')
    for (const name of installed) {
      const folder = join(cwd, 'node_modules', name)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'index.js'), '')
    }
    const run = await vidhook(['inbox', 'counts', '--redis', url], { cwd })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(`${missing} is not installed in ${cwd}.`)
    expect(run.stderr).toContain(`${add} @vidhook/bullmq bullmq ioredis`)
  })
})

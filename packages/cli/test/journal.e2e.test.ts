import { createWriteStream, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReceiver, jogg } from '@vidhook/core'
import { type Journal, jsonLines } from '@vidhook/core/journal'
import { joggDelivery } from '@vidhook/core/testing'
import { postgresJournal } from '@vidhook/postgres'
import { postgresServer } from '@vidhook/test-servers'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, vidhook } from './vidhook.js'

const SECRET = 'whsec_test'
const NAME = 'generated_script_success'
const server = await postgresServer()

/** Fails once, is sent again and succeeds, is sent once more. Another event comes in between. */
async function playInto(journal: Journal): Promise<void> {
  let failures = 1
  const receiver = createReceiver(jogg({ secret: SECRET }), {
    journal,
    log: false,
    on: {
      [NAME]: () => {
        if (failures-- > 0) throw new Error('no \u001b[31mdisk')
      },
    },
  })
  for (const event_id of ['evt_1', 'evt_2', 'evt_1', 'evt_1']) {
    await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id }))
    // Its record is written: records of one millisecond have no order.
    expect(await receiver.drain()).toBe(true)
  }
}

/** A folder with a journal, as a project has it. */
async function folderWithJournal(): Promise<string> {
  const cwd = temporaryFolder()
  const stream = createWriteStream(join(cwd, 'webhooks.jsonl'))
  await playInto(jsonLines(stream))
  await new Promise<void>((resolve) => stream.end(resolve))
  return cwd
}

describe('vidhook journal show', () => {
  test('tells what became of an event, from lines of JSON', async () => {
    const cwd = await folderWithJournal()
    const run = await vidhook(['journal', 'show', 'evt_1', '--file', 'webhooks.jsonl'], { cwd })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const lines = run.stdout.split('\n').filter((line) => line.startsWith('20'))
    expect(lines.map((line) => / {2}delivery {2}(\w+ \d+) {2}/.exec(line)?.[1])).toEqual([
      'failed 500',
      'processed 200',
      'duplicate 200',
    ])
    expect(run.stdout).toContain(`  jogg ${NAME}  evt_1`)
    expect(run.stdout).toMatch(/handler generated_script_success, [\d.]+ ms: Error: no \\u001b\[31mdisk\n/)
    expect(run.stdout).not.toContain('\u001b')
  })

  test('tells it as JSON, also from a log on stdin', async () => {
    const cwd = await folderWithJournal()
    const fromFile = await vidhook(
      ['journal', 'show', NAME, '--file', 'webhooks.jsonl', '--json', '--limit', '2'],
      { cwd },
    )
    expect(JSON.parse(fromFile.stdout)).toMatchObject({
      records: [
        { identity: 'evt_1', outcome: 'processed' },
        { identity: 'evt_1', outcome: 'duplicate' },
      ],
    })
    const stdin = 'Listening on 3000\n{"kind":"delivery","identity":"evt_9","outcome":"processed"}\n{"kind":'
    const fromLog = await vidhook(['journal', 'show', 'evt_9', '--file', '-', '--json'], { stdin })
    expect(JSON.parse(fromLog.stdout)).toEqual({
      records: [{ kind: 'delivery', identity: 'evt_9', outcome: 'processed' }],
    })
  })

  test('says so if there is nothing', async () => {
    const cwd = await folderWithJournal()
    const run = await vidhook(['journal', 'show', 'evt_3', '--file', 'webhooks.jsonl'], { cwd })
    expect(run).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('The journal has nothing about it.'),
    })
  })

  test.each<[string, string[], string]>([
    ['no journal', [], 'Which journal?'],
    ['two journals', ['--file', 'a', '--sqlite', 'b'], 'Which journal?'],
    ['a file that is not there', ['--file', 'missing.jsonl'], 'The journal missing.jsonl does not exist.'],
    ['a database that is not there', ['--sqlite', 'missing.db'], 'There is no file'],
    ['a table of a file', ['--file', 'a', '--table', 'b'], '--table is for --sqlite and --postgres.'],
    ['no address', ['--postgres'], 'give --postgres <url>, or set DATABASE_URL'],
    ['a limit of nothing', ['--file', 'a', '--limit', '0'], 'a whole number, at least 1'],
  ])('refuses %s', async (_, options, message) => {
    const run = await vidhook(['journal', 'show', 'evt_1', ...options], { cwd: temporaryFolder() })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })

  test('says what a project lacks', async () => {
    const run = await vidhook(['journal', 'show', 'evt_1', '--postgres', 'postgres://localhost/x'], {
      cwd: temporaryFolder(),
    })
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('@vidhook/postgres is not installed'),
    })
  })

  test.skipIf(server === undefined)(
    'tells it from Postgres, with what the project has installed',
    async () => {
      const pool = new pg.Pool({ connectionString: server?.url })
      const table = `journal_${crypto.randomUUID().replaceAll('-', '')}`
      const journal = postgresJournal(pool, { table })
      await journal.createTable()
      try {
        await playInto(journal)
        const cwd = temporaryFolder()
        writeFileSync(join(cwd, 'package.json'), '{}')
        mkdirSync(join(cwd, 'node_modules/@vidhook'), { recursive: true })
        const root = fileURLToPath(new URL('../../../', import.meta.url))
        symlinkSync(join(root, 'packages/postgres'), join(cwd, 'node_modules/@vidhook/postgres'))
        symlinkSync(join(root, 'node_modules/pg'), join(cwd, 'node_modules/pg'))
        const args = ['journal', 'show', 'evt_1', '--postgres', '--table', table, '--json']
        const run = await vidhook(args, { cwd, env: { DATABASE_URL: server?.url ?? '' } })
        expect(run).toMatchObject({ code: 0, stderr: '' })
        expect(JSON.parse(run.stdout).records).toMatchObject([
          { outcome: 'failed' },
          { outcome: 'processed' },
          { outcome: 'duplicate' },
        ])
      } finally {
        await pool.query(`DROP TABLE ${table}`)
        await pool.end()
      }
    },
  )
})

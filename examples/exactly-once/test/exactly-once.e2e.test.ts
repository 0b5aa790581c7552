import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { joggDelivery } from '@vidhook/core/testing'
import { startApp } from '@vidhook/example-demo/app-process'
import { postgresServer } from '@vidhook/test-servers'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'

const secret = 'whsec_test'
const server = await postgresServer()

describe.skipIf(!server)('a charge', () => {
  test('is made for a delivery, and not for its repeat', async () => {
    const { start, charges } = await setUp()
    const { sendUntilAcknowledged } = await start()
    expect(await sendUntilAcknowledged()).toBe(200)
    expect(await sendUntilAcknowledged()).toBe(200)
    expect(await charges()).toBe(1)
  })

  test('is made once although its process was killed after the effect and before the commit', async () => {
    const { start, charges, holdEffect } = await setUp()
    const release = await holdEffect()
    const first = await start()
    const cutOff = first.sendUntilAcknowledged().catch(() => 'cut off')
    await release.isWaitedFor()
    first.kill()
    expect(await cutOff).toBe('cut off')
    await release()
    const second = await start()
    expect(await second.sendUntilAcknowledged()).toBe(200)
    expect(await charges()).toBe(1)
  })

  test('is made once although its process was killed after the commit and before the event was done', async () => {
    const { start, charges, holdEffect, holdEvent, isDone } = await setUp()
    const release = await holdEffect()
    const first = await start()
    const answered = first.sendUntilAcknowledged().catch(() => 'cut off')
    await release.isWaitedFor()
    const releaseEvent = await holdEvent()
    await release()
    await expect.poll(charges).toBe(1)
    first.kill()
    // 200 if completing the event was given up before the kill: the charge is made either way.
    expect(['cut off', 200]).toContain(await answered)
    await releaseEvent()
    expect(await isDone()).toBe(false)
    const second = await start()
    expect(await second.sendUntilAcknowledged()).toBe(200)
    expect(await charges()).toBe(1)
  })
})

/** The example on a schema of its own, with one event to send, and ways to stop it in the middle. */
async function setUp() {
  const admin = await connect(server?.url ?? '')
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  await admin.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}`)
  onTestFinished(async () => {
    await admin.query(`DROP SCHEMA ${schema} CASCADE`)
  })
  await admin.query('CREATE TABLE charges (video_id text NOT NULL, seconds float8 NOT NULL)')

  const url = new URL(server?.url ?? '')
  url.searchParams.set('options', `-c search_path=${schema}`)
  url.searchParams.set('application_name', schema)
  const event = { event_id: randomUUID(), data: { video_id: 'v_1', duration: 12 } }
  const key = `jogg:${event.event_id}`

  async function start() {
    const process = new AbortController()
    onTestFinished(() => process.abort())
    const app = await startApp(
      {
        name: 'exactly-once',
        directory: fileURLToPath(new URL('..', import.meta.url)),
        args: ['dist/index.js'],
      },
      { env: { DATABASE_URL: url.href, JOGG_WEBHOOK_SECRET: secret }, signal: process.signal },
    )
    const delivery = await joggDelivery('generated_avatar_video_success', {
      ...event,
      secret,
      url: `${app.url}/webhooks/jogg`,
    })
    /** As a provider does. The lease of a killed process has to end first. */
    const sendUntilAcknowledged = async () => {
      for (;;) {
        const { status } = await fetch(delivery.url, delivery)
        if (status !== 503) return status
        await setTimeout(500)
      }
    }
    return { sendUntilAcknowledged, kill: () => process.abort() }
  }

  /** Lets the effect happen, but its statement not return, until it is released. */
  async function holdEffect() {
    const lock = randomInt(2 ** 31)
    const holder = await connect(server?.url ?? '')
    await holder.query(`SELECT pg_advisory_lock(${lock})`)
    await admin.query(
      `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${lock}); RETURN NULL; END $$;
       CREATE TRIGGER hold AFTER INSERT ON charges FOR EACH ROW EXECUTE FUNCTION hold()`,
    )
    const isWaitedFor = async () => {
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted`
      await expect.poll(async () => (await admin.query(waiting)).rowCount).toBe(1)
    }
    const release = async () => void (await holder.query(`SELECT pg_advisory_unlock(${lock})`))
    return Object.assign(release, { isWaitedFor })
  }

  /** Keeps the receiver from completing or renewing its claim. */
  async function holdEvent() {
    const holder = await connect(url.href)
    await holder.query('BEGIN')
    await holder.query('SELECT FROM vidhook_events WHERE key = $1 FOR UPDATE', [key])
    return async () => {
      // The connections of the killed process may still wait. What they last asked for must not happen now.
      await holder.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
          WHERE application_name = $1 AND pid <> pg_backend_pid()`,
        [schema],
      )
      await holder.query('ROLLBACK')
    }
  }

  const charges = async () => (await admin.query('SELECT FROM charges')).rowCount
  const isDone = async () => {
    const { rows } = await admin.query('SELECT done FROM vidhook_events WHERE key = $1', [key])
    return rows[0]?.done
  }
  return { start, charges, holdEffect, holdEvent, isDone }
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { postgresServer } from '@vidhook/test-servers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { answerTo } from './answer-to.js'
import { ownSchema } from './own-schema.js'
import { runSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const secrets = { JOGG_WEBHOOK_SECRET: 'whsec_local', HOOX_CALLBACK_SECRET: 'callback_local' }
const postgres = await postgresServer()

interface Route {
  readonly maxDuration: number
  POST(request: Request): Promise<Response>
}

// That `next build` needs no database for docs/next/webhooks.ts is tested in tests/packed.
test.runIf(postgres)('docs/next/migrate.ts makes the table, and the routes share it', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  const { name: schema, url, pool } = await ownSchema(postgres?.url ?? '')
  const chat = await startChat()
  const env = { ...secrets, DATABASE_URL: url.href, CHAT_WEBHOOK_URL: chat.url }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)

  await import(join(samplesFolder, 'docs/next/webhooks.ts')) // connects to nothing, and needs no table
  const migration = runSample('docs/next/migrate.ts', { env })
  await migration.ended
  expect(migration.process.exitCode).toBe(0)

  const routes: readonly Route[] = [
    await import(join(samplesFolder, 'docs/next/jogg-route.ts')),
    await import(join(samplesFolder, 'docs/next/hoox-route.ts')),
  ]
  const deliveries = [
    await joggDelivery('generated_avatar_video_success', {
      secret: secrets.JOGG_WEBHOOK_SECRET,
      data: { video_id: 'v_1' },
    }),
    await hooxDelivery('video_export.completed', { callbackSecret: secrets.HOOX_CALLBACK_SECRET }),
  ]
  for (const outcome of ['processed', 'duplicate']) {
    const answers = await Promise.all(
      routes.map(async ({ POST }, index) => {
        const delivery = deliveries[index]
        return delivery && answerTo(() => POST(new Request(delivery.url, delivery)))
      }),
    )
    expect(answers).toEqual([{ outcome }, { outcome }])
  }
  expect(await chat.said).toBe('Video v_1 is ready.')
  const { rows } = await pool.query(`SELECT split_part(key, ':', 1) AS name FROM ${schema}.vidhook_events`)
  expect(rows.map(({ name }) => name).sort()).toEqual(['hoox', 'jogg'])
})

/** Hears one message. */
async function startChat(): Promise<{ readonly url: string; readonly said: Promise<string> }> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const said = once(server, 'request').then(async ([request, response]) => {
    const chunks: Buffer[] = await request.toArray()
    response.end()
    return Buffer.concat(chunks).toString()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, said }
}

import { senderDelivery, senders } from '@vidhook/providers/testing'
import { describe, expect, test } from 'vitest'
import { headingsOf, page } from './pages.js'
import { serveSample } from './run-sample.js'

const senderPage = page('docs/senders.md')

/** The rows of the page's tables: the sender's name, and how long it is said to wait. */
const rows = [...senderPage.text.matchAll(/^\| \[`([\w-]+)`\].*?\| (\d+) s, ([^|]*)\|/gm)].map(
  ([, name = '', seconds = '', sure = '']) => ({
    name,
    timeoutMs: Number(seconds) * 1000,
    sure: sure.trim(),
  }),
)

describe('docs/senders.md', () => {
  test('has a row and a section for each sender, with the time that its receiver goes by', () => {
    const known = Object.entries(senders).map(([name, { provider }]) => ({
      name,
      timeoutMs: provider('a secret').timeoutMs,
    }))
    expect(rows.map(({ name, timeoutMs }) => ({ name, timeoutMs }))).toEqual(known)
    expect(headingsOf(senderPage)).toEqual(
      expect.arrayContaining(Object.values(senders).map(({ title }) => title)),
    )
  })

  test('says of each how sure that time is', () => {
    for (const { name, sure } of rows) expect(sure, name).toMatch(/documented|not verified/)
  })

  test('gives the sources of each sender', () => {
    const sections = senderPage.text.split(/^### /m).slice(1)
    expect(sections).toHaveLength(Object.keys(senders).length)
    for (const section of sections) expect(section).toMatch(/^Sources?: \S+/m)
  })
})

const secret = 'a secret of the tests'
const env = { MUX_WEBHOOK_SECRET: secret, HEYGEN_WEBHOOK_SECRET: secret, LUMA_CALLBACK_SECRET: secret }

test.each([
  ['docs/senders/server.ts', 'mux', 'video.asset.ready'],
  ['packages/providers/README/server.ts', 'heygen', 'avatar_video.success'],
  ['packages/providers/README/server.ts', 'luma', 'completed'],
] as const)('%s takes what is from %s, with Express', async (file, sender, event) => {
  const url = `${(await serveSample(file, { env })).url}/webhooks/${sender}`
  const genuine = await senderDelivery(sender, event, { secret, url })
  const forged = await senderDelivery(sender, event, { secret: 'a guess', url })
  expect((await fetch(genuine.url, genuine)).status).toBe(200)
  expect((await fetch(forged.url, forged)).status).toBe(401)
})

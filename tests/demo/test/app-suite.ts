import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, type Exit, type Program, startApp } from '../src/app-process.js'
import { play } from '../src/play.js'
import { sections } from '../src/scenarios/index.js'

const joggSecret = 'whsec_of_the_tests'
const hooxSecret = 'callback secret of the tests'
export const secrets = { JOGG_WEBHOOK_SECRET: joggSecret, HOOX_CALLBACK_SECRET: hooxSecret }

/** What every example promises, over HTTP to its build. */
export function appSuite(program: Program, { exit }: { readonly exit: Exit }): void {
  describe('running', () => {
    let app: App
    beforeAll(async () => {
      app = await startApp(program, { env: secrets })
    })
    afterAll(() => app.stop())

    for (const { title, scenarios } of sections) {
      describe(title, () => {
        test.each(scenarios.map((scenario) => ({ name: scenario.sent, scenario })))('$name', async (row) => {
          const target = {
            appUrl: app.url,
            joggUrl: `${app.url}/webhooks/jogg`,
            hooxUrl: `${app.url}/webhooks/hoox`,
            joggSecret,
            hooxSecret,
          }
          expect(await play(row.scenario, app, target)).not.toHaveProperty('complaint')
        })
      })
    }

    test('what a handler saved is found in the library', async () => {
      const delivery = await joggDelivery('generated_avatar_video_success', {
        url: `${app.url}/webhooks/jogg`,
        secret: joggSecret,
        data: { video_id: 'video_saved', video_url: 'https://example.com/saved.mp4' },
      })
      expect((await fetch(delivery.url, delivery)).status).toBe(200)
      expect(await libraryOf(app)).toHaveProperty(
        'videos',
        expect.arrayContaining([
          { id: 'video_saved', status: 'ready', url: 'https://example.com/saved.mp4' },
        ]),
      )
    })

    test("a video without its id is saved under its event's", async () => {
      const event = {
        event_id: 'evt_without_id',
        event: 'generated_avatar_video_success',
        data: { duration: 3 },
      }
      const delivery = await joggDelivery(event.event, {
        url: `${app.url}/webhooks/jogg`,
        secret: joggSecret,
        body: JSON.stringify(event),
      })
      expect(await outcomeOf(await fetch(delivery.url, delivery))).toBe('processed')
      expect(await libraryOf(app)).toHaveProperty(
        'videos',
        expect.arrayContaining([{ id: 'evt_without_id', status: 'ready' }]),
      )
    })

    test('what was not recognized is kept with its body', async () => {
      const delivery = await joggDelivery('generated_opera_success', {
        url: `${app.url}/webhooks/jogg`,
        secret: joggSecret,
        data: { acts: 3 },
      })
      expect((await fetch(delivery.url, delivery)).status).toBe(200)
      expect(await libraryOf(app)).toHaveProperty(
        'unrecognized',
        expect.arrayContaining([
          expect.objectContaining({
            name: 'generated_opera_success',
            body: expect.objectContaining({ data: { acts: 3 } }),
          }),
        ]),
      )
    })
  })

  test('a SIGTERM while a handler runs loses nothing', async () => {
    const app = await startApp(program, { env: secrets })
    const delivery = await joggDelivery('generated_avatar_video_success', {
      url: `${app.url}/webhooks/jogg`,
      secret: joggSecret,
      data: { video_id: 'slow_video' },
    })
    // Sent twice: an answer of "busy" shows that the handler runs for the other request.
    const answers = [fetch(delivery.url, delivery), fetch(delivery.url, delivery)]
    expect(await outcomeOf(await Promise.race(answers))).toBe('busy')

    const stopped = app.stop()
    const outcomes = await Promise.all(answers.map(async (answer) => (await answer).status))
    expect(outcomes.sort()).toEqual([200, 503])
    expect(await stopped).toEqual(exit)
    expect(await app.deliveries.take(200, 'processed')).toBeDefined()
  })

  test('without secrets it starts, refuses every delivery, and its log says what to do', async () => {
    const app = await startApp(program, {
      env: { JOGG_WEBHOOK_SECRET: undefined, HOOX_CALLBACK_SECRET: undefined },
    })
    const fromJogg = await joggDelivery('generated_avatar_video_success', {
      url: `${app.url}/webhooks/jogg`,
      secret: joggSecret,
    })
    const fromHoox = await hooxDelivery('video_export.completed', {
      url: `${app.url}/webhooks/hoox`,
      callbackSecret: hooxSecret,
    })
    for (const delivery of [fromJogg, fromHoox]) {
      const response = await fetch(delivery.url, delivery)
      expect(response.status).toBe(500)
      expect(await response.json()).toMatchObject({ outcome: 'misconfigured', code: 'secret_missing' })
    }
    expect((await fetch(`${app.url}/health`)).status).toBe(200)
    await app.stop()
    expect(app.output()).toContain('such as process.env.JOGG_WEBHOOK_SECRET')
    expect(app.output()).toContain('callbackSecret is undefined or empty')
  })
}

async function libraryOf(app: App): Promise<unknown> {
  return (await fetch(`${app.url}/api/videos`)).json()
}

async function outcomeOf(response: Response): Promise<unknown> {
  return (await response.clone().json()).outcome
}

import { randomUUID } from 'node:crypto'
import { fieldPayloads, joggOtherSamples } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import type { Suite } from './suite.js'

const SUCCESS = 'generated_avatar_video_success'
const FAILURE = 'generated_avatar_video_failed'

/** Authentic events whose fields differ from the guide. Each must reach its handler. */
export function formTests(suite: Suite): void {
  describe('an event as others have seen it arrive', () => {
    const payloads = fieldPayloads.map(
      (payload) => [`${payload.expect.event}: ${payload.source}`, payload] as const,
    )
    test.each(payloads)('%s', async (_title, { provider, expect: promised, body: published }) => {
      const body = JSON.stringify(published)
      const delivery =
        provider === 'jogg'
          ? await suite.jogg('jogg', promised.event, { body })
          : await suite.hoox(promised.event, { body })
      const { status, json, id } = await suite.send(delivery)
      expect({ status, json }).toEqual({ status: 200, json: { outcome: promised.outcome } })
      const event = promised.videoId === undefined ? {} : { data: { video_id: promised.videoId } }
      expect(suite.ledger.runsOf(id)).toMatchObject([{ eventName: promised.event, event }])
      expect(await suite.ledger.report(id)).toMatchObject({ handlers: [promised.event], deviations: [] })
    })

    test.each(Object.keys(joggOtherSamples))('in its other known form: %s', async (name) => {
      const { status, json, id } = await suite.send(await suite.jogg('jogg', name, { sample: 'other' }))
      expect({ status, json }).toEqual({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(id)).toMatchObject([{ event: { data: { video_id: expect.anything() } } }])
      expect(await suite.ledger.report(id)).toMatchObject({ deviations: [] })
    })
  })

  describe('a field of another type than documented', () => {
    test('is left out and reported, and its event is processed', async () => {
      const data = { project_id: 'p1', video_url: 7, duration: 'thirty', cover_url: null }
      const answer = await suite.send(await suite.jogg('jogg', SUCCESS, { data }))
      expect(answer).toMatchObject({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(answer.id).map(({ event }) => event.data)).toEqual([
        { project_id: 'p1', video_id: 'p1' },
      ])
      expect(await suite.ledger.report(answer.id)).toMatchObject({
        kind: 'processed',
        handlers: [SUCCESS],
        deviations: [
          { field: 'data.video_url', found: 'number' },
          { field: 'data.duration', found: 'string' },
        ],
      })
    })

    test.each([
      ['null', []],
      ['"text"', [{ field: 'data', found: 'string' }]],
      ['[1]', [{ field: 'data', found: 'array' }]],
    ])('may be all of the data: %s', async (data, deviations) => {
      const body = `{"event_id":"evt_${randomUUID()}","event":"${FAILURE}","timestamp":1,"data":${data}}`
      const answer = await suite.send(await suite.jogg('jogg', FAILURE, { body }))
      expect(answer).toMatchObject({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(answer.id).map(({ event }) => event.data)).toEqual([{ error: {} }])
      expect(await suite.ledger.report(answer.id)).toMatchObject({ deviations })
    })

    test('does not stop an event of Hoox', async () => {
      const event = { result: 'soon' }
      const answer = await suite.send(await suite.hoox('video_export.completed', { event }))
      expect(answer).toMatchObject({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(answer.id)).toMatchObject([{ event: { task: 'video_export', result: {} } }])
      expect(await suite.ledger.report(answer.id)).toMatchObject({
        deviations: [{ field: 'result', found: 'string' }],
      })
    })
  })
}

import { createReceiver, type DeliveryReport, hoox, jogg } from '@vidhook/core'
import {
  fieldPayloads,
  hooxDelivery,
  hooxSamples,
  joggDelivery,
  joggOtherSamples,
  joggSamples,
} from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { page } from './pages.js'
import { publishedTypes } from './published-types.js'
import { blocksOf } from './samples.js'

const SECRET = 'whsec_test'
const events = page('docs/events.md')
const names = [...Object.keys(joggSamples), ...Object.keys(hooxSamples)]

describe('docs/events.md', () => {
  test.each(Object.entries(joggSamples))('shows JoggAI’s %s as the testing kit sends it', (name, data) => {
    const envelope = { event_id: 'evt_123456789', event: name, timestamp: 1732806631 }
    const other = new Map<string, object>(Object.entries(joggOtherSamples)).get(name)
    const forms = [data, ...(other ? [other] : [])]
    expect(examplesOf(name)).toEqual(forms.map((form) => ({ ...envelope, data: form })))
    expect(events.text).toContain(`| [\`${name}\`](#${name})`)
  })

  test.each(Object.entries(hooxSamples))('shows Hoox’s %s as the testing kit sends it', (name, event) => {
    expect(examplesOf(name)[0]).toEqual(event)
    expect(events.text).toContain(`| [\`${name}\`](#${name.replace('.', '')})`)
  })

  test.each(names)('shows %s in forms that its handler gets whole', async (name) => {
    for (const example of examplesOf(name)) {
      const { eventName, outcome, deviations } = await reportOf(name, JSON.stringify(example))
      expect({ eventName, kind: outcome.kind, deviations }).toEqual({
        eventName: name,
        kind: 'processed',
        deviations: [],
      })
    }
  })

  test.each(fieldPayloads)('shows the form of $expect.event that was published: $source', (payload) => {
    expect(examplesOf(payload.expect.event).map(fieldsOf)).toContainEqual(fieldsOf(payload.body))
  })

  test('shows no event that there is not', () => {
    const shown = [...events.text.matchAll(/^### (.+)$/gm)].map(([, name]) => name)
    expect(shown).toEqual(names)
  })

  test('says how many there are', () => {
    const [joggEvents, hooxEvents] = [joggSamples, hooxSamples].map((samples) => Object.keys(samples).length)
    expect(events.text).toContain(`All ${joggEvents} events of JoggAI and all ${hooxEvents} of Hoox`)
    expect(page('README.md').text).toContain(`All ${joggEvents} JoggAI events and all ${hooxEvents} Hoox`)
  })

  test('names the types that the core has', () => {
    const { membersOf } = publishedTypes('core')
    const named = [...events.text.matchAll(/`((?:Jogg|Hoox)[A-Z]\w*)/g)].map(([, name = '']) => name)
    expect(named).toContain('JoggVideoSuccess')
    for (const name of named) expect(membersOf(name)).not.toEqual([])
  })
})

/** The JSON below an event's heading. */
function examplesOf(name: string): readonly unknown[] {
  const section = events.text.split(`\n### ${name}\n`)[1]?.split(/\n##+ /)[0] ?? ''
  return blocksOf({ ...events, text: section }).map(({ code }) => JSON.parse(code))
}

/** The outcome of a receiver with a handler for every event. */
async function reportOf(name: string, body: string): Promise<DeliveryReport> {
  const reports: DeliveryReport[] = []
  const options = {
    log: false,
    on: { '*': () => {} },
    onDelivery: (report: DeliveryReport) => void reports.push(report),
  } as const
  if (Object.hasOwn(joggSamples, name))
    await createReceiver(jogg({ secret: SECRET }), options).receive(
      await joggDelivery(name, { secret: SECRET, body }),
    )
  else await createReceiver(hoox(), options).receive(await hooxDelivery(name, { body }))
  const [report] = reports
  if (!report) throw new Error(`There is no report of ${name}.`)
  return report
}

/** `data.video_url`: every field that has a value, by its path. */
function fieldsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['']
  return Object.entries(value)
    .flatMap(([key, held]) => fieldsOf(held).map((path) => (path === '' ? key : `${key}.${path}`)))
    .sort()
}

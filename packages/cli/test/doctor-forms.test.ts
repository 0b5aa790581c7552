import type { RequestListener } from 'node:http'
import { createReceiver, jogg } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { diagnose, type Finding } from '../src/doctor/diagnose.js'
import { createLab } from '../src/doctor/lab.js'
import { unexpectedEvents } from '../src/doctor/probes/unexpected-events.js'
import { endpoint, isGenuine, parsed, secret, target } from './examine.js'
import { serve } from './serve.js'

test('an endpoint that demands what the guide shows is told that it refuses what arrives', async () => {
  const { genuine } = await examine(demanding('video_id', 'status', 'cover_url'))
  expect(genuine).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining('Does it require a field that only the guide shows?'),
  })
})

test('an endpoint that demands what was seen to arrive is told that it refuses what the guide shows', async () => {
  const { forms } = await examine(demanding('project_id'))
  expect(forms).toEqual({
    'other-form': 'failed',
    'extra-fields': 'passed',
    'missing-fields': 'failed',
    'null-fields': 'failed',
    'other-types': 'failed',
  })
})

test('a receiver whose schema refuses an event is told, though it acknowledges', async () => {
  const provider = jogg({ secret })
  const strict = z.looseObject({ data: z.looseObject({ video_url: z.string() }) })
  const receiver = createReceiver(
    { ...provider, events: { ...provider.events, generated_avatar_video_success: strict } },
    { log: false, on: { '*': () => {} }, onUnrecognized: () => {} },
  )
  const { forms, missing } = await examine(async (request, response) => {
    sendOutcome(response, await receiver.receive(nodeDelivery(request, 'The body is gone.')))
  })
  expect(forms).toEqual({
    'other-form': 'passed',
    'extra-fields': 'passed',
    'missing-fields': 'failed',
    'null-fields': 'failed',
    'other-types': 'failed',
  })
  expect(missing?.found).toMatch(
    /^Answered 200 OK in \d+ ms: {"outcome":"unrecognized"} \(Its handlers did not run/,
  )
})

test('an unknown event has its own name in the header, too', async () => {
  const names = new Map<unknown, unknown>()
  const url = await serve(
    endpoint((request, body, response) => {
      names.set(parsed(body).event, request.headers['x-webhook-event'])
      response.end()
    }),
  )
  const { signal } = new AbortController()
  const lab = createLab({ target: target(url), probeId: 'test', exchanges: [], signal })
  for (const { id, attempt } of unexpectedEvents.probes)
    if (id === 'unknown-event' || id === 'inherited-name') await attempt(lab)
  expect([...names]).toEqual(['vidhook_doctor_event', 'constructor', '__proto__'].map((name) => [name, name]))
})

/** A server that answers 422 to an event without these fields. */
function demanding(...fields: readonly string[]) {
  return endpoint((request, body, response) => {
    if (!isGenuine(request, body)) return void response.writeHead(401).end()
    const { data } = parsed(body)
    const isComplete = fields.every((field) => data?.[field] !== undefined)
    response.writeHead(isComplete ? 200 : 422).end()
  })
}

/** What the doctor finds in a server, up to the forms of an event. */
async function examine(listener: RequestListener) {
  const { signal } = new AbortController()
  const findings: Finding[] = []
  for await (const finding of diagnose({ ...target(await serve(listener)), timeoutMs: 5_000 }, { signal })) {
    if (findings.at(-1)?.group === FORMS && finding.group !== FORMS) break
    findings.push(finding)
  }
  const forms = findings.filter(({ group }) => group === FORMS)
  return {
    genuine: findings[0],
    forms: Object.fromEntries(forms.map(({ probe, verdict }) => [probe.id, verdict])),
    missing: forms.find(({ probe }) => probe.id === 'missing-fields'),
  }
}

const FORMS = 'Forms of an event'

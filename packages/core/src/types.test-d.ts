/** What the compiler promises a user. Checked by tsc; nothing of it runs. */
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import {
  type Context,
  createReceiver,
  type DeliveryReport,
  defineProvider,
  type HooxEvent,
  type HooxEvents,
  hoox,
  type JoggEvent,
  type JoggEvents,
  jogg,
  type Receiver,
  type UnrecognizedEvent,
} from './index.js'
import { hooxDelivery, joggDelivery } from './testing/index.js'

test("a handler's event is narrowed to its name", () => {
  createReceiver(jogg({ secret: 's' }), {
    on: {
      generated_avatar_video_success: (event, context) => {
        expectTypeOf(event).toEqualTypeOf<JoggEvents['generated_avatar_video_success']>()
        expectTypeOf(event.event).toEqualTypeOf<'generated_avatar_video_success'>()
        expectTypeOf(event.data.video_url).toEqualTypeOf<string | undefined>()
        expectTypeOf(event.data.duration).toEqualTypeOf<number | undefined>()
        expectTypeOf(context).toEqualTypeOf<Context>()
      },
      generated_avatar_video_failed: (event) => {
        expectTypeOf(event.data.video_id).toEqualTypeOf<string | number | undefined>()
        expectTypeOf(event.data.project_id).toEqualTypeOf<string | number | undefined>()
        expectTypeOf(event.data.error.code).toEqualTypeOf<string | number | undefined>()
        // @ts-expect-error a failed video has no URL
        event.data.video_url
      },
      generated_video_success: (event) => {
        expectTypeOf(event.data.video_url).toEqualTypeOf<string | undefined>()
      },
    },
  })
})

test('the same with on(), chained', () => {
  const receiver = createReceiver(jogg({ secret: 's' }))
  expectTypeOf(receiver).toEqualTypeOf<Receiver<JoggEvents>>()
  const chained = receiver
    .on('generated_photo_avatar_success', (event) => {
      expectTypeOf(event.data.preview_url).toEqualTypeOf<string | undefined>()
    })
    .on('generated_script_success', async (event) => {
      const [script] = event.data.generated_scripts ?? []
      expectTypeOf(script?.script_paragraphs).toEqualTypeOf<readonly string[] | undefined>()
    })
  expectTypeOf(chained).toEqualTypeOf<Receiver<JoggEvents>>()
})

test('a name that is misspelt does not compile', () => {
  createReceiver(jogg({ secret: 's' }), {
    on: {
      // @ts-expect-error generated_avatar_video_success
      generated_avatar_video_sucess: () => {},
    },
  })
  // @ts-expect-error generated_avatar_video_success
  createReceiver(jogg({ secret: 's' })).on('generated_avatar_video_sucess', () => {})
  // @ts-expect-error video_export.completed
  createReceiver(hoox()).on('video_export.success', () => {})
})

test("the other provider's names do not compile", () => {
  // @ts-expect-error a Hoox name
  createReceiver(jogg({ secret: 's' }), { on: { 'video_export.completed': () => {} } })
  // @ts-expect-error a Hoox group
  createReceiver(jogg({ secret: 's' }), { on: { video_export: () => {} } })
  // @ts-expect-error a JoggAI name
  createReceiver(hoox(), { on: { generated_script_success: () => {} } })
})

test('a handler of another event does not compile', () => {
  const failed = (_event: HooxEvents['video_export.failed']) => {}
  createReceiver(hoox(), { on: { 'video_export.failed': failed } })
  // @ts-expect-error it would hear completed events, too
  createReceiver(hoox(), { on: { video_export: failed } })
  // @ts-expect-error not a function
  createReceiver(hoox(), { on: { video_export: 'handler' } })
})

test('a group hears both of its statuses', () => {
  createReceiver(hoox(), {
    on: {
      video_export: (event) => {
        expectTypeOf(event).toEqualTypeOf<
          HooxEvents['video_export.completed'] | HooxEvents['video_export.failed']
        >()
        expectTypeOf(event.task).toEqualTypeOf<'video_export'>()
        // @ts-expect-error only a completed one has a result
        event.result
        if (event.status === 'completed') {
          expectTypeOf(event.result.download_url).toEqualTypeOf<string | undefined>()
        } else {
          expectTypeOf(event.error.code).toEqualTypeOf<string | undefined>()
          // @ts-expect-error a failed one has none
          event.result
        }
      },
    },
  })
})

test("'*' hears every event, told apart by its own fields", () => {
  createReceiver(hoox()).on('*', (event) => {
    expectTypeOf(event).toEqualTypeOf<HooxEvent>()
    if (event.task === 'avatar_edit' && event.status === 'failed')
      expectTypeOf(event.look_id).toEqualTypeOf<string | number>()
  })
  createReceiver(jogg({ secret: 's' })).on('*', (event) => {
    expectTypeOf(event).toEqualTypeOf<JoggEvent>()
    if (event.event === 'generated_avatar_video_success')
      expectTypeOf(event.data.duration).toEqualTypeOf<number | undefined>()
  })
})

test('what is unrecognized is unknown', () => {
  createReceiver(hoox(), {
    onUnrecognized: (event, context) => {
      expectTypeOf(event).toEqualTypeOf<UnrecognizedEvent>()
      expectTypeOf(event.name).toEqualTypeOf<string | undefined>()
      expectTypeOf(context).toEqualTypeOf<Context>()
      // @ts-expect-error it is in the body, of whatever form
      event.job_id
    },
  })
})

test('a report says nothing of what an event is', () => {
  createReceiver(jogg({ secret: 's' }), {
    onDelivery: (report) => {
      expectTypeOf(report).toEqualTypeOf<DeliveryReport>()
      expectTypeOf(report.event).toBeUnknown()
      // @ts-expect-error a report is no event
      report.data
    },
  })
})

test('an option that is misspelt does not compile', () => {
  // @ts-expect-error onUnrecognized
  createReceiver(hoox(), { onUnrecognised: () => {} })
  // @ts-expect-error onDelivery
  createReceiver(hoox(), { onDeliveries: () => {} })
  // @ts-expect-error on
  createReceiver(hoox(), { onEvent: {} })
})

test('an event cannot be written to', () => {
  createReceiver(jogg({ secret: 's' })).on('generated_avatar_video_success', (event) => {
    // @ts-expect-error read-only
    event.event_id = 'another'
    // @ts-expect-error read-only
    event.data.video_id = 'another'
  })
})

test('a secret may come straight from the environment', () => {
  jogg({ secret: process.env.JOGG_WEBHOOK_SECRET })
  jogg({ secret: [process.env.NEW, process.env.OLD] })
  jogg({ secret: async () => [process.env.NEW, process.env.OLD] })
  hoox({ callbackSecret: process.env.HOOX_CALLBACK_SECRET })
  // @ts-expect-error a number is none
  jogg({ secret: 42 })
  // @ts-expect-error nor is null
  jogg({ secret: null })
})

test("a user's provider types its events by its schemas", () => {
  const acme = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: {
      'order.paid': z.object({ type: z.literal('order.paid'), amount: z.number() }),
      'order.shipped': z.object({ type: z.literal('order.shipped'), carrier: z.string() }),
    },
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'identified', name: 'order.paid', identity: '1' }),
  })
  createReceiver(acme, {
    on: {
      'order.paid': (event) => expectTypeOf(event.amount).toEqualTypeOf<number>(),
      order: (event) => expectTypeOf(event.type).toEqualTypeOf<'order.paid' | 'order.shipped'>(),
      '*': (event) => expectTypeOf(event.type).toEqualTypeOf<'order.paid' | 'order.shipped'>(),
    },
  })
  // @ts-expect-error order.paid
  createReceiver(acme).on('order.payed', () => {})
  // @ts-expect-error a Hoox name
  createReceiver(acme, { on: { 'video_export.completed': () => {} } })
  // @ts-expect-error what was paid is not shipped yet
  createReceiver(acme).on('order.paid', (event) => event.carrier)
})

test('a name of several dots belongs to a group for each of them', () => {
  const acme = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: {
      'shop.order.paid': z.object({ paid: z.number() }),
      'shop.order.shipped': z.object({ carrier: z.string() }),
      'shop.opened': z.object({ at: z.string() }),
      ping: z.object({}),
    },
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'identified', name: 'ping', identity: '1' }),
  })
  createReceiver(acme, {
    on: {
      'shop.order': (event) => expectTypeOf(event).toEqualTypeOf<{ paid: number } | { carrier: string }>(),
      shop: (event) =>
        expectTypeOf(event).toEqualTypeOf<{ paid: number } | { carrier: string } | { at: string }>(),
    },
  })
  // @ts-expect-error not a whole part of any name
  createReceiver(acme).on('shop.ord', () => {})
  // @ts-expect-error nothing is named after it
  createReceiver(acme).on('order.paid', () => {})
})

test('test deliveries are typed by their event', () => {
  joggDelivery('generated_avatar_video_success', { secret: 's', data: { duration: 3 } })
  hooxDelivery('video_export.completed', { event: { job_id: 'r' } })
  joggDelivery('of_tomorrow', { secret: 's', data: { anything: true } })
  // @ts-expect-error a secret is needed
  joggDelivery('generated_avatar_video_success', {})
})

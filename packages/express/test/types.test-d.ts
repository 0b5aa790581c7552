/** What the compiler promises a user of the middleware. Checked by tsc; nothing of it runs. */
import type {
  Context,
  DeliveryReport,
  Handlers,
  HooxEvent,
  HooxEvents,
  JoggEvent,
  JoggEvents,
  Provider,
  UnrecognizedEvent,
} from '@vidhook/core'
import {
  hooxWebhook,
  joggWebhook,
  type WebhookMiddleware,
  type WebhookOptions,
  webhook,
} from '@vidhook/express'
import { expectTypeOf, test } from 'vitest'

type AcmeEvents = {
  readonly 'order.paid': { readonly amount: number }
  readonly 'order.shipped': { readonly carrier: string }
}
declare const acme: Provider<AcmeEvents>

test("handlers are the core's, with all that is promised of them there", () => {
  expectTypeOf<NonNullable<Parameters<typeof joggWebhook>[1]>['on']>().toEqualTypeOf<
    Handlers<JoggEvents> | undefined
  >()
  expectTypeOf<NonNullable<Parameters<typeof hooxWebhook>[0]>['on']>().toEqualTypeOf<
    Handlers<HooxEvents> | undefined
  >()
  expectTypeOf<WebhookOptions<AcmeEvents>['on']>().toEqualTypeOf<Handlers<AcmeEvents> | undefined>()
})

test("a handler's event is narrowed to its name, where the handler is given", () => {
  joggWebhook('s', {
    on: {
      generated_avatar_video_success: (event, context) => {
        expectTypeOf(event).toEqualTypeOf<JoggEvents['generated_avatar_video_success']>()
        expectTypeOf(context).toEqualTypeOf<Context>()
      },
      '*': (event) => expectTypeOf(event).toEqualTypeOf<JoggEvent>(),
    },
  })
  hooxWebhook({
    on: {
      'video_export.failed': (event) =>
        expectTypeOf(event).toEqualTypeOf<HooxEvents['video_export.failed']>(),
      avatar_edit: (event) =>
        expectTypeOf(event).toEqualTypeOf<
          HooxEvents['avatar_edit.completed'] | HooxEvents['avatar_edit.failed']
        >(),
      '*': (event) => expectTypeOf(event).toEqualTypeOf<HooxEvent>(),
    },
  })
  webhook(acme, {
    on: {
      'order.paid': (event) => expectTypeOf(event).toEqualTypeOf<AcmeEvents['order.paid']>(),
      order: (event) => expectTypeOf(event).toEqualTypeOf<AcmeEvents[keyof AcmeEvents]>(),
      '*': (event) => expectTypeOf(event).toEqualTypeOf<AcmeEvents[keyof AcmeEvents]>(),
    },
  })
})

test('what an event has not cannot be read', () => {
  joggWebhook('s', {
    on: {
      // @ts-expect-error a failed video has no URL
      generated_avatar_video_failed: ({ data }) => data.video_url,
    },
  })
  hooxWebhook({
    on: {
      // @ts-expect-error a failed export has no result
      'video_export.failed': ({ result }) => result,
      // @ts-expect-error nor has its group, before the status is looked at
      video_export: ({ result }) => result,
    },
  })
  webhook(acme, {
    on: {
      // @ts-expect-error what is paid is not shipped yet
      'order.paid': ({ carrier }) => carrier,
    },
  })
})

test("a name that is misspelt, or another provider's, does not compile", () => {
  // @ts-expect-error generated_avatar_video_success
  joggWebhook('s', { on: { generated_avatar_video_sucess: () => {} } })
  // @ts-expect-error a Hoox name
  joggWebhook('s', { on: { 'video_export.failed': () => {} } })
  // @ts-expect-error video_export.completed
  hooxWebhook({ on: { 'video_export.success': () => {} } })
  // @ts-expect-error video_export
  hooxWebhook({ on: { video_exports: () => {} } })
  // @ts-expect-error a JoggAI name
  hooxWebhook({ on: { generated_script_success: () => {} } })
  // @ts-expect-error order.paid
  webhook(acme, { on: { 'order.payed': () => {} } })
})

test('the other functions are told what they get, and their names are checked as well', () => {
  joggWebhook('s', {
    onUnrecognized: (event) => expectTypeOf(event).toEqualTypeOf<UnrecognizedEvent>(),
    onDelivery: (report) => expectTypeOf(report).toEqualTypeOf<DeliveryReport>(),
  })
  // @ts-expect-error onUnrecognized
  hooxWebhook({ onUnrecognised: () => {} })
  // @ts-expect-error onDelivery
  webhook(acme, { onDeliveries: () => {} })
})

test('on() promises the same, and goes on', () => {
  const chained = hooxWebhook()
    .on('video_generate.failed', (event) =>
      expectTypeOf(event).toEqualTypeOf<HooxEvents['video_generate.failed']>(),
    )
    .on('*', (event) => expectTypeOf(event).toEqualTypeOf<HooxEvent>())
  expectTypeOf(chained).toEqualTypeOf<WebhookMiddleware<HooxEvents>>()
  // @ts-expect-error video_generate.failed
  hooxWebhook().on('video_generate.fail', () => {})
  // @ts-expect-error a JoggAI name
  hooxWebhook().on('generated_script_success', () => {})
  // @ts-expect-error a failed video has no URL
  joggWebhook('s').on('generated_video_failed', ({ data }) => data.video_url)
})

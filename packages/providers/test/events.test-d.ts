import { createReceiver, type EventFor } from '@vidhook/core'
import { expectTypeOf, test } from 'vitest'
import { fal, heygen, luma, type MuxEvents, mux, openai, replicate, type TavusEvents } from '../src/index.js'
import { senderDelivery } from '../src/testing.js'

test('an event has its name, its objects, and its other fields as optional', () => {
  createReceiver(mux({ secret: '' }), {
    on: {
      'video.asset.ready': (event) => {
        expectTypeOf(event.type).toEqualTypeOf<'video.asset.ready'>()
        expectTypeOf(event.id).toEqualTypeOf<string | undefined>()
        expectTypeOf(event.data.duration).toEqualTypeOf<number | undefined>()
        expectTypeOf(event.data.playback_ids?.[0]?.policy).toEqualTypeOf<string | undefined>()
      },
      'video.upload': ({ type }) =>
        expectTypeOf(type).toEqualTypeOf<
          | 'video.upload.asset_created'
          | 'video.upload.cancelled'
          | 'video.upload.created'
          | 'video.upload.errored'
        >(),
    },
  })
  expectTypeOf<EventFor<MuxEvents, 'video.asset.track'>['data']['asset_id']>().toEqualTypeOf<
    string | undefined
  >()
})

test('a handler of an event that a sender does not have is refused', () => {
  // @ts-expect-error: the name has a typing mistake
  createReceiver(heygen({ secret: '' }), { on: { 'avatar_video.succes': () => {} } })
  // @ts-expect-error: fal has no such status
  createReceiver(fal(), { on: { FAILED: () => {} } })
})

test('a field that is no part of an event is refused', () => {
  createReceiver(replicate({ secret: '' }), {
    on: {
      succeeded: (event) => {
        expectTypeOf(event.status).toEqualTypeOf<'succeeded'>()
        expectTypeOf(event.output).toEqualTypeOf<unknown>()
        // @ts-expect-error: it is called id
        event.prediction_id
      },
    },
  })
  createReceiver(openai({ secret: '' }), {
    on: {
      // @ts-expect-error: only a call has it
      'response.completed': ({ data }) => data.call_id,
      'realtime.call.incoming': ({ data }) =>
        expectTypeOf(data.sip_headers?.[0]?.name).toEqualTypeOf<string | undefined>(),
    },
  })
})

test('a name that is no field is not one of the event', () => {
  expectTypeOf<TavusEvents['video.ready']['status']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<TavusEvents['system.shutdown']['event_type']>().toEqualTypeOf<'system.shutdown'>()
})

test('a secret is needed', () => {
  // @ts-expect-error: without it nothing could be verified
  mux({})
  // @ts-expect-error: Luma signs nothing
  luma({ secret: '' })
})

test('a delivery is of a sender that there is', () => {
  senderDelivery('mux', 'video.asset.ready')
  // @ts-expect-error: there is no such sender
  senderDelivery('muxx', 'video.asset.ready')
})

import { createReceiver } from '@vidhook/core'
import { type FalEvents, mux } from '@vidhook/providers'
import { luma } from '@vidhook/providers/luma'
import { senderDelivery } from '@vidhook/providers/testing'

createReceiver(mux({ secret: 's' }), {
  on: { 'video.asset.ready': ({ type, data }): string | undefined => data.playback_ids?.[0]?.id ?? type },
})
createReceiver(luma({ callbackSecret: 's' }), { on: { completed: ({ assets }) => assets.video } })

export const statusOf = ({ status }: FalEvents['OK']): 'OK' => status
export const sent = senderDelivery('mux', 'video.asset.ready', { secret: 's' })

// @ts-expect-error: Luma signs nothing
luma({ secret: 's' })

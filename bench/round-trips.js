import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'

const NAME = 'generated_avatar_video_success'
const secret = 'whsec_of_the_bench'

/** How often a delivery makes its receiver ask the store, by what becomes of it. */
export async function roundTrips(contender) {
  const { store, count } = contender.countedStore()
  let work = async () => {}
  const receiver = createReceiver(jogg({ secret }), { store, log: false, on: { [NAME]: () => work() } })
  const tripsOf = async (delivery, expected) => {
    const before = count()
    const { kind } = await receiver.receive(delivery)
    if (kind !== expected) throw new Error(`The delivery was ${kind}, not ${expected}.`)
    return count() - before
  }
  // The servers may not know the scripts yet.
  await receiver.receive(await joggDelivery(NAME, { secret }))

  const delivery = await joggDelivery(NAME, { secret })
  const processed = await tripsOf(delivery, 'processed')
  const duplicate = await tripsOf(delivery, 'duplicate')
  work = async () => Promise.reject(new Error('on purpose'))
  const failed = await tripsOf(await joggDelivery(NAME, { secret }), 'failed')

  let finish = () => {}
  work = () =>
    new Promise((resolve) => {
      finish = resolve
    })
  const slow = await joggDelivery(NAME, { secret })
  const first = receiver.receive(slow)
  const busy = await new Promise((resolve) => setTimeout(resolve, 100)).then(() => tripsOf(slow, 'busy'))
  finish()
  await first
  return [
    ['processed', processed],
    ['duplicate', duplicate],
    ['failed', failed],
    ['busy, while the first runs in the same process', busy],
    ['each second that a handler runs on', contender.bare === 'Map.set' ? 0 : '+1'],
  ]
}

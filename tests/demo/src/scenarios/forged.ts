import { setTimeout } from 'node:timers/promises'
import { signCallbackUrl } from '@vidhook/core'
import { hooxDelivery, joggDelivery, type TestDelivery } from '@vidhook/core/testing'
import { rejected, type Section, scenario, type Target } from './scenario.js'

const joggEvent = 'generated_avatar_video_success'
const hooxEvent = 'video_export.completed'

export const forged: Section = {
  title: 'Forged: no handler ever runs',
  scenarios: [
    scenario('signed with another secret', rejected(401), ({ joggUrl }) =>
      joggDelivery(joggEvent, { url: joggUrl, secret: 'whsec_somebody_elses' }),
    ),
    scenario('body altered after signing', rejected(401), async (target) => {
      const delivery = await signed(target)
      return { ...delivery, body: new TextDecoder().decode(delivery.body).replace('video.mp4', 'virus.mp4') }
    }),
    scenario('signature missing', rejected(401), async (target) =>
      without(await signed(target), 'x-webhook-signature'),
    ),
    scenario('signature cut short', rejected(401), async (target) => {
      const delivery = await signed(target)
      const signature = delivery.headers['x-webhook-signature']?.slice(0, 40) ?? ''
      return { ...delivery, headers: { ...delivery.headers, 'x-webhook-signature': signature } }
    }),
    scenario('X-Hoox-Webhook missing', rejected(401), async ({ hooxUrl, hooxSecret }) =>
      without(await hooxDelivery(hooxEvent, { url: hooxUrl, callbackSecret: hooxSecret }), 'x-hoox-webhook'),
    ),
    scenario('callback URL not signed', rejected(401), ({ hooxUrl }) =>
      hooxDelivery(hooxEvent, { url: hooxUrl }),
    ),
    scenario('callback URL altered', rejected(401), async ({ hooxUrl, hooxSecret }) => {
      const url = await signCallbackUrl(`${hooxUrl}?customer=1`, { secret: hooxSecret })
      return hooxDelivery(hooxEvent, { url: url.replace('customer=1', 'customer=2') })
    }),
    scenario('callback URL expired', rejected(401), async ({ hooxUrl, hooxSecret }) => {
      const url = await signCallbackUrl(hooxUrl, { secret: hooxSecret, expiresAt: Date.now() + 50 })
      await setTimeout(60)
      return hooxDelivery(hooxEvent, { url })
    }),
    scenario("JoggAI's delivery at Hoox's URL", rejected(401), ({ hooxUrl, joggSecret }) =>
      joggDelivery(joggEvent, { url: hooxUrl, secret: joggSecret }),
    ),
  ],
}

function signed({ joggUrl, joggSecret }: Target): Promise<TestDelivery> {
  return joggDelivery(joggEvent, { url: joggUrl, secret: joggSecret })
}

function without(delivery: TestDelivery, header: string): TestDelivery {
  const headers = Object.entries(delivery.headers).filter(([name]) => name !== header)
  return { ...delivery, headers: Object.fromEntries(headers) }
}

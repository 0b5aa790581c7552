import { HooxClient } from '@vidhook/api'
import { signCallbackUrl } from '@vidhook/core'

const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY })

const { asset_ids, total_cost } = await hoox.asset.start({
  type: 'image',
  model: 'flux-2-pro', // one that GET /asset/models lists
  prompt: 'A fox in the autumn leaves',
  generation_count: 2,
  webhook_url: await signCallbackUrl('https://example.com/webhooks/hoox', {
    secret: process.env.HOOX_CALLBACK_SECRET,
  }),
})
console.log('started:', asset_ids, 'for', total_cost, 'credits')

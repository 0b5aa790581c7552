import { verifyWebhookSignature } from '../../../handler.js'
import { handle } from '../handle.js'

export async function POST(request) {
  const payload = await request.text()
  const signature = request.headers.get('x-webhook-signature') ?? ''
  if (!verifyWebhookSignature(payload, signature)) return new Response('Invalid signature', { status: 401 })
  await handle(JSON.parse(payload))
  return new Response('OK')
}

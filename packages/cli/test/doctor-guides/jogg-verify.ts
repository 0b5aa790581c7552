import crypto from 'node:crypto'

/** "Verify Webhook Signature" in JoggAI's guide, as it stands. */
export function verifyWebhookSignature(payload: string | Buffer, signature: string, secret: string) {
  const expected = crypto.createHmac('sha256', secret).update(payload).digest('hex')
  return crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
}

import type { TestDelivery } from '@vidhook/core/testing'
import { type HttpReply, type SendOptions, sendRequest } from '../http-client.js'

/** Sends a delivery as a provider does: it waits no longer than `timeoutMs` for the whole answer. */
export function postDelivery(
  { headers, ...request }: TestDelivery,
  options: Pick<SendOptions, 'timeoutMs' | 'signal'>,
): Promise<HttpReply> {
  return sendRequest({ ...request, headers: Object.entries(headers) }, { ...options, keepAlive: true })
}

import type { CallbackContext } from '@vidhook/core'
import { senderDelivery } from '@vidhook/providers/testing'
import { messageOf } from '../error-message.js'
import { CliError } from '../exit.js'
import { identifyBy, type KnownSender } from '../providers/senders.js'
import { type BuiltDelivery, type Wanted, withAssignments } from './build-delivery.js'

/** The event that the user wants to send, as a sender of `@vidhook/providers`. */
export interface SenderOrder extends Wanted {
  readonly sender: KnownSender
  readonly secret: string | undefined
  readonly context: CallbackContext | undefined
}

/** Builds and signs a delivery. A sample gets new ids, so that it is not a repeat; a file is sent unchanged. */
export async function buildSenderDelivery(order: SenderOrder): Promise<BuiltDelivery> {
  const { sender, to: url, secret, context } = order
  const body = await bodyOf(order)
  try {
    const request = await senderDelivery(sender.name, order.name ?? '', { url, secret, context, body })
    const { name = order.name ?? '(no event)', identity } = identifyBy(sender, body, request.headers)
    return { request, name, identity }
  } catch (error) {
    throw new CliError(
      `The delivery cannot be signed: is this a secret of ${sender.title}? ${messageOf(error)}`,
    )
  }
}

async function bodyOf({ sender, name, file, assignments }: SenderOrder): Promise<Uint8Array> {
  if (file === undefined && name === undefined)
    throw new CliError('Nothing to send: give the name of an event, or --from a file.')
  return withAssignments(file ?? (await senderDelivery(sender.name, name ?? '')).body, assignments)
}

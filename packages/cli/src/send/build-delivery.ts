import type { CallbackContext } from '@vidhook/core'
import {
  hooxDelivery,
  type JoggDeliveryOptions,
  joggDelivery,
  type TestDelivery,
} from '@vidhook/core/testing'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { CliError } from '../exit.js'
import { identify, jsonIn } from '../providers/identify.js'
import { type Assignment, assign } from './assignment.js'

export type SampleForm = NonNullable<JoggDeliveryOptions['sample']>

/** What is to be sent, and where to. */
export interface Wanted {
  /** The event's name. If absent, it is read from the file. */
  readonly name: string | undefined
  /** The body, byte for byte, instead of a sample event. */
  readonly file: Uint8Array | undefined
  /** Applied to the body, one after the other. */
  readonly assignments: readonly Assignment[]
  readonly to: string
}

/** The event that the user wants to send. */
export interface Order extends Wanted {
  readonly provider: ProviderName
  /** JoggAI: which of the two known forms of the sample. */
  readonly sample?: SampleForm | undefined
  readonly secret: string | undefined
  /** Hoox: the context in the signed URL. */
  readonly context?: CallbackContext | undefined
}

/** A delivery as the provider would send it, with its name and identity for display. */
export interface BuiltDelivery {
  readonly request: TestDelivery
  readonly name: string
  /** A receiver recognizes repeats by it. For a signed URL, the receiver adds a suffix. */
  readonly identity: string | undefined
}

/** Builds and signs a delivery. A sample gets new ids, so that it is not a repeat; a file is sent unchanged. */
export async function buildDelivery(order: Order): Promise<BuiltDelivery> {
  const body = await bodyOf(order)
  const { name = order.name, identity } = identify(order.provider, body)
  if (name === undefined) {
    throw new CliError(
      `The file does not name its event: give the name, as in vidhook send ${order.provider} <event>.`,
    )
  }
  return { request: await sign(order, name, body), name, identity }
}

async function bodyOf(order: Order): Promise<Uint8Array> {
  const original = order.file ?? (await sampleOf(order))
  if (order.file) refuseOtherName(order, order.file)
  return withAssignments(original, order.assignments)
}

/** The body after the assignments of `--set`. Unchanged if there are none. */
export function withAssignments(body: Uint8Array, assignments: readonly Assignment[]): Uint8Array {
  if (assignments.length === 0) return body
  const event = jsonIn(body)
  if (event === undefined) throw new CliError('--set needs a JSON body, and the file is not JSON.')
  return new TextEncoder().encode(JSON.stringify(assignments.reduce(assign, event)))
}

async function sampleOf({ provider, name, sample }: Order): Promise<Uint8Array> {
  if (name === undefined) throw new CliError('Nothing to send: give the name of an event, or --from a file.')
  if (provider === 'jogg') return (await joggDelivery(name, { secret: 'replaced below', sample })).body
  if (!/^[^.]+\.[^.]+$/.test(name)) {
    throw new CliError(`A Hoox event is a task and a status, such as video_export.completed, not ${name}.`)
  }
  return (await hooxDelivery(name)).body
}

function sign(
  { provider, to: url, secret, context }: Order,
  name: string,
  body: Uint8Array,
): Promise<TestDelivery> {
  if (provider === 'hoox') return hooxDelivery(name, { url, body, callbackSecret: secret, context })
  if (secret === undefined) throw new CliError('A JoggAI delivery needs a secret to be signed with.')
  if (/[^\x20-\x7e]/.test(name)) {
    throw new CliError(
      `JoggAI also sends the event's name in a header, which cannot carry ${JSON.stringify(name)}.`,
    )
  }
  return joggDelivery(name, { url, body, secret })
}

function refuseOtherName({ provider, name }: Order, file: Uint8Array): void {
  const { name: named } = identify(provider, file)
  if (name === undefined || named === undefined || name === named) return
  throw new CliError(
    `The file holds the event ${named}, not ${name}. Leave the name out, or change the file's with --set.`,
  )
}

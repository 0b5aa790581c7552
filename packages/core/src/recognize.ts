import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isThenable } from './at-once.js'
import type { RawDelivery } from './delivery.js'
import { sha256Hex } from './hmac.js'
import type { JsonValue } from './json.js'
import { excerpt } from './log.js'
import type { EventMap, Provider } from './provider.js'
import type { UnrecognizedEvent } from './settings.js'

/** What an authentic body turned out to be. */
export type Recognition =
  | { readonly kind: 'recognized'; readonly name: string; readonly identity: string; readonly event: unknown }
  | {
      readonly kind: 'unrecognized'
      readonly name: string | undefined
      readonly identity: string
      readonly event: UnrecognizedEvent
    }
  | { readonly kind: 'contradiction'; readonly reason: string }

/** Step 3: the event's name, its identity, and whether its shape is the one that handlers were promised. */
export function recognize<Events extends EventMap>(
  provider: Provider<Events>,
  body: JsonValue,
  delivery: RawDelivery,
): Recognition | Promise<Recognition> {
  const identified = provider.identify(body, delivery)
  if (identified.kind === 'contradiction') return identified
  if (identified.kind === 'unidentified')
    return unrecognized(identified.name, identified.reason, body, delivery)

  const { name, identity } = identified
  // Without one, every event would be a duplicate of the first.
  if (typeof identity !== 'string' || identity === '')
    throw new TypeError(
      `The provider ${provider.name} found no identity for an event ${JSON.stringify(name)}.`,
    )
  if (!Object.hasOwn(provider.events, name)) {
    return unrecognized(
      name,
      `${JSON.stringify(excerpt(name))} is no event that ${provider.name} is known to send.`,
      body,
      delivery,
    )
  }
  const check = (result: StandardSchemaV1.Result<unknown>) => {
    if (!result.issues) return { kind: 'recognized', name, identity, event: result.value } as const
    const [issue] = result.issues
    const path = issue?.path?.map((step) => (typeof step === 'object' ? step.key : step)).join('.')
    return unrecognized(
      name,
      `The field ${JSON.stringify(path || '(body)')} is not of the documented form.`,
      body,
      delivery,
    )
  }
  const result = provider.events[name as keyof Events]['~standard'].validate(body)
  return isThenable(result) ? Promise.resolve(result).then(check) : check(result)
}

/** The same bytes are the same event, whatever they are. */
async function unrecognized(
  name: string | undefined,
  reason: string,
  body: JsonValue,
  { body: bytes }: RawDelivery,
): Promise<Recognition> {
  return {
    kind: 'unrecognized',
    name,
    identity: `sha256:${await sha256Hex(bytes)}`,
    event: { name, reason, body },
  }
}

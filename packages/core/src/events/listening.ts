import type { Context } from './context.js'
import type { Listener, Registry } from './handlers.js'
import type { Recognition, UnrecognizedEvent } from './recognize.js'

/** An event that its delivery does not contradict. */
export type Recognized = Exclude<Recognition, { kind: 'contradiction' }>

export type OnUnrecognized = ((event: UnrecognizedEvent, context: Context) => unknown) | undefined

/** Who takes an event: its handlers, or `onUnrecognized`. */
export function listenersOf(
  recognition: Recognized,
  registry: Registry,
  onUnrecognized: OnUnrecognized,
): readonly Listener[] {
  if (recognition.kind === 'recognized') return registry.listenersFor(recognition.name)
  return onUnrecognized ? [{ name: 'onUnrecognized', handler: onUnrecognized }] : []
}

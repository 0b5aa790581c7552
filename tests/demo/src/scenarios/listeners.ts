import { type Answer, ignored, processed } from './scenario.js'

/** The events that the examples handle. They acknowledge and ignore all others. */
const LISTENERS = {
  jogg: ['generated_avatar_video_success', 'generated_avatar_video_failed', 'generated_script_success'],
  hoox: [
    'video_generate.completed',
    'video_generate.failed',
    'video_export.completed',
    'video_export.failed',
    'avatar_edit',
    'asset_generation',
  ],
} as const

/** What the examples promise for an authentic event. A handler for a task gets both of its events. */
export function promisedFor(provider: keyof typeof LISTENERS, event: string): Answer {
  const listener = LISTENERS[provider].find((each) => event === each || event.startsWith(`${each}.`))
  return listener === undefined ? ignored : processed(listener)
}

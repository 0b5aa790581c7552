import type { ProviderName } from '../secrets.js'

/** What the written code says of a provider. */
export interface Vocabulary {
  readonly provider: ProviderName
  readonly title: string
  /** The adapter's function. */
  readonly webhook: string
  /** What the written file exports. */
  readonly exported: string
  /** Where the secret comes from. */
  readonly variable: string
  /** What the secret is called, by the adapter and by the test deliveries. */
  readonly option: 'secret' | 'callbackSecret'
  /** Handlers, line by line. */
  readonly handlers: readonly string[]
  /** What makes a delivery in the test, and of which event. */
  readonly delivery: { readonly make: string; readonly event: string }
}

export const vocabularies: Readonly<Record<ProviderName, Vocabulary>> = {
  jogg: {
    provider: 'jogg',
    title: 'JoggAI',
    webhook: 'joggWebhook',
    exported: 'joggWebhooks',
    variable: 'JOGG_WEBHOOK_SECRET',
    option: 'secret',
    handlers: [
      'generated_avatar_video_success: async ({ data }, context) => {',
      "  context.log.info({ video: data.video_id, url: data.video_url }, 'ready')",
      '},',
      'generated_avatar_video_failed: async ({ data }, context) => {',
      "  context.log.warn({ video: data.video_id, error: data.error }, 'failed')",
      '},',
    ],
    delivery: { make: 'joggDelivery', event: 'generated_avatar_video_success' },
  },
  hoox: {
    provider: 'hoox',
    title: 'Hoox',
    webhook: 'hooxWebhook',
    exported: 'hooxWebhooks',
    variable: 'HOOX_CALLBACK_SECRET',
    option: 'callbackSecret',
    handlers: [
      "'video_export.completed': async ({ job_id, result }, context) => {",
      "  context.log.info({ job: job_id, url: result.download_url ?? result.video_url }, 'ready')",
      '},',
      "'video_export.failed': async ({ job_id, error }, context) => {",
      "  context.log.warn({ job: job_id, error }, 'failed')",
      '},',
    ],
    delivery: { make: 'hooxDelivery', event: 'video_export.completed' },
  },
}

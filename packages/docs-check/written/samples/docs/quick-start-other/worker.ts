import { createReceiver, jogg, type WebHandler, webHandler } from '@vidhook/core'

interface Env {
  readonly JOGG_WEBHOOK_SECRET: string
}

let handle: WebHandler | undefined

export default {
  fetch(request, env, ctx) {
    handle ??= webHandler(
      createReceiver(jogg({ secret: env.JOGG_WEBHOOK_SECRET }), {
        on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
      }),
    )
    return handle(request, ctx)
  },
} satisfies ExportedHandler<Env>

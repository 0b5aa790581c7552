import { createReceiver, jogg, webHandler } from '@vidhook/core'

const handle = webHandler(
  createReceiver(jogg({ secret: Deno.env.get('JOGG_WEBHOOK_SECRET') }), {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
  }),
)

Deno.serve({ port: 3000 }, (request) => {
  const { pathname } = new URL(request.url)
  return pathname === '/webhooks/jogg' ? handle(request) : new Response('Not found', { status: 404 })
})

// src/pages/webhooks/jogg.ts
import { createReceiver, jogg, webHandler } from '@vidhook/core'
import { getSecret } from 'astro:env/server'

export const prerender = false

const handle = webHandler(
  createReceiver(jogg({ secret: () => getSecret('JOGG_WEBHOOK_SECRET') }), {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
  }),
)

export const POST = ({ request }: { request: Request }) => handle(request)

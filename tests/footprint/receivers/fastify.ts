import { joggWebhook } from '@vidhook/fastify'
import type { FastifyInstance } from 'fastify'

export const register = (app: FastifyInstance) =>
  app.register(joggWebhook, {
    secret: 'whsec_…',
    on: { generated_avatar_video_success: (event) => console.log(event.data.video_url) },
  })

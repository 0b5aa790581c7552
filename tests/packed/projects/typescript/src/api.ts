import { ApiError, HooxClient, JoggClient } from '@vidhook/api'

const jogg = new JoggClient({ apiKey: process.env.JOGG_API_KEY })
const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY })

export async function register(url: string): Promise<void> {
  await jogg.endpoints.create({ url, events: ['generated_avatar_video_success'] })
  // @ts-expect-error: an endpoint has a URL
  await jogg.endpoints.create({ events: ['generated_avatar_video_success'] })
}

export async function order(prompt: string, webhook_url: string): Promise<string> {
  try {
    return (await hoox.generation.start({ prompt, webhook_url })).job_id
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error)
  }
}

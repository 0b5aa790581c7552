import { ApiError, JoggClient } from '@vidhook/api'

const jogg = new JoggClient({ apiKey: process.env.JOGG_API_KEY })
try {
  await jogg.endpoints.delete('wh_123456789')
} catch (error) {
  if (!(error instanceof ApiError && error.code === 'not_found')) throw error
  console.log('It was gone already.')
}

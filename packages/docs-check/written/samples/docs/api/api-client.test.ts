import { JoggClient } from '@vidhook/api'
import { expect, test } from 'vitest'

test('all endpoints are enabled', async () => {
  const endpoints = [{ endpoint_id: 'wh_1', url: 'https://example.com', status: 'enabled', events: [] }]
  const fetch = async () => Response.json({ code: 0, msg: 'Success', data: { endpoints } })
  const jogg = new JoggClient({ apiKey: 'test', fetch })
  expect((await jogg.endpoints.list()).every(({ status }) => status === 'enabled')).toBe(true)
})

import { expect, test } from 'vitest'
import { hideSecrets } from './hide-secrets.js'
import type { Reply } from './transmit.js'

const target = {
  provider: 'hoox',
  url: 'https://example.com/hook?key=key_of_the_url',
  event: 'video_export.completed',
  secret: 'secret of the tests',
  rotatedSecret: undefined,
  runId: '1',
  timeoutMs: 1,
  patienceMs: 1,
} as const

test('a reply keeps neither a secret nor the token of a delivery, in its headers and its body', () => {
  const leak = '/hook/?key=key_of_the_url&vidhook=-.the_signature secret of the tests'
  const reply: Reply = {
    kind: 'answered',
    status: 307,
    headers: { location: leak },
    body: `Redirecting to ${leak}`,
    cut: false,
    durationMs: 1,
  }
  const hidden = '/hook/?key=[secret]&vidhook=… [secret]'
  expect(hideSecrets(reply, target)).toMatchObject({
    headers: { location: hidden },
    body: `Redirecting to ${hidden}`,
  })
})

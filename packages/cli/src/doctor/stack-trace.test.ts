import { expect, test } from 'vitest'
import { showsStackTrace } from './stack-trace.js'

test.each([
  'Error: no\n    at verify (/srv/app/verify.js:12:7)',
  'Error: no\n    at Object.<anonymous> (C:\\app\\verify.js:12:7)',
  '<pre>Error: no<br> &nbsp; &nbsp;at file:///srv/app/verify.js:12:7</pre>',
  '    at node:internal/main/run_main_module:28:49',
  'Traceback (most recent call last):\n  File "app.py", line 3',
  'goroutine 7 [running]:\nmain.handle(0xc0000)',
  '#0 /var/www/webhook.php(12): verify()',
  '\tat com.example.Webhook.verify(Webhook.java:12)',
  "app/webhooks.rb:12:in `verify'",
])('is a stack trace: %j', (text) => {
  expect(showsStackTrace(text)).toBe(true)
})

test.each([
  '',
  'OK',
  '{"outcome":"rejected","code":"unauthenticated","message":"The delivery could not be authenticated."}',
  'We look at /webhooks at 12:30.',
  'See https://example.com/docs#401 for more.',
])('is none: %j', (text) => {
  expect(showsStackTrace(text)).toBe(false)
})

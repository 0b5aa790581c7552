import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, vidhook } from './vidhook.js'

const secret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw'
const env = { JOGG_WEBHOOK_SECRET: secret }
const body = '{"event_id":"evt_1","event":"generated_image_success","timestamp":1,"data":{"image_id":7}}'
const sign = (message: string) => createHmac('sha256', secret).update(message).digest('hex')
const signature = sign(body)

describe('vidhook verify', () => {
  test('says that a signature matches', async () => {
    const { headers, body: bytes } = await joggDelivery('generated_avatar_video_success', { secret })
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'body.json'), bytes)
    const given = headers['x-webhook-signature'] ?? ''
    const run = await vidhook(['verify', '--secret', secret, '--signature', given, 'body.json'], { cwd })
    expect(run).toEqual({ code: 0, stdout: 'The signature matches.\n', stderr: '' })
  })

  test('says what is wrong and what to do, and shows no secret', async () => {
    const stdin = JSON.stringify(JSON.parse(body), null, 2)
    const run = await vidhook(['verify', '--signature', sign(JSON.stringify(JSON.parse(body))), '-'], {
      env,
      stdin,
    })
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(run.stdout).toContain('The signature does not match.')
    expect(run.stdout).toContain('The body was parsed and serialized again: the signed body is compact JSON.')
    expect(run.stdout).toContain('Do not verify JSON.stringify(request.body)')
    expect(run.stdout).not.toContain(secret.slice(6))
  })

  test('tells which secret of several matches, by its place', async () => {
    const args = ['verify', '--secret', 'whsec_new', '--secret', secret, '--signature', signature, '-']
    const run = await vidhook(args, { stdin: body })
    expect(run).toEqual({ code: 0, stdout: 'The signature matches, with the 2nd --secret.\n', stderr: '' })
  })

  test('finds the secret that was meant in the environment', async () => {
    const old = { JOGG_WEBHOOK_SECRET: 'whsec_new', JOGG_WEBHOOK_SECRET_OLD: secret }
    const run = await vidhook(['verify', '--signature', signature, '-'], { env: old, stdin: body })
    expect(run).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the one in JOGG_WEBHOOK_SECRET_OLD.'),
    })
  })

  test('admits that it cannot explain, and says what remains', async () => {
    const run = await vidhook(['verify', '--signature', sign('another body'), '-'], { env, stdin: body })
    expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('No common mistake explains it.') })
  })

  test.each([
    [createHmac('sha1', secret).update(body).digest('hex'), 'the length of SHA-1'],
    [signature.slice(0, 60), 'Was it copied completely?'],
    ['nonsense', '8 characters, not all of them hex digits.'],
  ])('says what a signature looks like that cannot be one: %s', async (given, message) => {
    const run = await vidhook(['verify', '--signature', given, '-'], { env, stdin: body })
    expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining(message) })
  })

  test('without a secret, a signature or a file it is exit code 2', async () => {
    const cases = [
      await vidhook(['verify', '--signature', signature, '-'], { stdin: body }),
      await vidhook(['verify', '-'], { env, stdin: body }),
      await vidhook(['verify', '--signature', signature], { env }),
      await vidhook(['verify', '--signature', signature, 'none.json'], { env }),
    ]
    expect(cases.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      cases.map(() => ({ code: 2, stdout: '' })),
    )
    expect(cases.map(({ stderr }) => stderr).join()).not.toMatch(/\n\s+at /)
  })

  test('--json says the same to a script', async () => {
    const run = await vidhook(['verify', '--signature', signature.toUpperCase(), '--json', '-'], {
      env,
      stdin: `${body}\n`,
    })
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toEqual({
      matches: false,
      explained: true,
      secret: 'JOGG_WEBHOOK_SECRET',
      mistakes: [
        { code: 'signature_upper_case', what: expect.any(String), fix: expect.any(String) },
        { code: 'body_newline_added', what: expect.any(String), fix: expect.any(String) },
      ],
    })
  })
})

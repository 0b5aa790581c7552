import type { Provider } from '@vidhook/core'
import { webhook } from '@vidhook/express'
import { heygen, luma, mux, openai, synthesia } from '@vidhook/providers'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { doctor, failuresOf } from './doctor-run.js'
import { serve } from './serve.js'
import { vidhook } from './vidhook.js'

const secret = `whsec_${btoa('a secret of the tests')}`

const receiverOf = async (provider: Provider) =>
  `${await serve(express().use(webhook(provider, { log: false, bodyTimeoutMs: 2_000, on: { '*': () => {} } })))}/webhooks/${provider.name}`

const examined = (url: string, provider: string, ...args: string[]) =>
  doctor([url, '--provider', provider, '--secret', secret, ...args])

describe('vidhook doctor, for a sender of @vidhook/providers,', () => {
  test.each<[string, Provider]>([
    ['mux', mux({ secret })],
    ['openai', openai({ secret })],
    ['synthesia', synthesia({ secret })],
    ['heygen', heygen({ secret })],
    ['luma', luma({ callbackSecret: secret })],
  ])('finds nothing to complain about in a receiver of %s', async (name, provider) => {
    const { json, code } = await examined(await receiverOf(provider), name)
    expect(failuresOf(json)).toEqual([])
    expect(json.counts).toMatchObject({ failed: 0, unclear: 0 })
    expect(code).toBe(0)
    const forgeries = json.probes.filter(({ id }) => /^(signature|proof|body|delivery)-/.test(id))
    expect(forgeries.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(2)
  })

  test('finds an endpoint that takes everything', async () => {
    const url = await serve((request, response) => void request.resume().on('end', () => response.end()))
    const { json } = await examined(url, 'mux', '--patience', '2')
    expect(failuresOf(json)).toEqual(
      expect.arrayContaining([
        'signature-missing (critical)',
        'signature-of-another-secret (critical)',
        'body-tampered (critical)',
        'delivery-too-old (important)',
      ]),
    )
  })

  test('says what it needs', async () => {
    const args = ['doctor', 'http://127.0.0.1:1', '--provider', 'mux']
    expect(await vidhook(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('MUX_WEBHOOK_SECRET'),
    })
    const rotated = await vidhook([...args, '--secret', secret, '--rotated-secret', 'another'])
    expect(rotated).toMatchObject({ code: 2, stderr: expect.stringContaining('for JoggAI and Hoox') })
  })
})

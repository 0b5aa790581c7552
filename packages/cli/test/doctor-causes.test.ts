import { describe, expect, test } from 'vitest'
import { probeGroups } from '../src/doctor/probes/index.js'
import { endpoint, examine, hmac, isGenuine, secret } from './examine.js'
import { serve } from './serve.js'
import { vidhook } from './vidhook.js'

const NONE = 'no genuine delivery is accepted'

describe('what has one cause is said to have it:', () => {
  test('whoever takes a delivery without a signature takes every forgery', async () => {
    const findings = await examine(endpoint((_request, _body, response) => response.end()))
    const [missing, ...others] = findings.filter(
      ({ verdict, group }) => group === 'Forgeries' && verdict === 'failed',
    )
    expect(missing).toMatchObject({ probe: { id: 'signature-missing' }, cause: undefined })
    const explained = others.filter(({ cause }) => cause !== undefined)
    expect(explained).toHaveLength(8)
    for (const { cause } of explained) expect(cause).toContain(`“${missing?.probe.title}”`)
    // A genuine signature under a header that lies is another matter.
    expect(others.filter(({ cause }) => cause === undefined)).toMatchObject([
      { probe: { id: 'event-header-contradicts' } },
    ])
  })

  test('whoever verifies JSON that was serialized again', async () => {
    const findings = await examine(
      endpoint((request, body, response) => {
        const again = Buffer.from(serializedAgain(body))
        const right = request.headers['x-webhook-signature'] === hmac(secret, again)
        response.writeHead(right ? 200 : 401).end()
      }),
    )
    const first = findings.find(({ probe }) => probe.id === 'formatted-body')
    expect(first).toMatchObject({ verdict: 'failed', cause: undefined })
    for (const id of ['escaped-body', 'body-reserialized'])
      expect(findings.find(({ probe }) => probe.id === id)).toMatchObject({
        verdict: 'failed',
        cause: expect.stringContaining(`“${first?.probe.title}”`),
      })
  })

  test('a crash has another cause than an acceptance', async () => {
    const findings = await examine(
      endpoint((request, body, response) => {
        const given = request.headers['x-webhook-signature']
        if (given === undefined) return response.end() // taken
        if (String(given).length !== 64) return response.writeHead(500).end() // the throw of timingSafeEqual
        response.writeHead(isGenuine(request, body) ? 200 : 401).end()
      }),
    )
    const failed = findings.filter(({ group, verdict }) => group === 'Forgeries' && verdict === 'failed')
    expect(failed).toMatchObject([
      { probe: { id: 'signature-missing' }, severity: 'critical' },
      { probe: { id: 'signature-empty' }, severity: 'important', cause: undefined },
      { probe: { id: 'signature-too-short' }, severity: 'important' },
      { probe: { id: 'signature-repeated' } },
      { probe: { id: 'event-header-contradicts' } },
    ])
  })
})

describe('nothing is claimed that was not seen:', () => {
  test.each([500, 401])(
    'an endpoint that answers everything %s says nothing about forgeries',
    async (status) => {
      const findings = await examine(
        endpoint((_request, _body, response) => response.writeHead(status).end()),
      )
      const ofGroups = findings.filter(({ group }) => group === 'Forgeries' || group === 'Broken bodies')
      for (const { verdict, probe, cause } of ofGroups) {
        const survives = status === 401 && probe.expects === 'an answer'
        expect([probe.id, verdict, cause]).toEqual([
          probe.id,
          survives ? 'passed' : 'unclear',
          survives ? undefined : NONE,
        ])
      }
    },
  )

  test('ids are given only of repeats that were sent, and each cause is told once in a group', async () => {
    const refusing = await serve((request, response) => {
      request.resume()
      response.writeHead(401).end()
    })
    const args = ['--provider', 'jogg', '--secret', secret, '--patience', '1']
    const { stdout } = await vidhook(['doctor', refusing, ...args])
    expect(stdout).not.toContain('_duplicate_1')
    expect(stdout.match(new RegExp(`\\? \\d+ unclear: ${NONE}`, 'g'))?.length).toBeLessThanOrEqual(
      probeGroups('jogg').length,
    )
    expect(stdout).toContain(
      '  ? 10 unclear: no genuine delivery is accepted\n    A delivery without a signature',
    )
    const { stdout: json } = await vidhook(['doctor', refusing, ...args, '--json'])
    const { probes } = JSON.parse(json)
    expect(probes).toContainEqual(expect.objectContaining({ id: 'signature-missing', cause: NONE }))
  })
})

function serializedAgain(body: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(body.toString()))
  } catch {
    return 'not JSON'
  }
}

import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Unreachable } from '../src/doctor/diagnose.js'
import type { Target } from '../src/doctor/lab.js'
import { htmlReport } from '../src/doctor/report-html.js'
import { jsonReport } from '../src/doctor/report-json.js'
import { summaryOf } from '../src/doctor/summary.js'
import { all, endpoint, examine, hmac, isGenuine, parsed, secret, target, verdictOf } from './examine.js'
import { serve } from './serve.js'

test('an endpoint that hangs is given up after a few probes', async () => {
  const findings = await examine(() => {})
  expect(verdictOf(findings, 'genuine')).toBe('failed')
  // Genuine deliveries are not answered either, so this says nothing about forgeries.
  expect(verdictOf(findings, 'signature-missing')).toBe('unclear')
  expect(findings.find(({ probe }) => probe.id === 'get')).toMatchObject({
    verdict: 'unclear',
    found: 'Not sent: the endpoint no longer answers.',
  })
  expect(summaryOf(findings).ok).toBe(false)
})

test('an endpoint that hangs for forgeries alone is examined to the end', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      if (isGenuine(request, body)) response.end()
    }),
  )
  expect(findings.find(({ probe }) => probe.id === 'signature-missing')).toMatchObject({
    verdict: 'failed',
    severity: 'important',
    means: expect.stringContaining('neither accepted nor refused'),
  })
  expect(verdictOf(findings, 'still-well')).toBe('passed')
})

test('an endpoint that closes every connection cannot be reached', async () => {
  await expect(examine((request) => request.socket.destroy())).rejects.toThrow(
    new Unreachable('the connection was closed without an answer (ECONNRESET)'),
  )
})

test('what speaks another protocol than HTTP cannot be reached', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('220 mail.example.com ESMTP\r\n'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await expect(all(target(`http://127.0.0.1:${port}`))).rejects.toThrow(Unreachable)
})

test('an endpoint that dies in the middle is said to have died', async () => {
  let dead = false
  const findings = await examine(
    endpoint((request, body, response) => {
      dead ||= body.length > 100_000
      if (dead) request.socket.destroy()
      else response.writeHead(isGenuine(request, body) ? 200 : 401).end()
    }),
  )
  expect(verdictOf(findings, 'not-utf8')).toBe('passed')
  expect(verdictOf(findings, 'deep-nesting')).toBe('failed')
  expect(verdictOf(findings, 'still-well')).not.toBe('passed')
  expect(summaryOf(findings).ok).toBe(false)
})

test('an answer without an end is not read to the end', async () => {
  const findings = await examine((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const pour = () => {
      while (response.write(chunk));
    }
    response.on('drain', pour)
    pour()
  })
  expect(verdictOf(findings, 'genuine')).toBe('passed')
  expect(verdictOf(findings, 'short-answers')).toBe('failed')
})

test('a redirect is not followed, and not taken for an answer', async () => {
  const asked: string[] = []
  const findings = await examine((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(308, { location: 'https://elsewhere.example/' }).end()
  })
  expect(findings[0]?.found).toContain('It redirects to https://elsewhere.example/')
  expect(new Set(asked)).toEqual(new Set(['/']))
})

test('an endpoint that believes everybody fails for every kind of forgery', async () => {
  const findings = await examine(endpoint((_request, _body, response) => void response.end('OK')))
  const forgeries = findings.filter(
    ({ group, probe }) => group === 'Forgeries' && probe.expects === 'refusal',
  )
  expect(forgeries.length).toBeGreaterThan(8)
  expect(forgeries.map(({ verdict }) => verdict)).toEqual(forgeries.map(() => 'failed'))
})

test('an endpoint that refuses everybody has proved nothing', async () => {
  const findings = await examine(endpoint((_request, _body, response) => void response.writeHead(401).end()))
  expect(verdictOf(findings, 'genuine')).toBe('failed')
  expect(verdictOf(findings, 'formatted-body')).toBe('unclear')
  expect(findings.find(({ probe }) => probe.id === 'signature-missing')).toMatchObject({
    verdict: 'unclear',
    found: expect.stringContaining('genuine deliveries are refused, too'),
  })
})

test('an endpoint that strips "whsec_" from the secret is told so', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      response.writeHead(isGenuine(request, body, secret.slice('whsec_'.length)) ? 200 : 401).end()
    }),
  )
  expect(verdictOf(findings, 'genuine')).toBe('failed')
  expect(verdictOf(findings, 'secret-read-otherwise')).toBe('failed')
})

test('an endpoint that asks to slow down is not judged', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      response.writeHead(isGenuine(request, body) ? 200 : 429).end()
    }),
  )
  expect(findings.find(({ probe }) => probe.id === 'signature-missing')).toMatchObject({
    verdict: 'unclear',
    found: expect.stringContaining('429'),
  })
  expect(summaryOf(findings).ok).toBe(false)
})

test('an endpoint that gives its secret away is told, and no report carries it on', async () => {
  const report = await reportOf(
    endpoint((request, body, response) => {
      if (isGenuine(request, body)) return void response.end()
      response.writeHead(500, { 'x-secret': secret }).end(`expected a signature of ${secret}`)
    }),
  )
  expect(verdictOf(report.findings, 'no-secret-in-answers')).toBe('failed')
  expect(JSON.stringify(jsonReport(report))).toContain('[secret]')
  expect(JSON.stringify(jsonReport(report))).not.toContain(secret)
  expect(htmlReport(report)).not.toContain(secret)
})

test.each(['a', '12', 'secret'])(
  'a secret as short as %j garbles no answer, and no answer gives it away',
  async (short) => {
    const listener = endpoint((request, body, response) => {
      const ok = isGenuine(request, body) || isGenuine(request, body, short)
      response.writeHead(ok ? 200 : 401, { 'x-say': 'a secret 12' }).end('a secret 12')
    })
    const beside = await reportOf(listener, { rotatedSecret: short })
    expect(verdictOf(beside.findings, 'no-secret-in-answers')).toBe('passed')
    expect(JSON.stringify(jsonReport(beside))).not.toContain('[secret]')
    const alone = await reportOf(listener, { secret: short })
    expect(verdictOf(alone.findings, 'no-secret-in-answers')).toBe('skipped')
    expect(JSON.stringify(jsonReport(alone))).not.toContain('[secret]')
  },
)

test('of a secret that has another in it, nothing is left over', async () => {
  const report = await reportOf(
    endpoint((request, body, response) => {
      response.writeHead(isGenuine(request, body) ? 200 : 500).end(`it is ${secret}_and_more`)
    }),
    { rotatedSecret: `${secret}_and_more` },
  )
  expect(JSON.stringify(jsonReport(report))).toContain('it is [secret]')
  expect(JSON.stringify(jsonReport(report))).not.toContain('_and_more')
})

test('an endpoint that tells the signature it expected is found out', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      if (isGenuine(request, body)) return void response.end()
      response.writeHead(401).end(JSON.stringify({ expected: hmac(secret, body) }))
    }),
  )
  expect(verdictOf(findings, 'no-secret-in-answers')).toBe('failed')
})

test('an endpoint that repeats what it was sent gives nothing away', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      response.writeHead(isGenuine(request, body) ? 200 : 401).end(request.headers['x-webhook-signature'])
    }),
  )
  expect(verdictOf(findings, 'no-secret-in-answers')).toBe('passed')
})

test('an endpoint that shows a stack trace is told', async () => {
  const findings = await examine(
    endpoint((request, body, response) => {
      if (isGenuine(request, body)) response.end()
      else response.writeHead(500).end(new Error('no').stack)
    }),
  )
  expect(verdictOf(findings, 'no-stack-traces')).toBe('failed')
})

test('what an endpoint says is text in every report', async () => {
  const report = await reportOf((_request, response) => {
    response.writeHead(500).end('<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u001b[2J\u202e')
  })
  const page = htmlReport(report)
  expect(page).toContain('&#60;script&#62;alert(1)')
  expect(page).not.toMatch(/<script|<img/i)
  expect(report.findings.map(({ found }) => found).join('')).not.toMatch(/\p{Cc}|\u202e/u)
})

test('the query of a URL is never shown', async () => {
  const url = await serve((_request, response) => void response.end('OK'))
  const findings = await all({
    ...target(`${url}/hook?token=of_my_own`),
    provider: 'hoox',
    secret: undefined,
    event: 'video_export.failed',
  })
  const report = {
    target: target(`${url}/hook?token=of_my_own`),
    startedAt: new Date(),
    durationMs: 1,
    findings,
  }
  expect(htmlReport(report)).not.toContain('of_my_own')
  expect(jsonReport(report)).toMatchObject({ url: `${url}/hook?…` })
})

test('every delivery of a run has ids of its own that say where they come from', async () => {
  const seen = new Map<string, string>()
  await examine(
    endpoint((_request, body, response) => {
      const { event_id, data } = parsed(body)
      if (event_id) {
        expect(event_id).toMatch(/^evt_vidhook_doctor_test_/)
        for (const [key, value] of Object.entries(data ?? {}))
          if (key.endsWith('_id')) expect(value).toContain('vidhook_doctor_test_')
        // The same id is the same event, byte for byte, but for what was changed on the way.
        seen.set(event_id, body.toString())
      }
      response.end()
    }),
  )
  expect(seen.size).toBeGreaterThan(30)
})

test('an interruption ends it at once', async () => {
  const controller = new AbortController()
  const url = await serve(() => controller.abort(new Error('interrupted')))
  await expect(all(target(url), controller.signal)).rejects.toThrow('interrupted')
})

async function reportOf(listener: RequestListener, changes: Partial<Target> = {}) {
  const examined = { ...target(await serve(listener)), ...changes }
  const startedAt = new Date()
  return { target: examined, startedAt, durationMs: 1, findings: await all(examined) }
}

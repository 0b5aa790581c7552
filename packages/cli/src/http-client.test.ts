import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type HttpRequest, sendRequest } from './http-client.js'

const { signal } = new AbortController()

test('the connection of a complete answer is used again with keepAlive, and not otherwise', async () => {
  const { url, connections } = await serve((_request, response) => response.end('taken'))
  const warnings: Error[] = []
  const warn = (warning: Error) => void warnings.push(warning)
  process.on('warning', warn)
  onTestFinished(() => void process.off('warning', warn))
  for (let count = 0; count < 12; count++)
    await sendRequest(post(url), { timeoutMs: 5_000, signal, keepAlive: true })
  expect(connections()).toBe(1)
  expect(warnings).toEqual([]) // as of listeners that pile up on the connection
  for (let count = 0; count < 3; count++) await sendRequest(post(url), { timeoutMs: 5_000, signal })
  expect(connections()).toBe(4)
})

test('header names keep their case and repetitions, in both directions', async () => {
  const { url } = await serve((request, response) => {
    response.writeHead(200, ['X-Twice', 'c', 'X-Twice', 'd'])
    response.end(JSON.stringify(request.rawHeaders))
  })
  const headers = [['X-Twice', 'a'] as const, ['x-twice', 'b'] as const]
  const reply = await sendRequest({ ...post(url), headers }, { timeoutMs: 5_000, signal })
  if (reply.kind !== 'answered') throw new Error(reply.kind)
  expect(JSON.parse(reply.body.toString())).toEqual(expect.arrayContaining(['X-Twice', 'a', 'x-twice', 'b']))
  expect(reply.headers.filter(([name]) => name === 'X-Twice').map(([, value]) => value)).toEqual(['c', 'd'])
})

test('an answer over the limit is cut', async () => {
  const { url } = await serve((_request, response) => response.end('0123456789'))
  const reply = await sendRequest(post(url), { timeoutMs: 5_000, signal, maxAnswerBytes: 4 })
  expect(reply).toMatchObject({ kind: 'answered', body: Buffer.from('0123'), cut: true })
})

test('an answer that breaks off is none, unless the caller keeps it', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(413, { 'content-length': '10' })
    response.write('half', () => response.destroy())
  })
  const options = { timeoutMs: 5_000, signal }
  expect(await sendRequest(post(url), options)).toMatchObject({
    kind: 'unreachable',
    code: 'ECONNRESET',
    connected: true,
  })
  const kept = await sendRequest(post(url), { ...options, keepBroken: true })
  expect(kept).toMatchObject({ kind: 'answered', status: 413, cut: true })
})

test('no complete answer in time is a timeout', async () => {
  const { url } = await serve((_request, response) => void response.write('half'))
  const reply = await sendRequest(post(url), { timeoutMs: 1_000, signal })
  expect(reply).toMatchObject({ kind: 'timeout', connected: true })
})

test('a header that HTTP does not allow is not sent', async () => {
  const { url } = await serve((_request, response) => response.end())
  const request = { ...post(url), headers: [['X-Event', '€'] as const] }
  await expect(sendRequest(request, { timeoutMs: 5_000, signal })).rejects.toThrow('Invalid character')
})

test("an aborted request rejects with the signal's reason", async () => {
  const aborting = new AbortController()
  const { url } = await serve(() => aborting.abort(new Error('enough')))
  await expect(sendRequest(post(url), { timeoutMs: 5_000, signal: aborting.signal })).rejects.toThrow(
    'enough',
  )
})

function post(url: string): HttpRequest {
  return { method: 'POST', url, headers: [], body: Buffer.from('{}') }
}

async function serve(listener: RequestListener) {
  let count = 0
  const server = createServer(listener).on('connection', () => {
    count++
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/`, connections: () => count }
}

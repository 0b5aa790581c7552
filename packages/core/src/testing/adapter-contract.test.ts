import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { asksFor, nodeDelivery, sendOutcome } from '../adapter/node.js'
import type { Delivery, Outcome } from '../index.js'
import { type AdapterHarness, adapterContract } from './index.js'

interface Adapter {
  readonly owns?: (url: string) => boolean
  readonly delivery?: (request: IncomingMessage) => Delivery | Promise<Delivery>
  readonly answer?: (response: ServerResponse, outcome: Outcome) => void
}

/** A correct adapter for node:http, except for the given parts. */
function harness({
  owns = (url) => asksFor(url, '/hook'),
  delivery = (request) => nodeDelivery(request, ''),
  answer = sendOutcome,
}: Adapter): AdapterHarness {
  return {
    async serve(receiver) {
      const server = createServer(async (request, response) => {
        if (!owns(request.url ?? '')) return response.writeHead(404).end()
        answer(response, await receiver.receive(await delivery(request)))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      return {
        url: `http://127.0.0.1:${port}/hook`,
        close: () => {
          server.closeAllConnections()
          return server.close()
        },
      }
    },
  }
}

describe('a correct adapter passes the contract', () => {
  for (const { name, run } of adapterContract) test(name, () => run(harness({})))
})

describe('the contract is broken by an adapter that', () => {
  test.each<[string, Adapter, string]>([
    ['takes every path', { owns: () => true }, 'a request to another path'],
    [
      'drops the query',
      { delivery: (request) => ({ ...parts(request), url: '/hook' }) },
      'context of its signed URL',
    ],
    [
      'serializes the body again',
      {
        delivery: async (request) => {
          const chunks: Uint8Array[] = await request.toArray()
          const body = Buffer.concat(chunks).toString()
          return { ...parts(request), body: body.startsWith('\t{') ? JSON.stringify(JSON.parse(body)) : body }
        },
      },
      'byte for byte',
    ],
    [
      'answers without the headers',
      { answer: (response, { status, body }) => void response.writeHead(status).end(body) },
      'is a duplicate',
    ],
    [
      'answers 200 to everybody',
      { answer: (response, outcome) => sendOutcome(response, { ...outcome, status: 200 }) },
      'a forged delivery',
    ],
    [
      'calls every request a POST',
      { delivery: (request) => ({ ...parts(request), method: 'POST' }) },
      'another method than POST',
    ],
  ])('%s', async (_fault, adapter, sentence) => {
    const broken = adapterContract.filter(({ name }) => name.includes(sentence))
    expect(broken).toHaveLength(1)
    for (const { run } of broken)
      await expect(run(harness(adapter))).rejects.toThrow(/^The adapter breaks its contract\. Expected/)
  })
})

function parts(request: IncomingMessage): Delivery {
  const { method, url, headers, body } = nodeDelivery(request, '')
  return { method, url, headers, body }
}

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { quiet } from '../src/quiet-client.js'
import { closing } from './backends.js'
import { joggReceiver } from './receivers.js'

/** The messages of Postgres's protocol 3.0 ("Message Formats" in its documentation). */
const AUTHENTICATION_OK = message('R', Buffer.alloc(4))
const READY_FOR_QUERY = message('Z', Buffer.from('I'))
const SHUTTING_DOWN = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
)

const open = closing()
const sockets: Socket[] = []
const server = createServer((socket) => {
  sockets.push(socket)
  socket.on('error', () => {})
  // In one packet: the client is connected, and its connection is over, before anybody can listen for an error.
  socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATION_OK, READY_FOR_QUERY, SHUTTING_DOWN])))
})

afterEach(async () => {
  await open.all()
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
})

test('a Postgres that stops while it is connected to ends no process', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const connection = { connectionString: `postgres://user@127.0.0.1:${port}/test` }
  const inbox = open.inbox({ backend: 'postgres', connection, log: false })
  // An error without a listener would fail this file as an uncaught exception.
  await expect(inbox.ready({ timeoutMs: 1 })).rejects.toThrow(/connection error/)
  // A worker goes on trying.
  open.also(inbox.work([joggReceiver()]))
  while (sockets.length < 3) await once(server, 'connection')

  // As a worker's client, which BullMQ connects first and listens to afterwards.
  const client = quietPg(connection)
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  await client.connect()
  await ended
})

test('a client tells its errors to whoever listens', async () => {
  const client = quietPg({})
  const error = new Error('57P01')
  expect(client.emit('error', error)).toBe(false)
  const heard = once(client, 'error')
  expect(client.emit('error', error)).toBe(true)
  // `once()` of node:events rejects with an error that it waited for as any other event.
  expect(await heard).toEqual([error])
})

function quietPg(options: object): pg.Client {
  const Client = quiet(pg.Client as never) as typeof pg.Client
  return new Client(options)
}

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, body])
}

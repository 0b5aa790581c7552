// Serves a sample on $PORT, in its own process, and prints a line when it listens.
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { pathToFileURL } from 'node:url'

// Samples listen on port 3000, which other tests and developers use too.
const { listen } = Server.prototype
Server.prototype.listen = function (at, ...rest) {
  this.once('listening', () => console.log('listening'))
  const port = Number(process.env.PORT)
  return listen.call(this, typeof at === 'object' ? { ...at, port } : port, ...rest)
}

const { jogg, app } = await import(pathToFileURL(process.argv[2]))
if (jogg) createServer(jogg.on('*', () => {})).listen() // without a handler, the store would not be used
if (app) await app.listen({})

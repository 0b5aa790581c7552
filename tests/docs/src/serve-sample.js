// Serves a sample on a free port, in its own process, and prints the port.
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { pathToFileURL } from 'node:url'

// Samples listen on port 3000, which other tests and developers use too.
const { listen } = Server.prototype
Server.prototype.listen = function (at, ...rest) {
  this.once('listening', () => console.log(`listening on port ${this.address().port}`))
  return listen.call(this, typeof at === 'object' ? { ...at, port: 0 } : 0, ...rest)
}

const { jogg, app } = await import(pathToFileURL(process.argv[2]))
if (jogg) createServer(jogg.on('*', () => {})).listen() // without a handler, the store would not be used
if (app) await app.listen({})

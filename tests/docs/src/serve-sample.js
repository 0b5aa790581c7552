// Serves a sample on $PORT, in a process of its own, and says when it listens.
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { pathToFileURL } from 'node:url'

// Samples listen on port 3000, where every test and every developer would like to listen.
const { listen } = Server.prototype
Server.prototype.listen = function (at, ...rest) {
  this.once('listening', () => console.log('listening'))
  const port = Number(process.env.PORT)
  return listen.call(this, typeof at === 'object' ? { ...at, port } : port, ...rest)
}

const { jogg, app } = await import(pathToFileURL(process.argv[2]))
if (jogg) createServer(jogg.on('*', () => {})).listen() // some have no handler, and then the store is not asked
if (app) await app.listen({})

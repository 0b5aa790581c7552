import type { Server } from 'node:http'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'

/** Starts a server, and resolves to its URL. */
export async function listening(server: Server, port: number, host: string, option: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port, host, option)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}

/** Closes the server and all of its connections. */
export async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function explained(error: Error, port: number, host: string, option: string): Error {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new CliError(`Port ${port} is taken. Choose another with ${option}, or 0 for any that is free.`)
    case 'EACCES':
      return new CliError(
        `Port ${port} needs rights that this process has not. Choose one above 1023 with ${option}.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CliError(`--host: ${host} is no address of this machine.`)
    default:
      return error
  }
}

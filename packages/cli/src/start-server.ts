import type { Server } from 'node:http'
import { errorCode } from '../../core/src/error-code.js'
import { CliError } from './exit.js'

/**
 * Starts a server.
 *
 * @param option the option that sets the port, for the error message
 * @returns the server's URL.
 * @throws CliError if the port or the address cannot be used.
 */
export async function startServer(
  server: Server,
  port: number,
  host: string,
  option: string,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port, host, option)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`
}

/** Closes the server and all of its connections. */
export async function stopServer(server: Server): Promise<void> {
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
        `This process may not listen at port ${port}. Choose a port above 1023 with ${option}.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CliError(`--host: ${host} is not an address of this machine.`)
    default:
      return error
  }
}

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../error-message.js'
import { CliError } from '../exit.js'
import { installerOf } from '../init/project.js'
import { type Io, say } from '../io.js'
import { resolvedFrom } from '../resolved-from.js'

/** A public URL that leads to this machine. */
export interface OpenTunnel {
  readonly url: string
  close(): void
}

/** Only its types are known here: it is an optional peer. */
type Cloudflared = typeof import('cloudflared')

/** How long Cloudflare may take to open a tunnel, in milliseconds. */
const PATIENCE_MS = 30_000

/**
 * Opens a quick tunnel of Cloudflare to a URL of this machine. Such a tunnel needs no account, and has a new URL each time.
 *
 * @throws CliError if the package `cloudflared` is not installed, or no tunnel can be opened.
 */
export async function openTunnel(io: Io, to: string): Promise<OpenTunnel> {
  const { Tunnel, bin, install } = await loadCloudflared(io)
  if (!existsSync(bin)) {
    say(io.stderr, 'vidhook: Downloading the program cloudflared, once …')
    await install(bin).catch((error: unknown) => {
      throw new CliError(
        `--tunnel: cloudflared could not be downloaded: ${messageOf(error)}. If you have it already, set CLOUDFLARED_BIN to its path.`,
      )
    })
  }
  const tunnel = Tunnel.quick(to)
  let url: string | undefined
  try {
    url = await new Promise<string>((resolve, reject) => {
      let found = ''
      const tooLate = () => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`))
      setTimeout(tooLate, PATIENCE_MS).unref()
      io.interrupted.addEventListener('abort', () => reject(new Error('interrupted')), { once: true })
      tunnel.once('error', reject)
      tunnel.once('exit', (code) => reject(new Error(`cloudflared ended with exit code ${code}`)))
      tunnel.once('url', (text) => {
        found = text
      })
      tunnel.once('connected', () => resolve(found)) // the URL works from then on
    })
  } catch (error) {
    tunnel.stop()
    throw new CliError(`--tunnel: Cloudflare opened no tunnel: ${messageOf(error)}.`)
  }
  let closing = false
  tunnel.on('exit', () => {
    if (!closing)
      say(io.stderr, `vidhook: The tunnel ${url} has ended. Start vidhook listen anew for another.`)
  })
  return {
    url,
    close() {
      closing = true
      tunnel.stop()
    },
  }
}

/** The project's own, or one beside vidhook. */
async function loadCloudflared({ cwd }: Io): Promise<Cloudflared> {
  const path =
    resolvedFrom(join(cwd, 'package.json'), 'cloudflared') ?? resolvedFrom(import.meta.url, 'cloudflared')
  if (path !== undefined) return createRequire(pathToFileURL(path))(path)
  const { addDev } = installerOf((name) => existsSync(join(cwd, name)))
  throw new CliError(
    `--tunnel needs the package cloudflared, which starts Cloudflare's program of the same name: ${addDev} cloudflared`,
  )
}

import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './free-port.js'
import { postgresPrograms } from './postgres-programs.js'
import { startTethered } from './tethered.js'

/** A PgBouncer in front of a database, in transaction mode. */
export interface PgBouncer {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts PgBouncer in transaction mode. `undefined` if it is not installed; a message is printed once per file. If `CI` is
 * set, that is an error instead, so that no test is skipped unnoticed.
 */
export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer | undefined> {
  // Debian installs it in /usr/sbin, which is not on every user's path.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  const found = await promisify(execFile)('sh', ['-c', 'command -v pgbouncer'], { env }).catch(
    () => undefined,
  )
  if (!found) {
    if (process.env.CI) throw new Error('PgBouncer is not installed: apt-get install pgbouncer.')
    console.warn('Skipped: no PgBouncer. Install pgbouncer.')
    return undefined
  }
  const { asUser, owner } = await postgresPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'vidhook-pgbouncer-'))
  const port = await freePort()
  const { hostname, port: databasePort, username, pathname } = new URL(databaseUrl)
  const log = join(folder, 'log')
  const settings = join(folder, 'pgbouncer.ini')
  await writeFile(
    settings,
    `[databases]
* = host=${hostname} port=${databasePort || 5432} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 1000
server_reset_query =
logfile = ${log}
`,
  )
  if (owner) await chown(folder, owner.uid, owner.gid)
  const bouncer = await startTethered(...asUser(found.stdout.trim(), [settings]))
  const stop = async () => {
    await bouncer.kill()
    await rm(folder, { recursive: true, force: true })
  }
  for (const start = performance.now(); performance.now() - start < 10_000; await delay(20)) {
    if (await accepts(port)) return { url: `postgres://${username}@127.0.0.1:${port}${pathname}`, stop }
  }
  const said = await readFile(log, 'utf8').catch(() => '')
  await stop()
  throw new Error(`PgBouncer did not start on port ${port}. ${said}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePort } from './free-port.js'
import { postgresPrograms } from './postgres-programs.js'
import { startTethered, type Tethered } from './tethered.js'

/** A database that other tests use too: use only your own tables, and do not change its settings. */
export interface PostgresServer {
  readonly url: string
}

/** A server for one test only. */
export interface PrivatePostgres extends PostgresServer {
  readonly port: number
  /** Freezes all of its processes (SIGSTOP): connections stay open, but nothing is answered. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Kills it. After `restart()`, committed data is available again on the same port. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** Kills it, and deletes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Settings by the names that postgresql.conf has for them. */
  readonly config?: Readonly<Record<string, string>>
}

/**
 * The database at `DATABASE_URL`, or `test` on this machine's server, or a new server. `undefined` if there is none; a
 * message is printed once per file. If `CI` is set, that is an error instead, so that no test is skipped unnoticed.
 */
export async function postgresServer(): Promise<PostgresServer | undefined> {
  const { DATABASE_URL, CI, PGUSER = userInfo().username } = process.env
  if (DATABASE_URL !== undefined) return { url: DATABASE_URL }
  const local = `postgres://${PGUSER}@127.0.0.1:5432/test`
  if (await answersAt(local)) return { url: local }
  try {
    return await startPostgres()
  } catch (error) {
    if (CI) throw error
    console.warn('Skipped: no Postgres. Set DATABASE_URL, or install postgresql.')
    return undefined
  }
}

/** Starts a temporary server. It ends with this process at the latest. */
export async function startPostgres({ config = {} }: PostgresOptions = {}): Promise<PrivatePostgres> {
  const { initdb, postgres, asUser, owner } = await postgresPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'vidhook-postgres-'))
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  await run(
    ...asUser(initdb, ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']),
  )

  // Not before initdb, which takes seconds: another process could take the port meanwhile.
  const port = await freePort()
  const url = `postgres://test@127.0.0.1:${port}/postgres`
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off', // its data survives its own crash, but not the machine's
    logging_collector: 'on',
    log_directory: folder,
    log_filename: 'log',
    ...config,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let server: Tethered

  const restart = async () => {
    // Processes of the previous server may live for another moment, and a new one does not start until they end.
    for (const start = performance.now(); performance.now() - start < 20_000; ) {
      server = await startTethered(...asUser(postgres, ['-D', data, ...args]))
      while (isRunning(server.pid)) {
        if (await answersAt(url)) return
        await delay(20)
      }
      // It has ended by itself, but its tethering shell would keep this process alive.
      await server.kill()
    }
    const said = await readFile(log, 'utf8').catch(() => '')
    await stop()
    throw new Error(`Postgres did not start on port ${port}. ${said}`)
  }
  const signal = async (name: NodeJS.Signals) => {
    for (const pid of [server.pid, ...(await childrenOf(server.pid))]) {
      try {
        process.kill(pid, name)
      } catch {} // it ended after it was listed
    }
  }
  const kill = async () => {
    // All of them, since a frozen one does not notice that its server has ended.
    if (isRunning(server.pid)) await signal('SIGKILL')
    await server.kill()
  }
  const stop = async () => {
    await kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  await restart()
  return { url, port, freeze: () => signal('SIGSTOP'), thaw: () => signal('SIGCONT'), kill, restart, stop }
}

const run = promisify(execFile)

async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []))
}

async function answersAt(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000, query_timeout: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

import { execFile } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
  /** A command that runs a program as a user that Postgres accepts. */
  asUser(program: string, args: readonly string[]): [command: string, args: readonly string[]]
  /** That user, if it is not the one of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

/** @throws if Postgres is not installed. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const folder = await folderOf('initdb')
  const programs = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  // Postgres refuses to run as root.
  if (process.getuid?.() !== 0)
    return { ...programs, asUser: (program, args) => [program, args], owner: undefined }
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await promisify(execFile)('id', [which, 'postgres'])).stdout)),
  )
  if (uid === undefined || gid === undefined) throw new Error('There is no user postgres.')
  return {
    ...programs,
    asUser: (program, args) => [
      'setpriv',
      [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', program, ...args],
    ],
    owner: { uid, gid },
  }
}

/** On the path, or in Debian's folder, which is not on the path. */
async function folderOf(program: string): Promise<string> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.sort((one, other) => Number(other) - Number(one))
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...newestFirst.map((version) => join(debian, version, 'bin')),
  ]
  for (const folder of folders) {
    try {
      await access(join(folder, program))
      return folder
    } catch {}
  }
  throw new Error(`Postgres is not installed: there is no ${program}.`)
}

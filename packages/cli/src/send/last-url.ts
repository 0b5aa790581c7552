import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hideTokens } from '../hide-tokens.js'
import { jsonObject } from '../json-object.js'
import type { KnownName } from '../providers/senders.js'

/** The folder of what vidhook keeps in a project. Git ignores it. */
const FOLDER = '.vidhook'
const FILE = join(FOLDER, 'send.json')

/** The URL that the provider's events were last sent to from a folder. */
export function lastUrl(folder: string, provider: KnownName): string | undefined {
  const url = read(folder)[provider]
  return typeof url === 'string' ? url : undefined
}

/** Remembers a URL, but none with a callback token: it is a credential. A folder that cannot be written to is no error. */
export function rememberUrl(folder: string, provider: KnownName, url: string): void {
  const before = read(folder)
  if (hideTokens(url) !== url || before[provider] === url) return
  try {
    mkdirSync(join(folder, FOLDER), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, FOLDER, '.gitignore'), '*\n')
    writeFileSync(join(folder, FILE), `${JSON.stringify({ ...before, [provider]: url })}\n`, { mode: 0o600 })
  } catch {
    // The next send needs --to again.
  }
}

function read(folder: string): Readonly<Record<string, unknown>> {
  try {
    return jsonObject(readFileSync(join(folder, FILE), 'utf8')) ?? {}
  } catch {
    return {} // nothing was sent from here yet
  }
}

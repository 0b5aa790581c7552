import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CliError } from '../exit.js'
import { installerOf } from '../init/project.js'
import { resolvedFrom } from '../resolved-from.js'

/** What the project has installed. Only its types are known here. */
type BullmqPackage = typeof import('@vidhook/bullmq')

/** What each backend needs beside `@vidhook/bullmq` and BullMQ. */
const CLIENT = { redis: 'ioredis', postgres: 'pg' } as const

/**
 * Loads `@vidhook/bullmq` from the project in a folder: the command line has none of its own, and the project's workers need the
 * version that they share with it.
 *
 * @throws CliError that says what to install.
 */
export async function loadBullmq(folder: string, backend: keyof typeof CLIENT): Promise<BullmqPackage> {
  const entry = resolvedFrom(join(folder, 'package.json'), '@vidhook/bullmq')
  // Each package is installed where the one that imports it finds it.
  const bullmq = entry && resolvedFrom(entry, 'bullmq')
  const client = bullmq && resolvedFrom(bullmq, CLIENT[backend])
  if (entry !== undefined && client !== undefined) return import(pathToFileURL(entry).href)
  const { add } = installerOf((path) => existsSync(join(folder, path)))
  const missing = entry === undefined ? '@vidhook/bullmq' : bullmq === undefined ? 'bullmq' : CLIENT[backend]
  throw new CliError(
    `${missing} is not installed in ${folder}. Run this in the folder of your project, with what an inbox needs: ${add} @vidhook/bullmq bullmq ${CLIENT[backend]}`,
  )
}

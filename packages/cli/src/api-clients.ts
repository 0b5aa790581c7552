import { ApiError, HooxClient, JoggClient } from '@vidhook/api'
import type { Command } from 'commander'
import { CliError } from './exit.js'
import type { Io } from './io.js'
import { requiredSecret } from './secrets.js'

export interface ApiOptions {
  readonly apiKey?: string
  readonly apiUrl?: string
}

/** Adds the options that all commands share that call a provider's API. */
export function withApiOptions(command: Command, variable: 'JOGG_API_KEY' | 'HOOX_API_KEY'): Command {
  return command
    .option('--api-key <key>', `the key of your account (or ${variable})`)
    .option('--api-url <url>', "another base URL of the API, such as a proxy's")
}

/** @throws CliError if there is no key, or an unusable one. */
export function joggClient(io: Io, { apiKey, apiUrl }: ApiOptions): JoggClient {
  const key = requiredSecret(io, 'jogg-api', apiKey)
  return made(() => new JoggClient({ apiKey: key, baseUrl: apiUrl }))
}

/** @throws CliError if there is no key, or an unusable one. */
export function hooxClient(io: Io, { apiKey, apiUrl }: ApiOptions): HooxClient {
  const key = requiredSecret(io, 'hoox-api', apiKey)
  return made(() => new HooxClient({ apiKey: key, baseUrl: apiUrl }))
}

/** Awaits a call. An `ApiError` becomes a `CliError` with the same message, which says what to do and never contains the key. */
export async function called<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (error) {
    throw error instanceof ApiError ? new CliError(error.message) : error
  }
}

function made<Client>(make: () => Client): Client {
  try {
    return make()
  } catch (error) {
    throw error instanceof TypeError ? new CliError(error.message) : error
  }
}

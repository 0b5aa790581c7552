import { CliError } from './exit.js'
import type { Io } from './io.js'
import type { KnownSender } from './providers/senders.js'

/** Where each secret comes from when it is not given as an option. */
const SOURCES = {
  jogg: { what: 'secret', option: '--secret', variable: 'JOGG_WEBHOOK_SECRET' },
  hoox: { what: 'secret', option: '--secret', variable: 'HOOX_CALLBACK_SECRET' },
  'jogg-api': { what: 'API key', option: '--api-key', variable: 'JOGG_API_KEY' },
  'hoox-api': { what: 'API key', option: '--api-key', variable: 'HOOX_API_KEY' },
} as const

/** The option's value, or the environment variable (also from the project's `.env` files). Never printed. */
export function optionalSecret(
  io: Io,
  of: keyof typeof SOURCES,
  option: string | undefined,
): string | undefined {
  return option || io.env[SOURCES[of].variable] || undefined
}

/** @throws CliError that names the option and the variable. */
export function requiredSecret(io: Io, of: keyof typeof SOURCES, option: string | undefined): string {
  const secret = optionalSecret(io, of, option)
  if (secret !== undefined) return secret
  throw missing(io, SOURCES[of])
}

/**
 * The secret of a sender of `@vidhook/providers`. `undefined` only if it signs the URL.
 *
 * @throws CliError that names the option and the variable.
 */
export function senderSecret(
  io: Io,
  { proof, variable }: Pick<KnownSender, 'proof' | 'variable'>,
  option: string | undefined,
): string | undefined {
  const secret = option || io.env[variable] || undefined
  if (secret === undefined && proof === 'signature')
    throw missing(io, { what: 'secret', option: '--secret', variable })
  return secret
}

function missing(
  { envFile }: Io,
  { what, option, variable }: { readonly what: string; readonly option: string; readonly variable: string },
): CliError {
  return new CliError(`No ${what}: give ${option}, or set ${variable} in the environment or in ${envFile}.`)
}

import { Command } from 'commander'
import type { CommandModule } from '../cli.js'
import { CliError, EXIT, type ExitCode } from '../exit.js'
import { type Io, say, sayJson } from '../io.js'
import { readInput } from '../read-input.js'
import { findMatch, type Match } from '../verify/find-match.js'
import { explain } from '../verify/mistakes.js'
import { type GivenSecret, ordinal } from '../verify/secret-readings.js'
import { signatureReadings } from '../verify/signature-readings.js'

interface VerifyOptions {
  readonly secret?: readonly string[]
  readonly signature: string
  readonly json?: boolean
}

/** Checks a JoggAI signature. If it does not match, looks for common mistakes that explain why. */
export const verify: CommandModule = (io, setExitCode) =>
  new Command('verify')
    .description('Check the signature of a JoggAI delivery, and explain a mismatch.')
    .argument('<file>', 'the file with the raw body; - is stdin')
    .requiredOption('--signature <text>', 'the value of X-Webhook-Signature')
    .option('--secret <secret>', "the endpoint's secret (or JOGG_WEBHOOK_SECRET); may be repeated", collect)
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, options: VerifyOptions) => {
      const body = await readInput(io, file)
      const secrets = givenSecrets(io, options.secret)
      const match = findMatch({
        signature: options.signature,
        secrets,
        otherSecrets: otherSecrets(io, secrets),
        body,
      })
      if (options.json) sayJson(io, record(match))
      else show(io, match, { body, signature: options.signature, several: secrets.length > 1 })
      setExitCode(exitCodeOf(match))
    })

function givenSecrets({ env, envFile }: Io, options: readonly string[] = []): readonly GivenSecret[] {
  const given = options.filter((text) => text.trim() !== '')
  if (given.length === 1) return given.map((text) => ({ text, label: '--secret' }))
  if (given.length > 1) {
    return given.map((text, index) => ({ text, label: `the ${ordinal(index + 1)} --secret` }))
  }
  const text = env.JOGG_WEBHOOK_SECRET
  if (text) return [{ text, label: 'JOGG_WEBHOOK_SECRET' }]
  throw new CliError(
    `No secret: give --secret, or set JOGG_WEBHOOK_SECRET in the environment or in ${envFile}.`,
  )
}

/** Other secrets in the environment that may have signed: another endpoint's, or the old one of a rotation. */
function otherSecrets({ env }: Io, given: readonly GivenSecret[]): readonly GivenSecret[] {
  return Object.entries(env).flatMap(([label, text]) => {
    if (!/^(?:JOGG|HOOX)_.*SECRET/.test(label) || !text?.trim()) return []
    return given.some((each) => each.text === text) ? [] : [{ label, text }]
  })
}

function exitCodeOf(match: Match | undefined): ExitCode {
  return match?.mistakes.length === 0 ? EXIT.ok : EXIT.negative
}

function record(match: Match | undefined) {
  const mistakes = match?.mistakes.map((mistake) => ({ code: mistake.code, ...explain(mistake) })) ?? []
  return {
    matches: match !== undefined && mistakes.length === 0,
    explained: match !== undefined,
    ...(match && { secret: match.secret }),
    mistakes,
  }
}

interface Shown {
  readonly body: Uint8Array
  readonly signature: string
  readonly several: boolean
}

function show(io: Io, match: Match | undefined, { body, signature, several }: Shown): void {
  const { green, red, bold, dim } = io.colors
  if (match?.mistakes.length === 0) {
    say(io.stdout, green(`The signature matches${several ? `, with ${match.secret}` : ''}.`))
    return
  }
  say(io.stdout, red('The signature does not match.'))
  if (!match) {
    say(io.stdout, unexplained(signature, body.byteLength))
    return
  }
  const count = match.mistakes.length
  say(io.stdout, dim(`It would match without ${count === 1 ? 'this mistake' : `these ${count} mistakes`}:`))
  for (const mistake of match.mistakes) {
    const { what, fix } = explain(mistake)
    say(io.stdout, `\n${bold(what)}\n${fix}`)
  }
}

function unexplained(signature: string, size: number): string {
  if (signatureReadings(signature).length === 0) {
    return `X-Webhook-Signature must be 64 lower-case hex digits. This one has ${lengthOf(signature)}`
  }
  return `No common mistake explains it. Possible causes:
- The secret belongs to another endpoint. Each has its own, which JoggAI shows once, when the endpoint is created.
- The body was changed, or is incomplete. It has ${size} bytes here: compare that with Content-Length.
- The signature belongs to another delivery.`
}

function lengthOf(signature: string): string {
  const text = signature.trim()
  const hex = /^[0-9a-f]+$/i.test(text)
  if (hex && text.length === 40) return '40, the length of SHA-1.'
  if (hex && text.length === 128) return '128, the length of SHA-512.'
  return hex
    ? `${text.length}. Was it copied completely?`
    : `${text.length} characters, not all of them hex digits.`
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

const HELP = `
Hoox does not sign deliveries: they are verified by their signed URL, so this command is for JoggAI only.

Examples:
  $ vidhook verify --signature 7256c87b… body.json
  $ pbpaste | vidhook verify --secret whsec_… --signature 7256c87b… -
  $ vidhook verify --secret $NEW --secret $OLD --signature 7256c87b… body.json

Exit codes: 0 it matches, 1 it does not, 2 it could not be checked.`

import { isCancel, select } from '@clack/prompts'
import { CliError, EXIT } from '../exit.js'
import type { Io } from '../io.js'
import type { Choice } from './choice.js'

/** Asks for what was not given as an option. Without a terminal, it is one provider, and events are remembered in memory. */
export async function askFor(io: Io, given: Partial<Choice>): Promise<Choice> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) return { providers: ['jogg'], ...given }
  const providers = given.providers ?? (await choose(io, 'Whose webhooks?', PROVIDERS))
  if (given.store ?? given.inbox) return { ...given, providers }
  return { providers, ...(await choose(io, 'Where are events remembered?', MEMORIES)) }
}

const PROVIDERS: readonly { readonly label: string; readonly value: Choice['providers'] }[] = [
  { label: "JoggAI's", value: ['jogg'] },
  { label: "Hoox's", value: ['hoox'] },
  { label: 'both', value: ['jogg', 'hoox'] },
]

const MEMORIES: readonly {
  readonly label: string
  readonly hint: string
  readonly value: Partial<Choice>
}[] = [
  { label: 'in memory', hint: 'one process', value: {} },
  { label: 'in Redis', hint: 'several processes', value: { store: 'redis' } },
  { label: 'in Postgres', hint: 'several processes', value: { store: 'postgres' } },
  { label: 'in an inbox in Redis', hint: 'slow handlers, with a worker', value: { inbox: 'redis' } },
  { label: 'in an inbox in Postgres', hint: 'slow handlers, with a worker', value: { inbox: 'postgres' } },
]

/** The question goes to stderr, so that stdout holds only the result. */
async function choose<Value extends object>(
  { stdin, stderr, interrupted }: Io,
  message: string,
  options: readonly { readonly label: string; readonly hint?: string; readonly value: Value }[],
): Promise<Value> {
  const labeled = options.map(({ label, hint }) => ({ label, value: label, ...(hint && { hint }) }))
  const answer = await select({
    message,
    options: labeled,
    input: stdin,
    output: stderr,
    signal: interrupted,
  })
  const chosen = options.find(({ label }) => label === answer)
  if (isCancel(answer) || !chosen) throw new CliError('Nothing was done.', EXIT.interrupted)
  return chosen.value
}

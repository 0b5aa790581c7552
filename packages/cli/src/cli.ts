import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { commands } from './commands/index.js'
import { EXIT, type ExitCode } from './exit.js'
import { reportFailure } from './failure.js'
import type { Io } from './io.js'

/** Runs the command line and resolves to the exit code. Never throws, and never ends the process itself. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok
  const program = createProgram(io, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok // help and --version
    return reportFailure(io, error, { json: args.includes('--json') })
  }
}

/** Sets the exit code of a command that did not succeed. */
export type SetExitCode = (code: ExitCode) => void

/** A command's module: makes the command, with its options, help and action. */
export type CommandModule = (io: Io, setExitCode: SetExitCode) => Command

function createProgram(io: Io, setExitCode: SetExitCode): Command {
  const program = new Command('vidhook')
    .description('Send, watch, diagnose and manage JoggAI and Hoox webhooks.')
    .version(manifest.version)
    .option('--no-color', 'plain text, as NO_COLOR=1 does')
    .addHelpText('after', HELP)
  for (const create of commands) program.addCommand(create(io, setExitCode))
  for (const command of allOf(program)) {
    command
      .exitOverride()
      .showHelpAfterError('Add --help to see the arguments and options.')
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
        outputError: (text, write) => write(text.replace(/^error: /, 'vidhook: ')),
      })
  }
  return program
}

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)]
}

const HELP = `
Secrets are read from the environment, or from the working directory's .env; in a Next project, from .env.local first:
  JOGG_WEBHOOK_SECRET    the secret of a JoggAI endpoint, whsec_…
  HOOX_CALLBACK_SECRET   the secret that signs the URLs you give to Hoox
  JOGG_API_KEY           JoggAI's management API
  HOOX_API_KEY           Hoox's API
  REDIS_URL, DATABASE_URL   where the inbox is (vidhook inbox)

Exit codes: 0 success, 1 a negative result, 2 an error, 130 interrupted.`

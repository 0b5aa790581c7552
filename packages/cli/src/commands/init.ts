import { Argument, Command, Option } from 'commander'
import { PROVIDER_NAMES, type ProviderName } from '../../../core/src/providers/provider-name.js'
import type { CommandModule } from '../cli.js'
import { confirm } from '../confirm.js'
import { EXIT, type ExitCode } from '../exit.js'
import { askFor } from '../init/ask.js'
import { BACKENDS, type Backend, type Choice } from '../init/choice.js'
import { type Plan, planReceivers } from '../init/plan.js'
import { detectProject, FRAMEWORKS, type Framework } from '../init/project.js'
import { refuseExisting, writeFiles } from '../init/write-files.js'
import { type Io, say, sayJson } from '../io.js'

interface InitOptions {
  readonly provider?: ProviderName | 'both'
  readonly store?: Backend
  readonly inbox?: Backend
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Writes a receiver with its test into the project of the working directory. */
export const init: CommandModule = (io, setExitCode) =>
  new Command('init')
    .description('Write a working receiver, with a test, into your project.')
    .addArgument(
      new Argument('[framework]', 'the framework; found in package.json if left out').choices(FRAMEWORKS),
    )
    .addOption(
      new Option('--provider <name>', 'whose webhooks (default: jogg)').choices([...PROVIDER_NAMES, 'both']),
    )
    .addOption(
      new Option('--store <server>', 'remember events there, for several processes').choices(BACKENDS),
    )
    .addOption(
      new Option('--inbox <server>', 'keep events there for a worker, which runs the handlers')
        .choices(BACKENDS)
        .conflicts('store'),
    )
    .option('-y, --yes', 'write without asking')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'the result as one line of JSON; needs --yes or --dry-run')
    .addHelpText('after', HELP)
    .action(async (framework: Framework | undefined, options: InitOptions) => {
      setExitCode(await run(io, framework, options))
    })

async function run(io: Io, framework: Framework | undefined, options: InitOptions): Promise<ExitCode> {
  const { yes = false, dryRun = false, json = false } = options
  const project = detectProject(io.cwd, framework)
  const given = givenChoice(options)
  const choice = yes || dryRun || json ? { providers: ['jogg' as const], ...given } : await askFor(io, given)
  const plan = planReceivers(project, choice)
  refuseExisting(io.cwd, plan.files)
  if (!json) show(io, plan)
  const write = !dryRun && (yes || (await confirm(io, `Write ${plan.files.length} files?`)))
  if (write) writeFiles(io.cwd, plan.files)
  if (json) sayJson(io, { framework: project.framework, written: write, ...plan })
  else if (write) showSteps(io, plan)
  else say(io.stdout, 'Nothing was written.')
  return write || dryRun ? EXIT.ok : EXIT.negative
}

function givenChoice({ provider, store, inbox }: InitOptions): Partial<Choice> {
  return {
    ...(provider && { providers: provider === 'both' ? PROVIDER_NAMES : [provider] }),
    ...(store && { store }),
    ...(inbox && { inbox }),
  }
}

function show(io: Io, { files }: Plan): void {
  const { bold, dim } = io.colors
  for (const { path, text } of files) {
    say(io.stdout, bold(path))
    for (const line of text.trimEnd().split('\n')) say(io.stdout, `${dim('│')} ${line}`.trimEnd())
    say(io.stdout, '')
  }
}

function showSteps(io: Io, { files, steps }: Plan): void {
  const { green, cyan } = io.colors
  for (const { path } of files) say(io.stdout, `${green('written')}  ${path}`)
  for (const [index, { what, lines }] of steps.entries()) {
    say(io.stdout, `\n${index + 1}. ${what}:`)
    for (const line of lines) say(io.stdout, `   ${cyan(line)}`)
  }
}

const HELP = `
Looks at package.json and at your folders: express, fastify, hono, nest or next; App or Pages Router; TypeScript or
JavaScript; ES modules or CommonJS; vitest or node:test. At a terminal, asks for the provider and where events are remembered. Shows what it
will write, asks, and never overwrites a file.

Examples:
  $ vidhook init
  $ vidhook init next --provider both --store postgres
  $ vidhook init express --inbox redis
  $ vidhook init --dry-run

Exit codes: 0 written (or shown, with --dry-run), 1 declined, 2 it could not be written.`

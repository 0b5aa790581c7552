import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { type Choice, SERVERS } from './choice.js'
import type { Part, Step } from './plan.js'
import type { Project } from './project.js'
import { workerPath } from './remember.js'

/** What remains to do for the user, from the installation to the registered URL. Steps without lines are left out. */
export function stepsFor(project: Project, choice: Choice, parts: readonly Part[]): readonly Step[] {
  const { envFile, framework } = project
  const { store, inbox } = choice
  const server = store ?? inbox
  const own = framework === 'next' ? 'which Next reads' : `loaded with node --env-file=${envFile}`
  const variables = [
    ...parts.map(({ provider }) => `${OF[provider].variable}=whsec_local`),
    ...(server ? [`${SERVERS[server].variable}=${SERVERS[server].example}`] : []),
  ]
  const steps = [
    { what: 'Install', lines: installing(project, choice, parts) },
    { what: 'Mount it', lines: importsFirst(parts.flatMap(({ mount }) => mount)) },
    {
      what: `Set ${variables.length === 1 ? 'the secret' : 'these'} in ${envFile}, ${own}, or where you keep secrets`,
      lines: variables,
    },
    { what: 'Run the test', lines: parts.map(({ test }) => runningTest(project, test)) },
    { what: 'Create its tables', lines: migrating(choice) },
    { what: 'Start the worker, a process of its own', lines: inbox ? [startingWorker(project)] : [] },
    {
      what: 'Start your application, and send it an event',
      lines: parts.map(
        ({ provider, target }) =>
          `npx vidhook send ${provider} ${OF[provider].event} --to http://localhost:3000${target.url}`,
      ),
    },
    ...parts.map(({ provider, target }) => ({
      what: OF[provider].register,
      lines: OF[provider].registering(`https://your-domain.example${target.url}`),
    })),
  ]
  return steps.filter(({ lines }) => lines.length > 0)
}

/** Each line once: both providers may need the same import. */
function importsFirst(lines: readonly string[]): readonly string[] {
  const isImport = (line: string) => /^(?:import|const .* = require)/.test(line)
  const once = [...new Set(lines)]
  return [...once.filter(isImport), ...once.filter((line) => !isImport(line))]
}

interface ProviderSteps {
  readonly variable: string
  readonly event: string
  readonly register: string
  registering(url: string): readonly string[]
}

const OF: Readonly<Record<ProviderName, ProviderSteps>> = {
  jogg: {
    variable: 'JOGG_WEBHOOK_SECRET',
    event: 'generated_avatar_video_success',
    register:
      'Once it is deployed, register its URL at JoggAI, and deploy the secret that this saves as JOGG_WEBHOOK_SECRET',
    registering: (url) => [
      `npx vidhook endpoints create ${url} --events generated_avatar_video_success,generated_avatar_video_failed --variable JOGG_WEBHOOK_SECRET_LIVE`,
    ],
  },
  hoox: {
    variable: 'HOOX_CALLBACK_SECRET',
    event: 'video_export.completed',
    register: 'Once it is deployed, give Hoox a signed URL as the webhook_url of each job',
    registering: (url) => [
      "import { signCallbackUrl } from '@vidhook/core'",
      `const webhook_url = await signCallbackUrl('${url}', { secret: process.env.HOOX_CALLBACK_SECRET })`,
    ],
  },
}

function installing(project: Project, { store, inbox }: Choice, parts: readonly Part[]): readonly string[] {
  const { installer, installed, typescript } = project
  const missing = (names: readonly string[]) => names.filter((name) => !installed.has(name))
  const server = store ?? inbox
  const runtime = [
    ...new Set(parts.map(({ target }) => target.adapter)),
    ...(inbox ? ['@vidhook/core', '@vidhook/bullmq', 'bullmq'] : []),
    ...(store ? [`@vidhook/${store}`] : []),
    ...(server ? [SERVERS[server].client] : []),
  ]
  const types = server && typescript ? SERVERS[server].types : undefined
  const forTest = inbox ? [] : parts.flatMap(({ target }) => target.forTest)
  const development = [...new Set(forTest), ...(types ? [types] : [])].filter(
    (name) => !runtime.includes(name),
  )
  return [
    [installer.add, ...missing(runtime)],
    [installer.addDev, ...missing(development)],
  ].flatMap(([command, ...names]) => (names.length > 0 ? [[command, ...names].join(' ')] : []))
}

function runningTest({ runner, typescript, installer }: Project, test: string): string {
  if (runner === 'vitest') return `${installer.run} vitest run ${test}`
  return typescript ? `${installer.run} tsx --test ${test}` : `node --test ${test}`
}

/** Redis needs no tables. */
function migrating({ store, inbox }: Choice): readonly string[] {
  if (store === 'postgres')
    return [
      `node --input-type=module -e "import { createTableSql } from '@vidhook/postgres'; console.log(createTableSql())" | psql "$DATABASE_URL"`,
    ]
  if (inbox === 'postgres')
    return [
      `node --input-type=module -e "import { bullmqInbox } from '@vidhook/bullmq'; const inbox = bullmqInbox({ backend: 'postgres', connection: { connectionString: process.env.DATABASE_URL } }); await inbox.migrate(); await inbox.close()"`,
    ]
  return []
}

function startingWorker(project: Project): string {
  const { typescript, installer, envFile } = project
  const file = `${workerPath(project)}${typescript ? '.ts' : '.js'}`
  const run = typescript ? `${installer.run} tsx` : 'node'
  return `${run} --env-file=${envFile} ${file}`
}

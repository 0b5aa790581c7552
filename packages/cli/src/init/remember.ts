import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { type Choice, SERVERS } from './choice.js'
import { receiverCode, templateOf, testCode } from './code.js'
import { moduleIn, pathTo, testIn, testPath } from './language.js'
import { mountLines, type Part, type PlannedFile } from './plan.js'
import type { Project } from './project.js'
import type { Target } from './target.js'

/** The template of a receiver, with the store that was chosen. */
export function withStore(project: Project, { store }: Choice, { path }: Target, template: string): string {
  if (!store) return template
  const importing = `import { openStore } from '${pathTo(path, storePath(project))}'\n`
  return template
    .replace(/(?<=^import [^\n]*\n)(?!import )/m, importing)
    .replace(/^( *)on: \{$/m, '$1store: openStore(),\n$&')
}

/** A provider's receiver behind an inbox, in a module that web process and worker share. */
export function inboxReceiver(project: Project, provider: ProviderName, target: Target): Part {
  const path = `${project.source}webhooks/${provider}`
  const test = testPath(project, path, provider)
  const isRoute = project.framework === 'next'
  const route = `${target.mountReceiver(pathTo(target.path, path)).join('\n')}\n`
  return {
    provider,
    target,
    test,
    files: [
      moduleIn(project, path, receiverCode('inbox', provider)),
      { path: test, text: testIn(project, testCode('inbox', provider, pathTo(test, path))) },
      ...(isRoute ? [moduleIn(project, target.path, route)] : []),
    ],
    mount: isRoute ? [] : mountLines(project, path, target.mountReceiver),
  }
}

/** The module of the store, or of the inbox with its worker. */
export function sharedFiles(project: Project, { providers, store, inbox }: Choice): readonly PlannedFile[] {
  if (store) return [moduleIn(project, storePath(project), templateOf(`store/${store}`))]
  if (!inbox) return []
  return [
    moduleIn(project, `${project.source}webhooks/inbox`, templateOf(INBOXES[inbox])),
    moduleIn(project, workerPath(project), workerCode(providers, SERVERS[inbox].variable)),
  ]
}

/** The templates. The first one is what the receivers' templates import. */
const INBOXES = { redis: 'inbox/inbox', postgres: 'inbox/inbox-postgres' } as const

export function workerPath({ source }: Project): string {
  return `${source}worker`
}

function storePath({ source }: Project): string {
  return `${source}webhooks/store`
}

function workerCode(providers: readonly ProviderName[], variable: string): string {
  const imports = providers.map((each) => `import { ${each}Receiver } from './webhooks/${each}.js'\n`)
  return `${[...imports].sort().join('')}import { inbox } from './webhooks/inbox.js'

if (!inbox) throw new Error('Set ${variable}: the worker takes events from there.')
const worker = inbox.work([${providers.map((each) => `${each}Receiver()`).join(', ')}], { concurrency: 20 })

async function stop() {
  await worker.close() // waits for running handlers, for 25 s at most
  await inbox?.close()
}

process.once('SIGINT', stop)
process.once('SIGTERM', stop)
`
}

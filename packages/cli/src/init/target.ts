import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { Project } from './project.js'

/** The place of the receiver in a project. */
export interface Target {
  /** The folder of its templates. */
  readonly templates: string
  /** The file without its extension, relative to the project's folder. */
  readonly path: string
  /** The package to install. */
  readonly adapter: string
  /** The path of the URL that providers post to. */
  readonly url: string
  /** The lines that mount it, for an ES module. Empty for Next, where the file's path is the route. */
  mount(receiverPath: string): readonly string[]
  /** The same for a receiver behind an inbox: a module of `createReceiver()`. For Next, the text of the route's file. */
  mountReceiver(receiverPath: string): readonly string[]
}

export function targetIn({ framework, router, source }: Project, provider: ProviderName): Target {
  const exported = `${provider}Webhooks`
  const receiver = `${provider}Receiver`
  const importing = (name: string, path: string) => `import { ${name} } from '${path}'`
  const own = { path: `${source}webhooks/${provider}`, url: `/webhooks/${provider}` }
  const route = { adapter: '@vidhook/next', url: `/api/webhooks/${provider}`, mount: () => [] }
  const mounting = (adapter: string, line: string) => (path: string) => [
    importing('webhook', adapter),
    importing(receiver, path),
    line,
  ]
  if (framework === 'express')
    return {
      ...own,
      templates: 'express',
      adapter: '@vidhook/express',
      mount: (path) => [importing(exported, path), `app.use(${exported}()) // before express.json()`],
      mountReceiver: mounting('@vidhook/express', `app.use(webhook(${receiver}())) // before express.json()`),
    }
  if (framework === 'fastify')
    return {
      ...own,
      templates: 'fastify',
      adapter: '@vidhook/fastify',
      mount: (path) => [importing(exported, path), `await app.register(${exported})`],
      mountReceiver: mounting('@vidhook/fastify', `await app.register(webhook(${receiver}()))`),
    }
  if (router === 'app')
    return {
      ...route,
      templates: 'next-app',
      path: `${source}app/api/webhooks/${provider}/route`,
      mountReceiver: mounting('@vidhook/next', `\nexport const POST = webhook(${receiver}())`),
    }
  return {
    ...route,
    templates: 'next-pages',
    path: `${source}pages/api/webhooks/${provider}`,
    mountReceiver: mounting(
      '@vidhook/next/pages',
      `\n/** A delivery is verified by its raw bytes, which Next's parser would not keep. */\nexport const config = { api: { bodyParser: false } }\n\nexport default webhook(${receiver}())`,
    ),
  }
}

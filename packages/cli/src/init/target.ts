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
  /** What the test needs, besides the test runner. */
  readonly forTest: readonly string[]
  /** The path of the URL that providers post to. */
  readonly url: string
  /** The lines that mount it, for an ES module. Empty for Next, where the file's path is the route. */
  mount(receiverPath: string): readonly string[]
  /** The same for a receiver behind an inbox: a module of `createReceiver()`. For Next, the text of the route's file. */
  mountReceiver(receiverPath: string): readonly string[]
}

export function targetIn(project: Project, provider: ProviderName): Target {
  const { framework, router, source } = project
  const exported = `${provider}Webhooks`
  const receiver = `${provider}Receiver`
  const url = `/webhooks/${provider}`
  const importing = (name: string, path: string) => `import { ${name} } from '${path}'`
  const mounting = (adapter: string, line: string) => (path: string) => [
    importing('webhook', adapter),
    importing(receiver, path),
    line,
  ]
  const own = { path: `${source}webhooks/${provider}`, url, forTest: ['@vidhook/core'] }
  const express = (where: string) => ({
    ...own,
    templates: 'express',
    adapter: '@vidhook/express',
    mount: (path: string) => [importing(exported, path), `app.use(${exported}()) ${where}`],
    mountReceiver: mounting('@vidhook/express', `app.use(webhook(${receiver}())) ${where}`),
  })
  const fastify = (where: string) => ({
    ...own,
    templates: 'fastify',
    adapter: '@vidhook/fastify',
    mount: (path: string) => [importing(exported, path), `await app.register(${exported})${where}`],
    mountReceiver: mounting('@vidhook/fastify', `await app.register(webhook(${receiver}()))${where}`),
  })
  switch (framework) {
    case 'express':
      return express('// before express.json()')
    case 'fastify':
      return fastify('')
    case 'hono':
      return {
        ...own,
        templates: 'hono',
        adapter: '@vidhook/core',
        mount: (path) => [importing(exported, path), `app.route('/', ${exported}())`],
        mountReceiver: (path) => [
          importing('webHandler', '@vidhook/core'),
          importing(receiver, path),
          `const ${provider}Handler = webHandler(${receiver}())`,
          `app.all('${url}', (context) => ${provider}Handler(context.req.raw))`,
        ],
      }
    case 'nest':
      return project.installed.has('@nestjs/platform-fastify')
        ? { ...fastify(` ${IN_MAIN}`), forTest: [...own.forTest, 'fastify'] }
        : express(IN_MAIN)
    case 'next':
      return { ...own, adapter: '@vidhook/next', url: `/api${url}`, mount: () => [], ...route() }
  }

  function route() {
    if (router === 'app')
      return {
        templates: 'next-app',
        path: `${source}app/api/webhooks/${provider}/route`,
        mountReceiver: mounting('@vidhook/next', `\nexport const POST = webhook(${receiver}())`),
      }
    return {
      templates: 'next-pages',
      path: `${source}pages/api/webhooks/${provider}`,
      mountReceiver: mounting(
        '@vidhook/next/pages',
        `\n/** A delivery is verified by its raw bytes, which Next's parser would not keep. */\nexport const config = { api: { bodyParser: false } }\n\nexport default webhook(${receiver}())`,
      ),
    }
  }
}

/** The place in an application of Nest. */
const IN_MAIN = '// in main.ts, before listen()'

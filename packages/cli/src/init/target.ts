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
}

export function targetIn({ framework, router, source }: Project, provider: ProviderName): Target {
  const exported = `${provider}Webhooks`
  const importing = (receiverPath: string) => `import { ${exported} } from '${receiverPath}'`
  const own = { path: `${source}webhooks/${provider}`, url: `/webhooks/${provider}` }
  const route = { adapter: '@vidhook/next', url: `/api/webhooks/${provider}`, mount: () => [] }
  if (framework === 'express')
    return {
      ...own,
      templates: 'express',
      adapter: '@vidhook/express',
      mount: (path) => [importing(path), `app.use(${exported}()) // before express.json()`],
    }
  if (framework === 'fastify')
    return {
      ...own,
      templates: 'fastify',
      adapter: '@vidhook/fastify',
      mount: (path) => [importing(path), `await app.register(${exported})`],
    }
  if (router === 'app')
    return { ...route, templates: 'next-app', path: `${source}app/api/webhooks/${provider}/route` }
  return { ...route, templates: 'next-pages', path: `${source}pages/api/webhooks/${provider}` }
}

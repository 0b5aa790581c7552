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
}

export function targetIn(project: Project, provider: ProviderName): Target {
  const { framework, router, source } = project
  const exported = `${provider}Webhooks`
  const importing = (receiverPath: string) => `import { ${exported} } from '${receiverPath}'`
  const core = { forTest: ['@vidhook/core'] }
  const own = { ...core, path: `${source}webhooks/${provider}`, url: `/webhooks/${provider}` }
  const route = { ...core, adapter: '@vidhook/next', url: `/api/webhooks/${provider}`, mount: () => [] }
  const express = { ...own, templates: 'express', adapter: '@vidhook/express' }
  const fastify = { ...own, templates: 'fastify', adapter: '@vidhook/fastify' }
  switch (framework) {
    case 'express':
      return {
        ...express,
        mount: (path) => [importing(path), `app.use(${exported}()) // before express.json()`],
      }
    case 'fastify':
      return { ...fastify, mount: (path) => [importing(path), `await app.register(${exported})`] }
    case 'hono':
      return {
        ...own,
        templates: 'hono',
        adapter: '@vidhook/core',
        mount: (path) => [importing(path), `app.route('/', ${exported}())`],
      }
    case 'nest':
      return project.installed.has('@nestjs/platform-fastify')
        ? {
            ...fastify,
            forTest: ['@vidhook/core', 'fastify'],
            mount: (path) => [
              importing(path),
              `await app.register(${exported}) // in main.ts, before listen()`,
            ],
          }
        : {
            ...express,
            mount: (path) => [importing(path), `app.use(${exported}()) // in main.ts, before listen()`],
          }
    case 'next':
      return router === 'app'
        ? { ...route, templates: 'next-app', path: `${source}app/api/webhooks/${provider}/route` }
        : { ...route, templates: 'next-pages', path: `${source}pages/api/webhooks/${provider}` }
  }
}

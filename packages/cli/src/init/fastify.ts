import { indent } from './script.js'
import { FETCH, type Template } from './template.js'

export const fastify: Template = {
  path: ({ source }, { provider }) => `${source}webhooks/${provider}`,
  adapter: '@vidhook/fastify',
  url: ({ provider }) => `/webhooks/${provider}`,

  receiver({ typescript }, { provider, title, webhook, exported, variable, option, handlers }, script) {
    const imports = [
      script.use(webhook, '@vidhook/fastify'),
      ...(typescript ? ["import type { FastifyInstance } from 'fastify'"] : []),
    ]
    const parameters = typescript ? 'app: FastifyInstance, options: { secret?: string }' : 'app, options'
    const declaration = `/** Receives ${title}'s webhooks at POST /webhooks/${provider}: await app.register(${exported}) */
async function ${exported}(${parameters}) {
  await app.register(${webhook}, {
    ${option}: options.secret ?? process.env.${variable},
    on: {
${indent(handlers, 6)}
    },
  })
}`
    return `${imports.join('\n')}\n\n${script.handOn(exported, declaration)}`
  },

  harness: ({ provider, exported }, script, receiverPath) => ({
    imports: [script.use('fastify', 'fastify'), script.use(exported, receiverPath)],
    setUp: [
      'const app = fastify()',
      `app.register(${exported}, { secret })`,
      "const origin = app.listen({ port: 0, host: '127.0.0.1' })",
    ],
    tearDown: 'app.close()',
    url: `\`\${await origin}/webhooks/${provider}\``,
    send: FETCH,
  }),

  mount: ({ exported }, script, receiverPath) => [
    script.use(exported, receiverPath),
    `await app.register(${exported})`,
  ],
}

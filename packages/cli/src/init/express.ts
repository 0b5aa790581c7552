import { indent } from './script.js'
import { nodeServer, ORIGIN, type Template } from './template.js'

export const express: Template = {
  path: ({ source }, { provider }) => `${source}webhooks/${provider}`,
  adapter: '@vidhook/express',
  url: ({ provider }) => `/webhooks/${provider}`,

  receiver(_project, { provider, title, webhook, exported, variable, option, handlers }, script) {
    const [first, more] = option === 'secret' ? ['secret, ', []] : ['', [`${option}: secret,`]]
    const declaration = `/**
 * Receives ${title}'s webhooks at POST /webhooks/${provider}: app.use(${exported}())
 * Mount it before express.json(): a delivery is verified by its raw bytes.
 */
function ${exported}(secret = process.env.${variable}) {
  return ${webhook}(${first}{
${indent([...more, 'on: {', ...handlers.map((line) => `  ${line}`), '},'], 4)}
  })
}`
    return `${script.use(webhook, '@vidhook/express')}\n\n${script.handOn(exported, declaration)}`
  },

  harness({ provider, exported }, script, receiverPath) {
    const server = nodeServer(`${exported}(secret)`)
    return {
      ...server,
      imports: [
        script.use('once', 'node:events'),
        script.use('createServer', 'node:http'),
        script.use(exported, receiverPath),
      ],
      setUp: [...server.setUp, '', ORIGIN],
      url: `\`\${await origin()}/webhooks/${provider}\``,
    }
  },

  mount: ({ exported }, script, receiverPath) => [
    script.use(exported, receiverPath),
    `app.use(${exported}()) // before express.json()`,
  ],
}

import { indent } from './script.js'
import { nodeServer, ORIGIN, type Template } from './template.js'
import type { Vocabulary } from './vocabulary.js'

const shared = {
  adapter: '@vidhook/next',
  url: ({ provider }: Vocabulary) => `/api/webhooks/${provider}`,
  mount: () => [], // the file's place is its route
}

/** Next takes ES modules alone, and reads the secret when the module is loaded: the test has to set it before. */
const setSecret = ({ variable }: Vocabulary) => `process.env.${variable} = secret`

export const nextApp: Template = {
  ...shared,
  path: ({ source }, { provider }) => `${source}app/api/webhooks/${provider}/route`,

  receiver: (_project, words) => `import { ${words.webhook} } from '@vidhook/next'

/** Receives ${words.title}'s webhooks at POST /api/webhooks/${words.provider}. */
export const POST = ${webhookOf(words)}`,

  harness: (words, _script, receiverPath) => ({
    imports: [],
    setUp: [setSecret(words), `const route = import('${receiverPath}')`],
    send: '(await route).POST(new Request(delivery.url, delivery))',
  }),
}

export const nextPages: Template = {
  ...shared,
  path: ({ source }, { provider }) => `${source}pages/api/webhooks/${provider}`,

  receiver: (_project, words) => `import { ${words.webhook} } from '@vidhook/next/pages'

/** A delivery is verified by its raw bytes, which Next's parser would not keep. */
export const config = { api: { bodyParser: false } }

/** Receives ${words.title}'s webhooks at POST /api/webhooks/${words.provider}. */
export default ${webhookOf(words)}`,

  harness(words, script, receiverPath) {
    const server = nodeServer('async (request, response) => (await route).default(request, response)')
    return {
      ...server,
      imports: [script.use('once', 'node:events'), script.use('createServer', 'node:http')],
      setUp: [setSecret(words), `const route = import('${receiverPath}')`, ...server.setUp, '', ORIGIN],
      url: `\`\${await origin()}/api/webhooks/${words.provider}\``,
    }
  },
}

function webhookOf({ webhook, variable, option, handlers }: Vocabulary): string {
  const secret = `process.env.${variable}`
  const [first, more] = option === 'secret' ? [`${secret}, `, []] : ['', [`${option}: ${secret},`]]
  return `${webhook}(${first}{
${indent([...more, 'on: {', ...handlers.map((line) => `  ${line}`), '},'], 2)}
})`
}

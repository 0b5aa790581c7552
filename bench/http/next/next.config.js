import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

export default { turbopack: { root: repository }, outputFileTracingRoot: repository }

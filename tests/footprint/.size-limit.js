/** Minified and gzipped, including the used parts of zod, without the framework. */
const receiver = (name, file, limit) => ({
  name,
  path: `receivers/${file}.ts`,
  limit,
  gzip: true,
  ignore: ['express', 'fastify', 'next'],
  modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', mainFields: ['module', 'main'] }),
})

export default [
  receiver('core with JoggAI', 'jogg', '25.6 kB'),
  receiver('core with Hoox', 'hoox', '25.5 kB'),
  receiver('core with both', 'both', '26.9 kB'),
  receiver('Express with JoggAI', 'express', '27.2 kB'),
  receiver('Fastify with JoggAI', 'fastify', '29 kB'),
  receiver('Next with JoggAI', 'next', '26.1 kB'),
]

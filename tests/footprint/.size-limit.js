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
  receiver('core with JoggAI', 'jogg', '27.3 kB'),
  receiver('core with Hoox', 'hoox', '27.3 kB'),
  receiver('core with both', 'both', '28.6 kB'),
  receiver('Express with JoggAI', 'express', '29 kB'),
  receiver('Fastify with JoggAI', 'fastify', '30.7 kB'),
  receiver('Next with JoggAI', 'next', '27.9 kB'),
]

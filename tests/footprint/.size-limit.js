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
  receiver('core with JoggAI', 'jogg', '29.2 kB'),
  receiver('core with Hoox', 'hoox', '29.2 kB'),
  receiver('core with both', 'both', '30.5 kB'),
  receiver('Express with JoggAI', 'express', '31.1 kB'),
  receiver('Fastify with JoggAI', 'fastify', '32.8 kB'),
  receiver('Next with JoggAI', 'next', '29.8 kB'),
]

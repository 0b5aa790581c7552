/** Minified and gzipped, with zod's share. What is not vidhook's, the framework, is left out. */
const receiver = (name, file, limit) => ({
  name,
  path: `receivers/${file}.ts`,
  limit,
  gzip: true,
  ignore: ['express', 'fastify', 'next'],
  modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', mainFields: ['module', 'main'] }),
})

export default [
  receiver('core with JoggAI', 'jogg', '18.5 kB'),
  receiver('core with Hoox', 'hoox', '18.5 kB'),
  receiver('core with both', 'both', '19 kB'),
  receiver('Express with JoggAI', 'express', '19.5 kB'),
  receiver('Fastify with JoggAI', 'fastify', '20.5 kB'),
  receiver('Next with JoggAI', 'next', '19 kB'),
]

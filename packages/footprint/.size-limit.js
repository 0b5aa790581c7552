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
  receiver('core with JoggAI', 'jogg', '21.6 kB'),
  receiver('core with Hoox', 'hoox', '21.5 kB'),
  receiver('core with both', 'both', '22.9 kB'),
  receiver('Express with JoggAI', 'express', '22.4 kB'),
  receiver('Fastify with JoggAI', 'fastify', '24.5 kB'),
  receiver('Next with JoggAI', 'next', '22 kB'),
]

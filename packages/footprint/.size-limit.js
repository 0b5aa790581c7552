/** Minified and gzipped, with Valibot's share. What is not vidhook's, the framework, is left out. */
const receiver = (name, file, limit) => ({
  name,
  path: `receivers/${file}.ts`,
  limit,
  gzip: true,
  ignore: ['express', 'fastify', 'next'],
  modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', mainFields: ['module', 'main'] }),
})

export default [
  receiver('core with JoggAI', 'jogg', '16.6 kB'),
  receiver('core with Hoox', 'hoox', '16.5 kB'),
  receiver('core with both', 'both', '17.5 kB'),
  receiver('Express with JoggAI', 'express', '17.5 kB'),
  receiver('Fastify with JoggAI', 'fastify', '19 kB'),
  receiver('Next with JoggAI', 'next', '17 kB'),
]

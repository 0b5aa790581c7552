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
  receiver('core with JoggAI', 'jogg', '15 kB'),
  receiver('core with Hoox', 'hoox', '15 kB'),
  receiver('core with both', 'both', '16 kB'),
  receiver('Express with JoggAI', 'express', '16 kB'),
  receiver('Fastify with JoggAI', 'fastify', '17.5 kB'),
  receiver('Next with JoggAI', 'next', '15.5 kB'),
]

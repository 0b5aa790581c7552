/**
 * `@vidhook/core/schemas`: the schemas of the built-in providers, to extend. It is a separate entry, since its types need zod,
 * which only users who extend a schema have installed.
 */
export { type HooxSchema, hooxSchemas } from './providers/hoox/schemas.js'
export { type JoggSchema, joggSchemas } from './providers/jogg/schemas.js'

/**
 * `@vidhook/core/schemas`: the schemas of the built-in providers, to extend. An entry of its own, since its types are those of
 * zod, which only those who extend a schema have installed.
 */
export { type HooxSchema, hooxSchemas } from './providers/hoox/schemas.js'
export { type JoggSchema, joggSchemas } from './providers/jogg/schemas.js'

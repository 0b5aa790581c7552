import { build } from './next-app.js'

/** Vitest's global set-up: one build for all test files. */
export default build

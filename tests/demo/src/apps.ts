import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Program } from './app-process.js'

const directoryOf = (example: string) =>
  fileURLToPath(new URL(`../../../examples/${example}/`, import.meta.url))
const nextDirectory = directoryOf('next')

/** The built examples, as they are started in production. */
export const expressApp: Program = {
  name: 'Express',
  directory: directoryOf('express'),
  args: ['dist/index.js'],
}

export const fastifyApp: Program = {
  name: 'Fastify',
  directory: directoryOf('fastify'),
  args: ['dist/index.js'],
}

/** Not through `npm start`: npm would receive the signals instead of the app. */
export const nextApp: Program = {
  name: 'Next',
  directory: nextDirectory,
  args: [createRequire(`${nextDirectory}package.json`).resolve('next/dist/bin/next'), 'start'],
}

export const allApps: readonly Program[] = [expressApp, fastifyApp, nextApp]

#!/usr/bin/env node
// Not dist/bin.js itself: npm links a program when it installs, and in a fresh clone dist is built only afterwards.
import { existsSync } from 'node:fs'

if (existsSync(new URL('../dist/bin.js', import.meta.url))) {
  await import('../dist/bin.js')
} else {
  console.error('vidhook: This clone is not built yet. Build it first: npm run build')
  process.exitCode = 2
}

import { fileURLToPath } from 'node:url'
import { hoox, jogg } from '@vidhook/core'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

const HOOX = Object.keys(hoox().events)
const JOGG = Object.keys(jogg({}).events)
/** URLs in the sample events, which must not be in a user's bundle. */
const TESTING = ['https://res.jogg.ai/', 'https://cdn.hoox.video/']

/** Texts of the tools for other senders. */
const TOOLS = [
  'whpk_',
  'svix',
  'challenge_unusable',
  'timestamp_outside_tolerance',
  'token_mismatch',
  'jwks_unavailable',
]

describe('a bundle', () => {
  test('with JoggAI has nothing of Hoox in it', async () => {
    const text = await bundle('jogg')
    expect(namesIn(text, JOGG)).toEqual(JOGG)
    expect(namesIn(text, HOOX)).toEqual([])
  })

  test('with Hoox has nothing of JoggAI in it', async () => {
    const text = await bundle('hoox')
    expect(namesIn(text, HOOX)).toEqual(HOOX)
    expect(namesIn(text, JOGG)).toEqual([])
  })

  test.each(['jogg', 'hoox', 'both', 'express', 'fastify', 'next'])(
    'of %s has no testing code in it',
    async (receiver) => expect(namesIn(await bundle(receiver), TESTING)).toEqual([]),
  )

  test.each(['jogg', 'hoox', 'both', 'express', 'fastify', 'next'])(
    'of %s has no tool for other senders in it',
    async (receiver) => expect(namesIn(await bundle(receiver), TOOLS)).toEqual([]),
  )

  test('that imports the tools for other senders has them', async () => {
    expect(namesIn(await bundle('with-tools'), TOOLS)).toEqual(TOOLS)
  })

  test('that imports the testing code has it', async () => {
    expect(namesIn(await bundle('with-testing'), TESTING)).toEqual(TESTING)
  })
})

const namesIn = (text: string, names: readonly string[]) => names.filter((name) => text.includes(name))

/** Bundles and tree-shakes as a user's bundler does. */
async function bundle(receiver: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../receivers/${receiver}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['express', 'fastify', 'next'],
  })
  return outputFiles.map(({ text }) => text).join('')
}

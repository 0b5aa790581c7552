import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pages } from './pages.js'
import { type Sample, samplesOf } from './samples.js'

/** Samples that no test of this folder runs. */
const NOT_RUN = [
  'docs/store-redis/cluster.ts', // the store's own tests run on a cluster
  'docs/frameworks/sveltekit.ts', // tests/packed builds and serves these with their frameworks
  'docs/frameworks/astro.ts',
  'docs/frameworks/tanstack-start.ts',
]

test('every sample that uses a library runs in a test, on that library', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts') && file !== 'libraries.test.ts')
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join()
  const untested = pages()
    .flatMap(samplesOf)
    .filter(usesLibrary)
    .map(({ file }) => file)
    .filter((file) => !file.endsWith('.test.ts') && !tests.includes(`'${file}'`))
  expect(untested.sort()).toEqual(NOT_RUN.toSorted())
})

/** Whether it imports a third-party package. */
function usesLibrary({ code }: Sample): boolean {
  const imported = [...code.matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name)
  if (imported.some((name) => name.endsWith('rate-limit'))) return false // one delivery does not reach a limit
  return imported.some((name) => !/^(\.|node:|@vidhook\/)/.test(name))
}

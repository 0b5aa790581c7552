import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pages } from './pages.js'
import { RUNTIMES, samplesFolder, samplesOf } from './samples.js'
import { complaintsAbout } from './type-check.js'

const samples = pages().flatMap(samplesOf)

describe('the samples of the documentation', () => {
  for (const runtime of RUNTIMES) {
    test(`type-check with the globals of ${runtime}`, () => {
      const ours = samples.filter((sample) => sample.runtime === runtime)
      expect(ours).not.toEqual([])
      expect(complaintsAbout(ours, runtime)).toEqual([])
    })
  }

  test('are files of their own', () => {
    const files = samples.map(({ file }) => file)
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([])
  })
})

for (const { page, file } of samples) {
  if (file.endsWith('.test.ts')) {
    // The sample's own tests, registered as this file's.
    describe(`${page}, ${file.split('/').at(-1)}`, async () => {
      await import(join(samplesFolder, file))
    })
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hoox, jogg } from '@vidhook/core'
import { senders } from '@vidhook/providers/testing'
import { expect, test } from 'vitest'
import { page, pages, publishedPackages, root } from './pages.js'

const readme = page('README.md').text

test('README.md is read in one sitting: 7 kB at most', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(7_000)
})

test('README.md says that nothing is on npm for as long as no version was released', () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(root, 'packages/core/package.json'), 'utf8'),
  )
  expect(readme.includes('Not on npm yet')).toBe(version === '0.0.0')
})

test('README.md says how long each provider waits', () => {
  const [seconds, hooxSeconds] = [jogg({ secret: 'any' }), hoox()].map(({ timeoutMs }) => timeoutMs / 1000)
  expect(readme).toContain(`JoggAI waits ${seconds} seconds, Hoox ${hooxSeconds}.`)
})

test('README.md says how many further senders there are', () => {
  expect(readme).toContain(`[${Object.keys(senders).length} more senders]`)
})

test('README.md links every package', () => {
  const linked = [...readme.matchAll(/\]\(packages\/(\w+)\)/g)].map(([, name]) => name)
  expect(linked.sort()).toEqual([...publishedPackages()].sort())
})

test('docs/README.md lists every page once', () => {
  const listed = [...page('docs/README.md').text.matchAll(/^- \[.+?\]\((.+?)\)/gm)].map(
    ([, name]) => `docs/${name}`,
  )
  const there = pages()
    .map(({ path }) => path)
    .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')
  expect(listed.sort()).toEqual(there.sort())
})

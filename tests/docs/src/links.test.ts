import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import GithubSlugger, { slug } from 'github-slugger'
import { describe, expect, test } from 'vitest'
import { headingsOf, type Page, page, pages, root, withoutCode } from './pages.js'

/** The beginning of links to the repository's own files, on npm and in the log. */
const HOME = 'https://github.com/vidhook/vidhook/'

describe('the links', () => {
  test.each(pages().map((each) => [each.path, each] as const))('of %s lead somewhere', (_path, each) => {
    const targets = linksOf(each).flatMap((link) => targetOf(link, each) ?? [])
    expect(targets.filter((target) => !leadsSomewhere(target))).toEqual([])
  })

  test('to the same place twice are no accident: no page has two headings of one name', () => {
    const twice = pages().flatMap((each) =>
      headingsOf(each)
        .map((heading) => slug(heading))
        .filter((anchor, index, all) => all.indexOf(anchor) !== index),
    )
    expect(twice).toEqual([])
  })
})

interface Target {
  readonly path: string
  readonly anchor: string | undefined
}

function linksOf({ text }: Page): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
}

/** A file of the repository. `undefined` if the link leads elsewhere. */
function targetOf(link: string, from: Page): Target | undefined {
  const [path = '', anchor] = link.split('#')
  if (path === '') return { path: from.path, anchor }
  if (path.startsWith(HOME))
    return { path: path.slice(HOME.length).replace(/^(?:blob|tree)\/main\//, ''), anchor }
  if (/^[a-z]+:/.test(path)) return undefined
  return { path: normalize(join(from.path, '..', path)), anchor }
}

function leadsSomewhere({ path, anchor }: Target): boolean {
  if (path === '') return true
  if (!existsSync(join(root, path))) return false
  if (anchor === undefined || !path.endsWith('.md')) return anchor === undefined || path === ''
  const slugger = new GithubSlugger()
  return headingsOf(page(path)).some((heading) => slugger.slug(heading) === anchor)
}

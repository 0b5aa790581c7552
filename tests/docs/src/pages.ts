import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A page of the documentation. */
export interface Page {
  /** From the repository's root: `docs/events.md`. */
  readonly path: string
  readonly text: string
}

export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** All pages for users and contributors. */
export function pages(): readonly Page[] {
  const paths = [
    'README.md',
    'AGENTS.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...inFolder('docs'),
    'skills/vidhook/SKILL.md',
    ...publishedPackages().flatMap((name) => [`packages/${name}/README.md`, `packages/${name}/AGENTS.md`]),
  ]
  return paths.filter((path) => existsSync(join(root, path))).map(page)
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** The folders of the published packages. */
export function publishedPackages(): readonly string[] {
  return readdirSync(join(root, 'packages')).filter((name) => {
    const manifest = join(root, 'packages', name, 'package.json')
    return existsSync(manifest) && !readFileSync(manifest, 'utf8').includes('"private": true')
  })
}

function inFolder(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
}

export function headingsOf({ text }: Page): readonly string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
}

export function withoutCode(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A page of the documentation. */
export interface Page {
  /** From the repository's root: `docs/events.md`. */
  readonly path: string
  readonly text: string
}

export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Everything that users and contributors read. */
export function pages(): readonly Page[] {
  const paths = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...inFolder('docs'),
    ...['core', 'express', 'fastify', 'next'].map((name) => `packages/${name}/README.md`),
  ]
  return paths.map(page)
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') }
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

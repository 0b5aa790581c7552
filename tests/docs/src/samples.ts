import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from './pages.js'

/** A fenced block of code in a page. */
export interface Block {
  /** The first word after the fence: `ts`, `json`, `sh`. */
  readonly language: string
  /** The other words: a file name, a runtime. */
  readonly words: readonly string[]
  readonly code: string
  /** The line of the page that the code begins on. */
  readonly line: number
}

/** The runtimes whose own global types a sample may need. Without one of these words, it is Node's. */
export const RUNTIMES = ['node', 'bun', 'deno', 'workers'] as const
export type Runtime = (typeof RUNTIMES)[number]

/** A TypeScript block, and the file that it is written to. */
export interface Sample {
  readonly page: string
  readonly line: number
  readonly code: string
  /** Below `written/samples`, or `written/run` once it is JavaScript: `docs/testing/acme.test.ts`. */
  readonly file: string
  readonly runtime: Runtime
}

const written = fileURLToPath(new URL('../written', import.meta.url))

/** Where the samples are, as TypeScript and as the JavaScript that Node runs. */
export const samplesFolder = join(written, 'samples')
export const runFolder = join(written, 'run')

/** Stubs for code of the reader's own, such as a function that saves a video. */
export const stubs = fileURLToPath(new URL('../stubs', import.meta.url))

export function blocksOf({ text }: Page): readonly Block[] {
  return [...text.matchAll(/^( *)```(\w+)(.*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', language = '', info = '', code = ''] = match
    const line = text.slice(0, match.index).split('\n').length + 1
    const words = info.trim().split(/\s+/).filter(Boolean)
    return { language, words, code: code.replace(new RegExp(`^${indent}`, 'gm'), ''), line }
  })
}

/** A block is a file of its own; blocks of one page may import each other by the names after their fences. */
export function samplesOf(page: Page): readonly Sample[] {
  return blocksOf(page)
    .filter(({ language, words }) => language === 'ts' && !words.includes('fragment'))
    .map(({ words, code, line }) => {
      const name = words.find((word) => word.endsWith('.ts')) ?? `line-${line}.ts`
      return {
        page: page.path,
        line,
        code,
        file: `${folderOf(page.path)}/${name}`,
        runtime: RUNTIMES.find((runtime) => words.includes(runtime)) ?? 'node',
      }
    })
}

/** `docs/testing` of `docs/testing.md`. */
export function folderOf(page: string): string {
  return page.replace(/\.md$/, '')
}

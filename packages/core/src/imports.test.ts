import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/**
 * The folders in the order of their use. A folder imports from itself and from those before it.
 * `.` stands for the files above the folders, such as receiver.ts.
 */
const FOLDERS = [
  'log',
  'request',
  'proof',
  'providers',
  'events',
  'once',
  'report',
  'inbox',
  '.',
  'adapter',
  'testing',
]

const SOURCE = fileURLToPath(new URL('.', import.meta.url))

/** Each source file, by its path from `src`, with the files that it imports, types included. */
const imports = new Map(
  readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => [file, importedBy(file)] as const),
)

test('no file imports itself, directly or through others', () => {
  expect([...imports.keys()].flatMap((file) => circleFrom(file) ?? [])).toEqual([])
})

test('every folder is in the order of folders', () => {
  expect([...new Set([...imports.keys()].map(folderOf))].sort()).toEqual([...FOLDERS].sort())
})

test('a folder imports from no folder after it', () => {
  // index.ts only lists what the package exports.
  const wrong = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => file !== 'index.ts' && isAfter(target, file) && !importsNothing(target))
      .map((target) => `${file} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

function importedBy(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8')
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+)\.js'/g)].map(([, path = '']) =>
    relative(SOURCE, join(SOURCE, dirname(file), `${path}.ts`)).replaceAll('\\', '/'),
  )
}

/** The shortest cycle of imports from a file back to itself. */
function circleFrom(file: string): string | undefined {
  const seen = new Set<string>()
  let ways = [[file]]
  while (ways.length > 0) {
    const longer = ways.flatMap((way) => (imports.get(way.at(-1) ?? '') ?? []).map((next) => [...way, next]))
    const circle = longer.find((way) => way.at(-1) === file)
    if (circle) return circle.join(' → ')
    ways = longer.filter((way) => {
      const last = way.at(-1) ?? ''
      return !seen.has(last) && seen.add(last)
    })
  }
  return undefined
}

function folderOf(file: string): string {
  const [folder = '.', ...rest] = file.split('/')
  return rest.length === 0 ? '.' : folder
}

function isAfter(target: string, file: string): boolean {
  return FOLDERS.indexOf(folderOf(target)) > FOLDERS.indexOf(folderOf(file))
}

/** Files directly in `src` that import nothing, such as outcome.ts. All folders may use them. */
function importsNothing(file: string): boolean {
  return folderOf(file) === '.' && imports.get(file)?.length === 0
}

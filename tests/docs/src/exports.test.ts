import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from './pages.js'

const ENTRIES = [
  ['@vidhook/core', 'core/dist/index'],
  ['@vidhook/core/inbox', 'core/dist/inbox'],
  ['@vidhook/core/journal', 'core/dist/journal'],
  ['@vidhook/core/lambda', 'core/dist/lambda'],
  ['@vidhook/core/node', 'core/dist/node'],
  ['@vidhook/core/schemas', 'core/dist/schemas'],
  ['@vidhook/core/testing', 'core/dist/testing'],
  ['@vidhook/express', 'express/dist/index'],
  ['@vidhook/fastify', 'fastify/dist/index'],
  ['@vidhook/next', 'next/dist/index'],
  ['@vidhook/next/pages', 'next/dist/pages'],
  ['@vidhook/api', 'api/dist/index'],
  ['@vidhook/postgres', 'postgres/dist/index'],
  ['@vidhook/sqlite', 'sqlite/dist/index'],
  ['@vidhook/bullmq', 'bullmq/dist/index'],
  ['@vidhook/otel', 'otel/dist/index'],
  ['@vidhook/providers', 'providers/dist/index'],
  ['@vidhook/providers/mux', 'providers/dist/mux'],
  ['@vidhook/providers/testing', 'providers/dist/testing'],
] as const

describe('the published types', () => {
  const declarations = (entry: string) => join(root, 'packages', `${entry}.d.ts`)
  const program = ts.createProgram(
    ENTRIES.map(([, entry]) => declarations(entry)),
    { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
  )

  test.each(ENTRIES)('of %s promise the values that there are, and no others', async (name, entry) => {
    const promised = valuesIn(program, declarations(entry))
    const required: object = createRequire(import.meta.url)(name)
    expect(promised).toEqual(Object.keys(await import(name)).sort())
    expect(promised).toEqual(Object.keys(required).sort())
  })
})

/** The values, not the types, that a declaration file exports. */
function valuesIn(program: ts.Program, file: string): readonly string[] {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const symbol = source && checker.getSymbolAtLocation(source)
  const exported = symbol ? checker.getExportsOfModule(symbol) : []
  return exported
    .filter((each) => {
      const target = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each
      return target.flags & ts.SymbolFlags.Value
    })
    .map(({ name }) => name)
    .sort()
}

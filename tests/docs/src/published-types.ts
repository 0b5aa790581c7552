import { join } from 'node:path'
import ts from 'typescript'
import { root } from './pages.js'
import { optionsFor } from './type-check.js'

/** The published types of a package, to compare the documentation with. */
export interface PublishedTypes {
  /** The members of a union of strings, or the names of an object's fields. */
  membersOf(type: string): readonly string[]
}

/** @param folder the package's, below `packages` */
export function publishedTypes(folder: string): PublishedTypes {
  const entry = join(root, 'packages', folder, 'dist/index.d.ts')
  const program = ts.createProgram([entry], optionsFor('node'))
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(entry)
  const module = source && checker.getSymbolAtLocation(source)
  const exported = module ? checker.getExportsOfModule(module) : []

  return {
    membersOf(type) {
      const symbol = exported.find(({ name }) => name === type)
      if (!symbol) throw new Error(`@vidhook/${folder} exports no ${type}.`)
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const declared = checker.getDeclaredTypeOfSymbol(target)
      return declared.isUnion()
        ? declared.types.flatMap((member) => (member.isStringLiteral() ? member.value : []))
        : declared.getProperties().map(({ name }) => name)
    },
  }
}

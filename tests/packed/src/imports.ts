import { isBuiltin } from 'node:module'
import ts from 'typescript'

/** The packages that code and declarations import or require, without Node's own. */
export function packagesImportedBy(files: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set<string>()
  for (const [file, text] of files) {
    if (!/\.c?[jt]s$/.test(file)) continue
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      // Code that writes code has imports with a gap, which TypeScript finds too.
      const isName = !fileName.startsWith('.') && !fileName.includes('${')
      if (isName && !isBuiltin(fileName)) names.add(packageOf(fileName))
    }
  }
  return [...names].sort()
}

/** `@vidhook/core` of `@vidhook/core/node`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

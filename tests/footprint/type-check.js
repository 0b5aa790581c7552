import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * What it takes to check one file of `receivers`, as its author's editor does: nothing of a library is checked itself.
 * Instantiations, the generic types that were filled in, are the same on every machine; the time is not.
 *
 * @param {string} receiver
 * @returns {{ instantiations: number, types: number, ms: number, errors: string[] }}
 */
export function typeCheck(receiver) {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const { config } = ts.readConfigFile(`${folder}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const program = ts.createProgram([`${folder}receivers/${receiver}.ts`], options)
  const started = performance.now()
  const diagnostics = ts.getPreEmitDiagnostics(program)
  const ms = performance.now() - started
  return {
    instantiations: program.getInstantiationCount(),
    types: program.getTypeCount(),
    ms,
    errors: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  }
}

import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * Measures the check of one file in `receivers`, as in an editor: libraries themselves are not checked.
 * The number of instantiations of generic types is the same on every machine; the time is not.
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

import { join } from 'node:path'
import ts from 'typescript'
import { root } from './pages.js'
import { type Runtime, type Sample, samplesFolder, stubs } from './samples.js'

/** The global types of each runtime. */
const GLOBALS: Record<Runtime, Pick<ts.CompilerOptions, 'lib' | 'types'>> = {
  node: { types: ['node'], lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] },
  bun: { types: ['bun'], lib: ['lib.es2023.d.ts'] },
  deno: { types: ['deno'], lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] },
  workers: { types: ['@cloudflare/workers-types'], lib: ['lib.es2023.d.ts'] },
}

/** The compiler's errors in samples of one runtime, each with its place in the page. */
export function complaintsAbout(samples: readonly Sample[], runtime: Runtime): readonly string[] {
  const program = ts.createProgram(
    [join(stubs, 'modules.d.ts'), ...samples.map(({ file }) => join(samplesFolder, file))],
    optionsFor(runtime),
  )
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    return `${placeOf(diagnostic, samples)}: ${message}`
  })
}

/** The repository's own settings, since samples must compile for the strictest reader. */
export function optionsFor(runtime: Runtime): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, samplesFolder)
  return {
    ...options,
    ...GLOBALS[runtime],
    moduleDetection: ts.ModuleDetectionKind.Force,
    noUnusedLocals: true,
  }
}

function placeOf({ file, start }: ts.Diagnostic, samples: readonly Sample[]): string {
  if (!file || start === undefined) return '(no file)'
  const line = file.getLineAndCharacterOfPosition(start).line
  const sample = samples.find((each) => join(samplesFolder, each.file) === file.fileName)
  return sample ? `${sample.page}:${sample.line + line}` : `${file.fileName}:${line + 1}`
}

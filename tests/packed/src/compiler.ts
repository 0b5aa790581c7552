import { createRequire } from 'node:module'
import { join } from 'node:path'
import type ts from 'typescript'
import { run } from './run.js'

export interface Compiler {
  /** The errors in a project's own files and, without `skipLibCheck`, in declarations. */
  complaints(folder: string, options?: CompilerOptions): Promise<readonly string[]>
}

/** In place of what tsconfig.json says. */
interface CompilerOptions {
  readonly exactOptionalPropertyTypes?: boolean
}

/** The TypeScript that a project has installed. */
export function compilerOf(project: string): Compiler {
  const typescript: typeof ts = createRequire(join(project, 'package.json'))('typescript')
  return 'createProgram' in typescript ? inThisProcess(typescript) : onTheCommandLine(project)
}

/** TypeScript 7 is a program. It is fast enough to check the declarations of all packages. */
function onTheCommandLine(project: string): Compiler {
  const tsc = join(project, 'node_modules', 'typescript', 'bin', 'tsc')
  return {
    async complaints(folder, options = {}) {
      const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
      const { code, stdout } = await run(process.execPath, [tsc, '--pretty', 'false', ...flags], {
        cwd: folder,
      })
      return code === 0 ? [] : stdout.split('\n')
    },
  }
}

/** Older versions take ten times as long, mostly for declarations of other packages. Only the project's and ours are checked. */
function inThisProcess(typescript: typeof ts): Compiler {
  let last: ts.Program | undefined
  return {
    async complaints(folder, flags = {}) {
      const { sys } = typescript
      const file = join(folder, 'tsconfig.json')
      const { config } = typescript.readConfigFile(file, sys.readFile)
      // Without the file's name, it would look for `types` in this process's folder.
      const { options, fileNames } = typescript.parseJsonConfigFileContent(config, sys, folder, {}, file)
      const program = typescript.createProgram(fileNames, { ...options, ...flags }, undefined, last)
      last = program
      const files = program.getSourceFiles().filter(({ fileName }) => isOurs(fileName))
      return [
        ...program.getOptionsDiagnostics(),
        ...program.getGlobalDiagnostics(),
        ...files.flatMap((file) => [
          ...program.getSyntacticDiagnostics(file),
          ...program.getSemanticDiagnostics(file),
        ]),
      ].map((diagnostic) => `${diagnostic.file?.fileName}: ${messageOf(diagnostic)}`)
    },
  }

  function messageOf({ messageText }: ts.Diagnostic): string {
    return typescript.flattenDiagnosticMessageText(messageText, '\n')
  }
}

function isOurs(file: string): boolean {
  return !file.includes('/node_modules/') || file.includes('/node_modules/@vidhook/')
}

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { pages } from './pages.js'
import { folderOf, runFolder, samplesFolder, samplesOf, stubs } from './samples.js'

/** Writes every sample of every page, once before the tests: as TypeScript to check, and as JavaScript to run. */
export default function writeSamples(): void {
  rmSync(samplesFolder, { recursive: true, force: true })
  rmSync(runFolder, { recursive: true, force: true })
  for (const page of pages()) {
    const samples = samplesOf(page)
    if (samples.length === 0) continue
    cpSync(stubs, join(samplesFolder, folderOf(page.path)), { recursive: true })
    for (const { file, code } of samples) {
      write(join(samplesFolder, file), code)
      write(join(runFolder, file.replace(/\.ts$/, '.js')), javaScriptOf(code))
    }
  }
}

function javaScriptOf(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  return outputText
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

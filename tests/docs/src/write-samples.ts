import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
    // The stubs first: a page may replace one with a file of the same name.
    for (const name of readdirSync(stubs)) {
      writeSample(`${folderOf(page.path)}/${name}`, readFileSync(join(stubs, name), 'utf8'))
    }
    for (const { file, code } of samples) writeSample(file, code)
  }
}

function writeSample(file: string, code: string): void {
  write(join(samplesFolder, file), code)
  if (!file.endsWith('.d.ts')) write(join(runFolder, file.replace(/\.ts$/, '.js')), javaScriptOf(code))
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

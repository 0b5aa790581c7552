import { readFileSync } from 'node:fs'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'

/** Next to dist/. Each template is a type-checked TypeScript file, and is written unchanged into a TypeScript project. */
const TEMPLATES = new URL('../templates/', import.meta.url)

/** The receiver of a provider, from the templates of a framework. */
export function receiverCode(folder: string, provider: ProviderName): string {
  return template(`${folder}/${provider}.ts`)
}

/** The receiver's test for vitest. It imports the receiver from `receiverPath`. */
export function testCode(folder: string, provider: ProviderName, receiverPath: string): string {
  const test = template(`${folder}/jogg.test.ts`)
  const terms = provider === 'hoox' ? HOOX_TERMS : []
  return terms
    .reduce((text, [jogg, hoox]) => text.replaceAll(jogg, hoox), test)
    .replace(`'./${provider}.js'`, `'${receiverPath}'`)
}

/** The tests of both providers differ only in these words. */
const HOOX_TERMS = [
  ['jogg', 'hoox'],
  ['JOGG_WEBHOOK_SECRET', 'HOOX_CALLBACK_SECRET'],
  ['generated_avatar_video_success', 'video_export.completed'],
  ['secret: key', 'callbackSecret: key'],
] as const

/** A template that is the same for all providers. */
export function templateOf(path: string): string {
  return template(`${path}.ts`)
}

function template(path: string): string {
  return readFileSync(new URL(path, TEMPLATES), 'utf8')
}

/** Rewrites a vitest test for node:test. */
export function forNodeTest(test: string): string {
  const names = test.includes('afterAll(') ? 'after, test' : 'test'
  return test
    .replace(/^import .* from 'vitest'\n/m, '')
    .replace(/^/, "import { equal } from 'node:assert/strict'\n")
    .replace(/^(?=import (?!.* from 'node:))/m, `import { ${names} } from 'node:test'\n`)
    .replace(/^afterAll\(/gm, 'after(')
    .replace(/^( *)expect\((.*)\)\.toBe\((.*)\)$/gm, '$1equal($2, $3)')
}

/** Turns TypeScript into JavaScript. The templates have types only in imports and parameters. */
export function withoutTypes(typescript: string): string {
  return typescript
    .replace(/^import type .*\n/gm, '')
    .replace(/^.*\bfunction .*$/gm, (line) => line.replace(/(\w+): (?:\{[^}]*\}|\w+)/g, '$1'))
}

/** Turns an ES module into CommonJS. The templates have named imports, and export functions and constants. */
export function asCommonJs(module: string): string {
  const exported = [...module.matchAll(/^export (?:(?:async )?function|const) (\w+)/gm)].map(
    ([, name]) => name,
  )
  const script = module
    .replace(/^import (.*) from (.*)$/gm, 'const $1 = require($2)')
    .replace(/^export (?=(?:(?:async )?function|const) )/gm, '')
  return exported.length === 0 ? script : `${script}\nmodule.exports = { ${exported.join(', ')} }\n`
}

import { posix } from 'node:path'
import type { ProviderName } from '../secrets.js'
import { express } from './express.js'
import { fastify } from './fastify.js'
import { nextApp, nextPages } from './next.js'
import type { Project } from './project.js'
import { cjs, esm } from './script.js'
import type { Template } from './template.js'
import { testFile } from './test-file.js'
import { vocabularies } from './vocabulary.js'

/** A file that is to be written, from the project's folder. */
export interface PlannedFile {
  readonly path: string
  readonly text: string
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  /** What is left for the user to do, in its order: what for, and the lines to type. */
  readonly steps: readonly { readonly what: string; readonly lines: readonly string[] }[]
}

/** Everything that would be written into the project, and nothing done yet. */
export function planReceiver(project: Project, provider: ProviderName): Plan {
  const words = vocabularies[provider]
  const template = templateOf(project)
  const script = isCommonJs(project) ? cjs : esm
  // Vitest reads test files as ES modules, whatever the project's are; and so is what imports an ES module.
  const testScript = project.runner === 'vitest' ? esm : script
  const receiver = template.path(project, words)
  const test = testPath(project, receiver, provider)
  const ending = project.typescript ? '.ts' : '.js'
  const importPath = relative(posix.dirname(test), receiver)
  const text = testFile(project, words, testScript, template.harness(words, testScript, `${importPath}.js`))
  return {
    files: [
      { path: `${receiver}${ending}`, text: `${template.receiver(project, words, script)}\n` },
      { path: test, text: `${text}\n` },
    ],
    steps: [
      { what: 'Install', lines: installing(project, template.adapter) },
      ...mounting(template.mount(words, script, `./${posix.relative(project.source || '.', receiver)}.js`)),
      { what: `Set the secret, in .env or where your secrets are`, lines: [`${words.variable}=whsec_local`] },
      { what: 'Run the test', lines: [runningTest(project, test)] },
      {
        what: 'Start your application, and send it an event',
        lines: [
          `npx vidhook send ${provider} ${words.delivery.event} --to http://localhost:3000${template.url(words)}`,
        ],
      },
    ],
  }
}

function templateOf({ framework, router }: Project): Template {
  if (framework === 'express') return express
  if (framework === 'fastify') return fastify
  return router === 'app' ? nextApp : nextPages
}

/** TypeScript and Next are written as ES modules, whatever becomes of them. */
function isCommonJs({ typescript, framework, modules }: Project): boolean {
  return !typescript && framework !== 'next' && modules === 'cjs'
}

/** Beside the receiver; but a test below pages/ would be taken for a page. */
function testPath(project: Project, receiver: string, provider: ProviderName): string {
  const path =
    project.framework === 'next' && project.router === 'pages' ? `test/webhooks-${provider}` : receiver
  if (project.typescript) return `${path}.test.ts`
  const module = project.framework === 'next' && project.modules === 'cjs'
  return `${path}.test.${module ? 'mjs' : 'js'}`
}

function relative(from: string, to: string): string {
  const path = posix.relative(from, to)
  return path.startsWith('.') ? path : `./${path}`
}

function installing({ installer, installed }: Project, adapter: string): readonly string[] {
  return [
    ...(installed.has(adapter) ? [] : [`${installer.add} ${adapter}`]),
    ...(installed.has('@vidhook/core') ? [] : [`${installer.addDev} @vidhook/core`]),
  ]
}

function mounting(lines: readonly string[]): Plan['steps'] {
  return lines.length === 0 ? [] : [{ what: 'Mount it', lines }]
}

function runningTest({ runner, typescript, installer }: Project, test: string): string {
  if (runner === 'vitest') return `${installer.run} vitest run ${test}`
  return typescript ? `${installer.run} tsx --test ${test}` : `node --test ${test}`
}

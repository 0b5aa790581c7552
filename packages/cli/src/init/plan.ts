import { posix } from 'node:path'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { asCommonJs, forNodeTest, receiverCode, testCode, withoutTypes } from './code.js'
import type { Project } from './project.js'
import { type Target, targetIn } from './target.js'

/** A file to write. Its path is relative to the project's folder. */
export interface PlannedFile {
  readonly path: string
  readonly text: string
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  /** The remaining steps for the user, in order, with the lines to type. */
  readonly steps: readonly { readonly what: string; readonly lines: readonly string[] }[]
}

/** Plans the files and the steps. Writes nothing. */
export function planReceiver(project: Project, provider: ProviderName): Plan {
  const target = targetIn(project, provider)
  const { templates, path: receiver, url, mount } = target
  const { variable, event } = EXAMPLES[provider]
  const test = testPath(project, receiver, provider)
  const ending = project.typescript ? '.ts' : '.js'
  const importPath = `${relative(posix.dirname(test), receiver)}.js`
  const mountPath = `./${posix.relative(project.source || '.', receiver)}.js`
  const mountLines = mount(mountPath).map((line) => (isCommonJs(project) ? asCommonJs(line) : line))
  return {
    files: [
      { path: `${receiver}${ending}`, text: receiverIn(project, receiverCode(templates, provider)) },
      { path: test, text: testIn(project, testCode(templates, provider, importPath)) },
    ],
    steps: [
      { what: 'Install', lines: installing(project, target) },
      ...(mountLines.length > 0 ? [{ what: 'Mount it', lines: mountLines }] : []),
      { what: 'Set the secret, in .env or where you keep secrets', lines: [`${variable}=whsec_local`] },
      { what: 'Run the test', lines: [runningTest(project, test)] },
      {
        what: 'Start your application, and send it an event',
        lines: [`npx vidhook send ${provider} ${event} --to http://localhost:3000${url}`],
      },
    ],
  }
}

const EXAMPLES: Readonly<Record<ProviderName, { readonly variable: string; readonly event: string }>> = {
  jogg: { variable: 'JOGG_WEBHOOK_SECRET', event: 'generated_avatar_video_success' },
  hoox: { variable: 'HOOX_CALLBACK_SECRET', event: 'video_export.completed' },
}

/** The receiver in the project's language and module format. */
function receiverIn(project: Project, template: string): string {
  const code = project.typescript ? template : withoutTypes(template)
  return isCommonJs(project) ? asCommonJs(code) : code
}

/** The test in the project's language and module format. vitest always reads tests as ES modules. */
function testIn(project: Project, template: string): string {
  const code = project.typescript ? template : withoutTypes(template)
  if (project.runner === 'vitest') return code
  return isCommonJs(project) ? asCommonJs(forNodeTest(code)) : forNodeTest(code)
}

/** TypeScript and Next projects use ES module syntax, whatever they are compiled to. */
function isCommonJs({ typescript, framework, modules }: Project): boolean {
  return !typescript && framework !== 'next' && modules === 'cjs'
}

/** Next to the receiver. But Next would treat a test below pages/ as a page. */
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

function installing({ installer, installed }: Project, { adapter, forTest }: Target): readonly string[] {
  const missing = forTest.filter((name) => name !== adapter && !installed.has(name))
  return [
    ...(installed.has(adapter) ? [] : [`${installer.add} ${adapter}`]),
    ...(missing.length > 0 ? [`${installer.addDev} ${missing.join(' ')}`] : []),
  ]
}

function runningTest({ runner, typescript, installer }: Project, test: string): string {
  if (runner === 'vitest') return `${installer.run} vitest run ${test}`
  return typescript ? `${installer.run} tsx --test ${test}` : `node --test ${test}`
}

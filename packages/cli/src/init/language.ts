import { posix } from 'node:path'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { asCommonJs, forNodeTest, withoutTypes } from './code.js'
import type { PlannedFile } from './plan.js'
import type { Project } from './project.js'

/** A template as a module of the project, in its language and module format. */
export function moduleIn(project: Project, path: string, template: string): PlannedFile {
  const { typescript, framework } = project
  const code = typescript ? template : withoutTypes(template)
  // Next does not look for a .ts file where an import says .js.
  const resolvable =
    typescript && framework === 'next' ? code.replace(/ from '(\.[^']*)\.js'/g, " from '$1'") : code
  return { path: `${path}${typescript ? '.ts' : '.js'}`, text: commonJsIn(project, resolvable) }
}

export function commonJsIn(project: Project, code: string): string {
  return isCommonJs(project) ? asCommonJs(code) : code
}

/** The test in the project's language and module format. vitest always reads tests as ES modules. */
export function testIn(project: Project, template: string): string {
  const code = project.typescript ? template : withoutTypes(template)
  if (project.runner === 'vitest') return code
  return isCommonJs(project) ? asCommonJs(forNodeTest(code)) : forNodeTest(code)
}

/** TypeScript and Next projects use ES module syntax, whatever they are compiled to. */
function isCommonJs({ typescript, framework, modules }: Project): boolean {
  return !typescript && framework !== 'next' && modules === 'cjs'
}

/** Next to the receiver. But Next would treat a test below pages/ as a page. */
export function testPath(project: Project, receiver: string, provider: ProviderName): string {
  const isPage = project.framework === 'next' && receiver.includes('pages/api/')
  const path = isPage ? `test/webhooks-${provider}` : receiver
  if (project.typescript) return `${path}.test.ts`
  const module = project.framework === 'next' && project.modules === 'cjs'
  return `${path}.test.${module ? 'mjs' : 'js'}`
}

/** How a file imports a module of the project. */
export function pathTo(from: string, module: string): string {
  const path = posix.relative(posix.dirname(from), module)
  return `${path.startsWith('.') ? path : `./${path}`}.js`
}

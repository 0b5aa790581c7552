import { posix } from 'node:path'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { Choice } from './choice.js'
import { receiverCode, testCode } from './code.js'
import { commonJsIn, moduleIn, pathTo, testIn, testPath } from './language.js'
import type { Project } from './project.js'
import { inboxReceiver, sharedFiles, withStore } from './remember.js'
import { stepsFor } from './steps.js'
import { type Target, targetIn } from './target.js'

/** A file to write. Its path is relative to the project's folder. */
export interface PlannedFile {
  readonly path: string
  readonly text: string
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  /** The remaining steps for the user, in order, with the lines to type. */
  readonly steps: readonly Step[]
}

export interface Step {
  readonly what: string
  readonly lines: readonly string[]
}

/** One provider's part of a plan. */
export interface Part {
  readonly provider: ProviderName
  readonly target: Target
  readonly files: readonly PlannedFile[]
  readonly test: string
  /** The lines that mount it, in the project's language. */
  readonly mount: readonly string[]
}

/** Plans the files and the steps. Writes nothing. */
export function planReceivers(project: Project, choice: Choice): Plan {
  const parts = choice.providers.map((provider) => partOf(project, choice, provider))
  return {
    files: [...parts.flatMap(({ files }) => files), ...sharedFiles(project, choice)],
    steps: stepsFor(project, choice, parts),
  }
}

function partOf(project: Project, choice: Choice, provider: ProviderName): Part {
  const target = targetIn(project, provider)
  if (choice.inbox) return inboxReceiver(project, provider, target)
  const test = testPath(project, target.path, provider)
  const code = withStore(project, choice, target, receiverCode(target.templates, provider))
  return {
    provider,
    target,
    test,
    files: [
      moduleIn(project, target.path, code),
      { path: test, text: testIn(project, testCode(target.templates, provider, pathTo(test, target.path))) },
    ],
    mount: mountLines(project, target.path, target.mount),
  }
}

/** The lines for the module that makes the application. */
export function mountLines(project: Project, path: string, mount: Target['mount']): readonly string[] {
  return mount(`./${posix.relative(project.source || '.', path)}.js`).map((line) => commonJsIn(project, line))
}

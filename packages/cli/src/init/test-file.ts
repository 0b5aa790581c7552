import type { Project } from './project.js'
import type { Script } from './script.js'
import type { Harness } from './template.js'
import type { Vocabulary } from './vocabulary.js'

/** A test that sends real deliveries: a genuine one, a repeat and a forgery. */
export function testFile(project: Project, words: Vocabulary, script: Script, harness: Harness): string {
  const { make, event } = words.delivery
  const { imports, tearDown, check } = RUNNERS[project.runner](script, harness.tearDown)
  const key = project.typescript ? 'key: string' : 'key'
  const options = [`${words.option}: key`, ...(harness.url ? [`url: ${harness.url}`] : [])].join(', ')
  return `${sorted([...harness.imports, script.use(make, '@vidhook/core/testing'), ...imports]).join('\n')}

const secret = 'whsec_of_the_test'
${[...harness.setUp, ...tearDown].join('\n')}

/** A new event with every call, signed with a secret. */
async function signedWith(${key}) {
  return ${make}('${event}', { ${options} })
}

test('a genuine delivery is processed', async () => {
  const delivery = await signedWith(secret)
  const response = await ${harness.send}
  ${check('response.status', '200')}
  ${check('await response.text()', '\'{"outcome":"processed"}\'')}
})

test('a repeat is acknowledged and runs no handler again', async () => {
  const delivery = await signedWith(secret)
  await ${harness.send}
  const repeat = await ${harness.send}
  ${check('await repeat.text()', '\'{"outcome":"duplicate"}\'')}
})

test('a forgery is refused', async () => {
  const delivery = await signedWith('another secret')
  const response = await ${harness.send}
  ${check('response.status', '401')}
})`
}

/** Node's own, then packages, then the project's. */
function sorted(imports: readonly string[]): readonly string[] {
  const rank = (line: string) => (/'node:/.test(line) ? 0 : /'\.{1,2}\//.test(line) ? 2 : 1)
  return [...imports].sort((a, b) => rank(a) - rank(b))
}

interface RunnerWords {
  readonly imports: readonly string[]
  readonly tearDown: readonly string[]
  check(actual: string, expected: string): string
}

const RUNNERS: Readonly<
  Record<Project['runner'], (script: Script, tearDown: string | undefined) => RunnerWords>
> = {
  vitest: (script, tearDown) => ({
    imports: [script.use(tearDown ? 'afterAll, expect, test' : 'expect, test', 'vitest')],
    tearDown: tearDown ? [`afterAll(() => void ${tearDown})`] : [],
    check: (actual, expected) => `expect(${actual}).toBe(${expected})`,
  }),
  'node:test': (script, tearDown) => ({
    imports: [
      script.use('equal', 'node:assert/strict'),
      script.use(tearDown ? 'after, test' : 'test', 'node:test'),
    ],
    tearDown: tearDown ? [`after(() => void ${tearDown})`] : [],
    check: (actual, expected) => `equal(${actual}, ${expected})`,
  }),
}

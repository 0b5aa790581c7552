import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './pages.js'

const folder = join(root, '.github/workflows')
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  const workflow: Workflow = parse(text)
  return { file, text, workflow }
})

/** The parts of a workflow that the tests read. */
interface Workflow {
  readonly permissions?: Permissions
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly permissions?: Permissions
  readonly uses?: string
  readonly steps?: readonly Step[]
}

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly run?: string
}

type Permissions = string | Readonly<Record<string, string>>

describe.each(workflows)('the workflow $file', ({ text, workflow }) => {
  const jobs = Object.entries(workflow.jobs)
  const steps = jobs.flatMap(([, job]) => job.steps ?? [])

  test('gives no rights to all jobs at once, and each job says which it has', () => {
    expect(workflow.permissions).toEqual({})
    for (const [name, job] of jobs) expect(job.permissions, name).toBeTypeOf('object')
  })

  test('pins what it uses by commit, with the version beside it', () => {
    const used = [...jobs.map(([, job]) => job), ...steps].flatMap(({ uses }) => uses ?? [])
    expect(used).not.toEqual([])
    for (const each of used.filter((one) => !one.startsWith('./'))) {
      expect(each).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/)
      expect(text).toMatch(new RegExp(`uses: ${each} # v\\d+\\.\\d+\\.\\d+$`, 'm'))
    }
  })

  test('leaves no token in the clone', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toMatchObject({ 'persist-credentials': false })
    }
  })

  test('needs no secret but GitHub’s own token', () => {
    expect(text).not.toContain('secrets.')
  })

  test('runs the code of the repository and of its dependencies in jobs without rights', () => {
    for (const [name, job] of jobs.filter(([, { steps = [] }]) => steps.some(runsCode))) {
      expect(job.permissions, name).toEqual({ contents: 'read' })
    }
  })

  test('publishes by npm alone, and nothing that the same job has built', () => {
    for (const [, { steps = [] }] of jobs.filter(([, job]) => mayPublish(job))) {
      expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))).toEqual([])
      const commands = steps.flatMap(
        ({ run = '' }) => run.match(/\b(npm|npx|node|bash|sh|git|turbo)\b[^\n]*/g) ?? [],
      )
      expect(commands.filter((command) => !command.startsWith('npm publish --ignore-scripts '))).toEqual([])
    }
  })
})

test('one job alone may publish, after others have packed and tested; another one deploys the site, and does nothing else', () => {
  const publishing = workflows.flatMap(({ file, workflow }) =>
    Object.entries(workflow.jobs)
      .filter(([, job]) => mayPublish(job))
      .map(([name, job]) => [file, name, job] as const),
  )
  expect(publishing).toMatchObject([
    ['pages.yml', 'deploy', { needs: 'build', environment: 'github-pages', steps: [{}] }],
    ['release.yml', 'publish', { needs: ['pack', 'test'], environment: 'npm' }],
  ])
})

function mayPublish({ permissions }: Job): boolean {
  return typeof permissions === 'object' ? 'id-token' in permissions : permissions === 'write-all'
}

/** Whether a step runs code of others: installed packages may run scripts, and builds and tests use these packages. */
function runsCode({ run = '' }: Step): boolean {
  return /\bnpm (ci|install|i)\b(?!.*--ignore-scripts)|\bnpm (run|test|t|exec)\b|\bnpx\b|\bturbo\b|\.ci\/run/.test(
    run,
  )
}

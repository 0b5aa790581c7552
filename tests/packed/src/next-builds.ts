import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { install } from './project.js'
import { receives } from './receives.js'
import { run } from './run.js'

export interface Bundler {
  readonly name: string
  /** The argument of `next build` that selects it. */
  readonly flags: readonly string[]
}

/** Tests one version of Next: the App Router on Node and on Edge, and the Pages Router, built by each bundler. */
export function nextBuilds(next: string, bundlers: readonly Bundler[]): void {
  describe(`Next ${next}`, () => {
    let project: string
    beforeAll(async () => {
      project = await install('next', { next })
    })

    describe.each(bundlers)('with $name', ({ name, flags }) => {
      const program = join('node_modules', 'next', 'dist', 'bin', 'next')
      const env = { DIST_DIR: `.next-${name}`, NEXT_TELEMETRY_DISABLED: '1' }

      beforeAll(async () => {
        const built = await run(process.execPath, [program, 'build', ...flags], { cwd: project, env })
        if (built.code !== 0) throw new Error(built.stdout + built.stderr)
        expect(built.stdout.toLowerCase()).toContain(name === 'turbopack' ? 'turbopack' : `next.js ${next}`)
      })

      receives({
        name: 'once started',
        directory: () => project,
        args: [program, 'start', '--port', '0', '--hostname', '127.0.0.1'],
        env,
        paths: ['/hooks/jogg', '/edge/jogg', '/api/jogg'],
      })
    })
  })
}

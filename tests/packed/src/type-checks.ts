import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Compiler, compilerOf } from './compiler.js'
import { install } from './project.js'

/** How a project resolves imports, and the module type in its package.json. */
const RESOLUTIONS = [
  { resolution: 'node16', type: 'module' },
  { resolution: 'node16', type: 'commonjs' },
  { resolution: 'nodenext', type: 'module' },
  { resolution: 'nodenext', type: 'commonjs' },
  { resolution: 'bundler', type: 'module' },
] as const

const STRICTEST = {
  target: 'es2022',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
}

/** Tests that one version of TypeScript accepts correct uses of the packages, and reports wrong ones. */
export function typeChecks(typescript: string): void {
  describe(`TypeScript ${typescript}`, () => {
    let project: string
    let compiler: Compiler
    beforeAll(async () => {
      project = await install('typescript', { typescript })
      compiler = compilerOf(project)
    })

    test.each(RESOLUTIONS)('resolves as $resolution, from a $type', async ({ resolution, type }) => {
      const folder = join(project, `${resolution}-${type}`)
      cpSync(join(project, 'src'), folder, { recursive: true })
      const module = resolution === 'bundler' ? 'esnext' : resolution
      const compilerOptions = { ...STRICTEST, module, moduleResolution: resolution }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))

      expect(await compiler.complaints(folder, { exactOptionalPropertyTypes: true })).toEqual([])
      expect(await compiler.complaints(folder, { exactOptionalPropertyTypes: false })).toEqual([])
    })
  })
}

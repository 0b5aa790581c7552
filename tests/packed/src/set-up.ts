import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { packAll, type Tarball } from './pack.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The tarballs that would be published. */
    readonly tarballs: readonly Tarball[]
    /** The folder of the projects: outside this repository, so that they cannot find its packages. */
    readonly projectsFolder: string
  }
}

/** Before all tests: packs what is built. After them: removes it, and all projects. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vidhook-packed-')))
  project.provide('projectsFolder', folder)
  project.provide('tarballs', await packAll(folder))
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10 })
}

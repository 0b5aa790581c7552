import { execFileSync } from 'node:child_process'
import { adapterSuite } from '@vidhook/adapter-suite'
import { describe } from 'vitest'
import type { Runtime } from '../runtimes/runtimes.js'
import { runtimeTests } from './runtime-tests.js'
import { type Server, startServer } from './server.js'

/** Tests the whole outcome table, and what differs between runtimes, on each server of a runtime. */
export function onRuntime(runtime: Runtime): void {
  describe.skipIf(!canRun(runtime))(runtime.title, () => {
    for (const program of runtime.servers) {
      let server: Server | undefined
      adapterSuite(program.title, {
        keepsConnections: program.keepsConnections,
        mergesChunks: program.about.runtime !== 'node',
        async start(ledgerUrl) {
          const started = await startServer(program, ledgerUrl)
          server = started
          return {
            url: (scenario) => `${started.url}/hooks/${scenario}`,
            hostRoutes: [`${started.url}/host-before`, `${started.url}/host-after`],
            close: async () => void (await started.stop()),
          }
        },
        more: (suite) =>
          runtimeTests(suite, program, () => {
            if (!server) throw new Error('The server has not been started.')
            return server
          }),
      })
    }
  })
}

/** If `CI` is set, a missing runtime is an error. */
export function canRun({ title, program }: Runtime): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch (error) {
    if (process.env.CI) throw error
    console.warn(`Skipped: ${title} does not run on this machine.`)
    return false
  }
}

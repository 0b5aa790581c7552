import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PoolOptions, PoolWorker } from 'vitest/node'
import { nodeWithSqlite } from './install.js'

/** Runs the tests like Vitest's pool of processes, but in a Node that has `node:sqlite`. */
export const poolWithSqlite = {
  name: 'forks-with-sqlite',
  createPoolWorker: (options: PoolOptions) => workerWithSqlite(options),
}

function workerWithSqlite({ distPath, env, execArgv }: PoolOptions): PoolWorker {
  let child: ChildProcess | undefined
  const running = () => {
    if (!child) throw new Error('The process with node:sqlite has not been started.')
    return child
  }
  return {
    name: 'forks-with-sqlite',
    cacheFs: true,
    async start() {
      child ??= fork(join(distPath, 'workers/forks.js'), [], {
        execPath: nodeWithSqlite(),
        // For the test of the message for an older Node.
        env: { ...env, STARTED_BY_NODE: process.execPath },
        execArgv,
        serialization: 'advanced',
      })
    },
    async stop() {
      const exit = once(running(), 'exit')
      running().kill('SIGKILL')
      await exit
    },
    send: (message) => void running().send(message),
    on: (event, callback) => void running().on(event, callback),
    off: (event, callback) => void running().off(event, callback),
    deserialize: (data) => data,
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** The cores that servers and what loads them are kept to, so that neither takes the other's time. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).error === undefined

/** A command that is kept to one core, where the machine can do that. */
export const pinned = (core, command) =>
  canPin && core !== undefined ? ['taskset', '-c', String(core), ...command] : command

/**
 * A module in a process of its own, whose exported functions are called by `call()`. It can collect its garbage when told.
 * @param core the core that it is kept to
 * @param flags what Node is started with
 */
export async function startChild(module, { core, env, flags = [] } = {}) {
  const runner = fileURLToPath(new URL('child-process.js', import.meta.url))
  const [command, ...args] = pinned(core, [process.execPath, '--expose-gc', ...flags, runner, module.href])
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  // It complains of the forged deliveries that it is tried with, which is as it should be.
  let complaints = ''
  child.stderr.on('data', (text) => {
    complaints = (complaints + text).slice(-4_000)
  })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${module.pathname} ended with ${signal ?? code}: ${complaints}`)
  })
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])

  let calls = 0
  return {
    async call(name, ...args) {
      const id = ++calls
      const answered = new Promise((resolve, reject) => {
        child.on('message', function hear(message) {
          if (message.id !== id) return
          child.off('message', hear)
          if ('error' in message) reject(new Error(message.error))
          else resolve(message.result)
        })
      })
      // To one that has ended, nothing can be sent: `ended` says so.
      child.send({ id, name, args }, () => {})
      return Promise.race([answered, ended])
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Claim, Store } from '@vidhook/core'

/** A worker in another process, with its store. */
export interface Worker extends Omit<Store, 'claim'> {
  /** Claims all of them at the same time. */
  claimAll(keys: readonly string[], leaseMs: number): Promise<readonly Claim[]>
  /** Freezes it (SIGSTOP), like a long pause of its machine. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

export function startWorker(url: string, prefix: string): Worker {
  const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [url, prefix])
  const exit = once(child, 'exit')
  let requests = 0

  type Call = { readonly method: keyof Store; readonly args: readonly unknown[] }
  const carryOut = (calls: readonly Call[]) =>
    new Promise<never>((resolve, reject) => {
      const id = requests++
      const listen = (message: { id: number; answers: never }) => {
        if (message.id !== id) return
        child.off('message', listen)
        resolve(message.answers)
      }
      child.on('message', listen)
      exit.then(([code]) => reject(new Error(`The worker has ended with code ${code}.`)), reject)
      child.send({ id, calls })
    })
  const carryOutOne = async (method: keyof Store, ...args: readonly unknown[]): Promise<boolean> => {
    const [answer]: readonly boolean[] = await carryOut([{ method, args }])
    return answer === true
  }

  return {
    claimAll: (keys, leaseMs) => carryOut(keys.map((key) => ({ method: 'claim', args: [key, leaseMs] }))),
    renew: (key, token, leaseMs) => carryOutOne('renew', key, token, leaseMs),
    complete: (key, token, retentionMs) => carryOutOne('complete', key, token, retentionMs),
    release: (key, token) => carryOutOne('release', key, token),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGKILL')
      await exit
    },
  }
}

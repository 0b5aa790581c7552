import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Claim } from '@vidhook/core'
import { onTestFinished } from 'vitest'

/** A store in another process. */
export interface Worker {
  readonly process: ChildProcess
  /** Claims all at the same time. */
  claim(keys: readonly string[], leaseMs: number): Promise<readonly Claim[]>
  renew(key: string, token: string, leaseMs: number): Promise<boolean>
  complete(key: string, token: string, retentionMs: number): Promise<boolean>
  release(key: string, token: string): Promise<boolean>
}

/** Starts a worker that ends with the test. */
export function startWorker(path: string): Worker {
  const child = fork(fileURLToPath(new URL('store-process.js', import.meta.url)), [path])
  onTestFinished(() => void child.kill('SIGKILL'))
  let sent = 0

  async function ask<Answer>(calls: readonly (readonly unknown[])[]): Promise<readonly Answer[]> {
    const id = ++sent
    child.send({ id, calls })
    for (;;) {
      const [message] = await once(child, 'message')
      if (message.id === id) return message.answers
    }
  }
  const askOne = async (...call: readonly unknown[]) => (await ask<boolean>([call]))[0] === true

  return {
    process: child,
    claim: (keys, leaseMs) => ask<Claim>(keys.map((key) => ['claim', key, leaseMs])),
    renew: (...values) => askOne('renew', ...values),
    complete: (...values) => askOne('complete', ...values),
    release: (...values) => askOne('release', ...values),
  }
}

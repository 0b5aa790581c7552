import { randomUUID } from 'node:crypto'
import { runningRedis, startRedis } from '@vidhook/test-servers'
import { Queue } from 'bullmq'

export interface DemoRedis {
  readonly url: string
  /** The beginning of the demo's keys. */
  readonly prefix: string
  /** Ends it, or removes the demo's keys from one that others use. */
  stop(): Promise<void>
}

/** The server at `REDIS_URL`, or one of the demo's own, or one that runs on this machine. `undefined` if there is none. */
export async function redisForDemo(): Promise<DemoRedis | undefined> {
  const prefix = `vidhook-demo-${randomUUID()}`
  if (process.env.REDIS_URL === undefined) {
    try {
      const { url, stop } = await startRedis({ config: { appendonly: 'yes' } })
      return { url, prefix, stop }
    } catch {
      // Perhaps there is no such program here. One may run in a container.
    }
  }
  const running = await runningRedis()
  if (!running) return undefined
  return {
    url: running.url,
    prefix,
    async stop() {
      const queue = new Queue('vidhook', { prefix, connection: { url: running.url } })
      await queue.obliterate({ force: true })
      await queue.close()
    },
  }
}

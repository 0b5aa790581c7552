import type { Replica } from './replica-process.js'

/** A load balancer: one after the other, without those that are known to be down. */
export function roundRobin(replicas: readonly Replica[]) {
  let turn = 0
  return (): { readonly index: number; readonly url: string } | undefined => {
    for (let tried = 0; tried < replicas.length; tried++) {
      const replica = replicas[turn++ % replicas.length]
      const url = replica?.url()
      if (replica && url !== undefined) return { index: replica.index, url }
    }
    return undefined
  }
}

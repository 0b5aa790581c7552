/** The runtime, as far as code can detect it. */
export interface About {
  readonly runtime: string
  /** `undefined` if the runtime does not tell. */
  readonly version: string | undefined
  /** The crypto that the core uses for signatures. */
  readonly crypto: 'node:crypto' | 'Web Crypto'
}

interface Globals {
  readonly navigator?: { readonly userAgent?: string }
  readonly process?: {
    readonly versions?: Record<string, string | undefined>
    readonly getBuiltinModule?: (id: string) => unknown
  }
}

export function about(): About {
  const { navigator, process }: Globals = globalThis
  const crypto = process?.getBuiltinModule?.('node:crypto') ? 'node:crypto' : 'Web Crypto'
  const { bun, deno, node } = process?.versions ?? {}
  if (bun !== undefined) return { runtime: 'bun', version: bun, crypto }
  if (deno !== undefined) return { runtime: 'deno', version: deno, crypto }
  if (navigator?.userAgent === 'Cloudflare-Workers') return { runtime: 'workerd', version: undefined, crypto }
  return { runtime: 'node', version: node, crypto }
}

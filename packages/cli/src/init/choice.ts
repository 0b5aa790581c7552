import type { ProviderName } from '../../../core/src/providers/provider-name.js'

export const BACKENDS = ['redis', 'postgres'] as const
export type Backend = (typeof BACKENDS)[number]

/** What the user wants to receive, and how events are remembered. */
export interface Choice {
  readonly providers: readonly ProviderName[]
  /** Remembers events for several processes. `undefined`: each process remembers its own. */
  readonly store?: Backend | undefined
  /** Keeps events for a worker. Takes the place of the store. */
  readonly inbox?: Backend | undefined
}

/** What a backend needs beside vidhook, and where its address is. */
export const SERVERS = {
  redis: { variable: 'REDIS_URL', example: 'redis://localhost:6379', client: 'ioredis', types: undefined },
  postgres: {
    variable: 'DATABASE_URL',
    example: 'postgres://localhost:5432/app',
    client: 'pg',
    types: '@types/pg',
  },
} as const

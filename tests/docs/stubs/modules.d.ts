// What SvelteKit and Astro generate for their users.

declare module '$env/dynamic/private' {
  export const env: Record<string, string | undefined>
}

declare module 'astro:env/server' {
  export function getSecret(key: string): string | undefined
}

// What Nuxt imports by itself, and the part of TanStack Router that is used. tests/packed builds the samples with the real ones.
interface NuxtEvent {
  waitUntil(work: Promise<unknown>): void
}
declare function defineEventHandler(handler: (event: NuxtEvent) => Promise<Response>): unknown
declare function toWebRequest(event: NuxtEvent): Request

declare module '@tanstack/react-router' {
  type Handler = (context: { readonly request: Request }) => Promise<Response>
  interface Server {
    readonly handlers: Readonly<Record<string, Handler>>
  }
  export function createFileRoute(path: string): (options: { readonly server: Server }) => unknown
}

// What Node has from 22.13 on, and the types of the oldest Node do not know.
declare module 'node:sqlite' {
  export class DatabaseSync {
    constructor(path: string)
    open(): void
    close(): void
    exec(sql: string): void
    prepare(sql: string): StatementSync
  }
  interface StatementSync {
    get(...values: (string | number)[]): Record<string, unknown> | undefined
    run(...values: (string | number)[]): { changes: number | bigint }
  }
}

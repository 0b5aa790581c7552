// What SvelteKit and Astro generate for their users.

declare module '$env/dynamic/private' {
  export const env: Record<string, string | undefined>
}

declare module 'astro:env/server' {
  export function getSecret(key: string): string | undefined
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

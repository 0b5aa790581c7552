// What SvelteKit and Astro generate for their users.

declare module '$env/dynamic/private' {
  export const env: Record<string, string | undefined>
}

declare module 'astro:env/server' {
  export function getSecret(key: string): string | undefined
}

/** The providers that are built in. */
export const PROVIDER_NAMES = ['jogg', 'hoox'] as const

/** The name of a provider that is built in. */
export type ProviderName = (typeof PROVIDER_NAMES)[number]

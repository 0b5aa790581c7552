/** What is wrong with a URL that a provider shall post to, or `undefined`. Its query is not repeated: it may be a credential. */
export function problemOfUrl(name: string, url: unknown): string | undefined {
  const example = 'such as "https://example.com/webhooks"'
  if (typeof url !== 'string' || !URL.canParse(url))
    return `${name} must be an absolute https URL, ${example}.`
  const { protocol, host, pathname } = new URL(url)
  if (protocol === 'https:') return undefined
  return `${name} must be https, ${example}: "${protocol}//${host}${pathname}" is not. For your own machine, use a tunnel with an https address.`
}

import { pathOf } from '../../core/src/request/delivery.js'

/** What is wrong with a webhook URL, or `undefined`. The message leaves out the URL's query, which may hold a credential. */
export function problemOfUrl(name: string, url: unknown): string | undefined {
  const example = 'such as "https://example.com/webhooks"'
  if (typeof url !== 'string' || !URL.canParse(url))
    return `${name} must be an absolute https URL, ${example}.`
  const { protocol, host } = new URL(url)
  if (protocol === 'https:') return undefined
  return `${name} must be https, ${example}: "${protocol}//${host}${pathOf(url)}" is not. For your own machine, use a tunnel with an https address.`
}

import { CliError } from '../exit.js'
import { hideTokens } from '../hide-tokens.js'

/**
 * Parses the value of an option that is a URL.
 *
 * @throws CliError that shows an example of a valid URL.
 */
export function targetUrl(text: string, option = '--to'): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError(
      `${option} needs a whole URL, such as http://localhost:3000/webhooks/jogg, not ${JSON.stringify(hideTokens(text))}.`,
    )
  }
  if (url.username || url.password) {
    throw new CliError(`${option} cannot carry a user name and a password: no provider would send them.`)
  }
  return url
}

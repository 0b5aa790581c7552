import { CliError } from '../exit.js'

/**
 * Parses the value of an option that is a URL.
 *
 * @throws CliError that shows an example of a valid URL.
 */
export function targetUrl(text: string, option = '--to'): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError(
      `${option} needs a whole URL, such as http://localhost:3000/webhooks/jogg, not ${JSON.stringify(shownUrl(text))}.`,
    )
  }
  if (url.username || url.password) {
    throw new CliError(`${option} cannot carry a user name and a password: no provider would send them.`)
  }
  return url
}

/**
 * A URL without its callback token: whoever has the token can forge deliveries. A proxy may have encoded the `?` and the `=`
 * around the token, even twice, or lost the `?`.
 */
export function shownUrl(url: string): string {
  return url.replace(/(vidhook(?:=|%(?:25)*3d))[^&#]*/gi, '$1…')
}

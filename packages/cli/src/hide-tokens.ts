/**
 * A URL, or a text with URLs, without callback tokens: whoever has a token can forge deliveries. A proxy may have encoded the
 * `?` and the `=` in front of the token, even twice, or lost the `?`.
 */
export function hideTokens(text: string): string {
  return text.replace(/(vidhook(?:=|%(?:25)*3d))[\w.%-]*/gi, '$1…')
}

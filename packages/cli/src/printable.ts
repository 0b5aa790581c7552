/** Untrusted text on one line of a terminal: {@link visible}, with tabs and line ends escaped too, and cut to `maxLength`. */
export function printable(text: string, maxLength = 200): string {
  const plain = visible(text).replace(/[\t\n\r]/g, escaped)
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain
}

/**
 * Untrusted text with its deceptive characters escaped, as in JSON. They could move a terminal's cursor, change its colors, or
 * make one name look like another.
 */
export function visible(text: string): string {
  return text.replace(DECEPTIVE, escaped)
}

/**
 * Control characters except tab and line ends; line separators; marks that change the direction of text; characters without
 * width.
 */
const DECEPTIVE = /[^\P{Cc}\t\n\r]|[\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060-\u2065\ufeff]/gu

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * Characters that would draw the text around them otherwise, as JSON would escape them: a name must not look like
 * another one because it is written from right to left.
 */
export function visible(text: string): string {
  return text.replace(HIDING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const HIDING = /[^\P{Cc}\t\n\r]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** Those facts that there are, in one line. */
export function joined(...facts: readonly (string | undefined)[]): string {
  return facts.filter((fact) => fact !== undefined).join(' · ')
}

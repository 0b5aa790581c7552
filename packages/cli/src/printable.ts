/** Untrusted text, made safe to print: control characters, which could move the cursor or change colors, are escaped. */
export function printable(text: string, maxLength = 200): string {
  const plain = text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain
}

/** C0, DEL and C1 control characters, line separators, and the marks that turn the direction of writing. */
const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

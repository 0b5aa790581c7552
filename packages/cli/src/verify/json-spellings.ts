/** The same JSON in another form. */
export interface Spelling {
  readonly json: string
  /** `compact JSON`, `JSON indented by 2, with < > & escaped`. */
  readonly style: string
}

/**
 * The forms in which common serializers would write this JSON. They are made from its tokens, so that numbers keep their
 * digits (`1.0`) and keys their order. An empty list if it is not JSON.
 */
export function spellings(text: string): readonly Spelling[] {
  const tokens = tokensOf(text)
  if (!tokens) return []
  return ESCAPES.flatMap(([escaping, respell]) => {
    const respelled = tokens.map((token) => (token.startsWith('"') ? respell(token) : token))
    return LAYOUTS.flatMap(([layout, lay]) => {
      const json = lay(respelled)
      const style = `${layout}${escaping}`
      return [
        { json, style },
        { json: `${json}\n`, style: `${style}, with a newline at its end` },
      ]
    })
  })
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs

function tokensOf(text: string): readonly string[] | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return text.match(TOKEN) ?? undefined
}

type Lay = (tokens: readonly string[]) => string

const LAYOUTS: readonly (readonly [string, Lay])[] = [
  ['compact JSON', (tokens) => tokens.join('')],
  [
    'JSON with a space after , and :',
    (tokens) => tokens.map((token) => (/^[,:]$/.test(token) ? `${token} ` : token)).join(''),
  ],
  ['JSON indented by 2', indented('  ')],
  ['JSON indented by 4', indented('    ')],
  ['JSON indented by tabs', indented('\t')],
]

/** As `JSON.stringify(value, null, indent)` lays it out. */
function indented(indent: string): Lay {
  return (tokens) => {
    let depth = 0
    let json = ''
    const newLine = () => `\n${indent.repeat(depth)}`
    for (const [index, token] of tokens.entries()) {
      const closes = token === '}' || token === ']'
      const empty = closes && /^[{[]$/.test(tokens[index - 1] ?? '')
      if (closes) depth--
      if (closes && !empty) json += newLine()
      json += token === ':' ? ': ' : token
      if (token === ',') json += newLine()
      const opens = token === '{' || token === '['
      if (opens) depth++
      if (opens && !/^[}\]]$/.test(tokens[index + 1] ?? '')) json += newLine()
    }
    return json
  }
}

type Respell = (string: string) => string

/** Which characters serializers escape although JSON does not require it. */
const ESCAPES: readonly (readonly [string, Respell])[] = [
  ['', (string) => string],
  [', with only the required escapes', plain],
  [', with non-ASCII characters escaped', (string) => unicode(plain(string), /[^\0-\x7f]/g)], // Python
  [', with < > & escaped', (string) => unicode(plain(string), /[<>&\u2028\u2029]/g)], // Go
  [', with / escaped', (string) => slashes(plain(string))], // PHP, JSON_UNESCAPED_UNICODE
  [', with / and non-ASCII characters escaped', (string) => slashes(unicode(plain(string), /[^\0-\x7f]/g))], // PHP
]

function plain(string: string): string {
  return JSON.stringify(JSON.parse(string))
}

function unicode(string: string, characters: RegExp): string {
  return string.replace(characters, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function slashes(string: string): string {
  return string.replaceAll('/', '\\/')
}

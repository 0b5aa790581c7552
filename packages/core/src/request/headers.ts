/** Headers as the platforms give them: Node's record, or a `Headers` object. */
export type HeadersInput = HeadersRecord | Iterable<readonly [string, string]>

type HeadersRecord = Readonly<Record<string, string | readonly string[] | undefined>>

/** The headers of a delivery, read-only. The case of names does not matter. */
export interface DeliveryHeaders {
  /**
   * The value of a header. If it was sent several times, the values are joined with `, `, as in fetch and Node. So
   * a check for an exact value fails.
   */
  get(name: string): string | undefined
  has(name: string): boolean
  /** Lower-case names and their values. */
  [Symbol.iterator](): IterableIterator<[string, string]>
}

/** Makes one interface for all kinds of headers. */
export function deliveryHeaders(input: HeadersInput): DeliveryHeaders {
  return new FoundHeaders(finderOf(input), () => readHeaders(input).entries())
}

/** Finds a value by its name in lower case. */
type Finder = (name: string) => string | undefined

class FoundHeaders implements DeliveryHeaders {
  readonly #find: Finder
  readonly #list: () => IterableIterator<[string, string]>

  constructor(find: Finder, list: () => IterableIterator<[string, string]>) {
    this.#find = find
    this.#list = list
  }

  get(name: string): string | undefined {
    return this.#find(name.toLowerCase())
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#list()
  }
}

/** Avoids copying the headers where they can be searched in place: only a few are read. */
function finderOf(input: HeadersInput): Finder {
  if (input instanceof Headers) return (name) => input.get(name) ?? undefined
  if (!isIterable(input)) return finderIn(input)
  const values = readHeaders(input)
  return (name) => values.get(name)
}

function finderIn(record: HeadersRecord): Finder {
  const names = Object.keys(record)
  return (wanted) => {
    let found: string | undefined
    for (const name of names) {
      if (name.length !== wanted.length || (name !== wanted && name.toLowerCase() !== wanted)) continue
      const value = record[name]
      if (value !== undefined && value !== null) found = joined(found, value)
    }
    return found
  }
}

function readHeaders(input: HeadersInput): Map<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of isIterable(input) ? input : Object.entries(input)) {
    const key = name.toLowerCase()
    if (value !== undefined && value !== null) values.set(key, joined(values.get(key), value))
  }
  return values
}

function joined(before: string | undefined, value: string | readonly string[]): string {
  // In JavaScript, a value may be a number.
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return before === undefined ? text : `${before}, ${text}`
}

function isIterable(input: HeadersInput): input is Iterable<readonly [string, string]> {
  return Symbol.iterator in input
}

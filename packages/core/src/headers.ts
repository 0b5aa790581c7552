/** Headers as the platforms give them: Node's record, or a `Headers` object. */
export type HeadersInput =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>

/** The headers of a delivery, read-only. A name is looked up without regard to case. */
export interface DeliveryHeaders {
  /**
   * The value of a header. One that was sent several times is joined with `, `, as fetch and Node do, so that
   * a check of the exact form refuses it.
   */
  get(name: string): string | undefined
  has(name: string): boolean
  /** Lower-case names and their values. */
  [Symbol.iterator](): IterableIterator<[string, string]>
}

/** Gives every kind of headers one face. Read once, when the first header is asked for. */
export function deliveryHeaders(input: HeadersInput): DeliveryHeaders {
  let read: Map<string, string> | undefined
  const values = () => {
    read ??= readHeaders(input)
    return read
  }
  return {
    get: (name) => values().get(name.toLowerCase()),
    has: (name) => values().has(name.toLowerCase()),
    [Symbol.iterator]: () => values().entries(),
  }
}

function readHeaders(input: HeadersInput): Map<string, string> {
  const values = new Map<string, string>()
  const add = (name: string, value: string) => {
    const key = name.toLowerCase()
    const before = values.get(key)
    values.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  if (isIterable(input)) {
    for (const [name, value] of input) add(name, value)
    return values
  }
  for (const name of Object.keys(input)) {
    const value = input[name]
    if (value !== undefined) add(name, typeof value === 'string' ? value : value.join(', '))
  }
  return values
}

function isIterable(input: HeadersInput): input is Iterable<readonly [string, string]> {
  return Symbol.iterator in input && typeof input[Symbol.iterator] === 'function'
}

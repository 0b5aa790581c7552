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

/** Gives every kind of headers one face. Lazy: a refused delivery pays for no more than was looked at. */
export function deliveryHeaders(input: HeadersInput): DeliveryHeaders {
  const entries =
    Symbol.iterator in input && typeof input[Symbol.iterator] === 'function' ? iterable(input) : record(input)
  return {
    get(name) {
      const wanted = name.toLowerCase()
      let value: string | undefined
      for (const [key, next] of entries()) {
        if (key === wanted) value = value === undefined ? next : `${value}, ${next}`
      }
      return value
    },
    has(name) {
      return this.get(name) !== undefined
    },
    *[Symbol.iterator]() {
      yield* entries()
    },
  }
}

type Entries = () => Iterable<[string, string]>

function iterable(input: HeadersInput): Entries {
  const entries = [...(input as Iterable<readonly [string, string]>)].map(
    ([name, value]): [string, string] => [name.toLowerCase(), value],
  )
  return () => entries
}

function record(input: HeadersInput): Entries {
  let entries: [string, string][] | undefined
  return () => {
    entries ??= Object.entries(input).flatMap(([name, value]): [string, string][] => {
      if (value === undefined) return []
      return [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]]
    })
    return entries
  }
}

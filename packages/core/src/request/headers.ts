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
  return isIterable(input) ? new ListedHeaders(input) : new RecordHeaders(input)
}

/** Node's record is searched in place: only a few headers are read, and a copy of all would cost more. */
class RecordHeaders implements DeliveryHeaders {
  readonly #record: HeadersRecord

  constructor(record: HeadersRecord) {
    this.#record = record
  }

  get(name: string): string | undefined {
    const record = this.#record
    let found: string | undefined
    for (const each in record) {
      // Most names are compared by their length, or are found as they are.
      if (each.length !== name.length) continue
      if (each !== name && each.toLowerCase() !== name.toLowerCase()) continue
      const value = record[each]
      // Not what a polluted Object.prototype has.
      if (value !== undefined && value !== null && Object.hasOwn(record, each)) found = joined(found, value)
    }
    return found
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return readHeaders(this.#record).entries()
  }
}

class ListedHeaders implements DeliveryHeaders {
  readonly #input: Iterable<readonly [string, string]>
  readonly #values: { get(name: string): string | null | undefined }

  constructor(input: Iterable<readonly [string, string]>) {
    this.#input = input
    this.#values = input instanceof Headers ? input : readHeaders(input)
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase()) ?? undefined
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return readHeaders(this.#input).entries()
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

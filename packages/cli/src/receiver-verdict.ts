/** The body that a vidhook receiver answers with: `{"outcome":"rejected","code":"unauthenticated"}`. */
export interface Verdict {
  readonly outcome: string
  readonly code?: string
}

/** The verdict in an answer's body. `undefined` if the body is not a vidhook receiver's. */
export function verdictIn(body: string): Verdict | undefined {
  try {
    const said: unknown = JSON.parse(body)
    if (typeof said !== 'object' || said === null || !('outcome' in said) || !isWord(said.outcome))
      return undefined
    return { outcome: said.outcome, ...('code' in said && isWord(said.code) && { code: said.code }) }
  } catch {
    return undefined
  }
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_]{1,40}$/.test(value)
}

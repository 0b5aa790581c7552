/** An app's own line about one delivery, as its `onDelivery` logs it. */
interface DeliveryLine {
  readonly outcome: string
  readonly status: number
  readonly handlers: readonly string[]
  readonly event?: string
  readonly identity?: string
}

/** The lines about deliveries in an app's output. Each can be taken once. */
export interface DeliveryLog {
  read(line: string): void
  /** The oldest line with this status and outcome. `undefined` if none arrives within two seconds. */
  take(status: number, outcome: string): Promise<DeliveryLine | undefined>
  /** The lines that were not taken. */
  rest(): readonly DeliveryLine[]
}

/** A line is written before the answer is sent, but arrives through another pipe, perhaps a moment later. */
const PATIENCE_MS = 2_000

export function createDeliveryLog(): DeliveryLog {
  const lines: DeliveryLine[] = []
  const waiting = new Set<() => void>()

  const find = (status: number, outcome: string): DeliveryLine | undefined => {
    const index = lines.findIndex((line) => line.status === status && line.outcome === outcome)
    return index < 0 ? undefined : lines.splice(index, 1)[0]
  }

  return {
    read(text) {
      const line = deliveryLine(text)
      if (!line) return
      lines.push(line)
      for (const look of waiting) look()
    },
    take(status, outcome) {
      return new Promise((resolve) => {
        const look = () => {
          const line = find(status, outcome)
          if (line) settle(line)
        }
        const settle = (line: DeliveryLine | undefined) => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve(line)
        }
        const timer = setTimeout(() => settle(undefined), PATIENCE_MS)
        waiting.add(look)
        look()
      })
    },
    rest: () => lines,
  }
}

function deliveryLine(text: string): DeliveryLine | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const line: unknown = JSON.parse(text)
    return isDeliveryLine(line) ? line : undefined
  } catch {
    return undefined
  }
}

function isDeliveryLine(line: unknown): line is DeliveryLine {
  return (
    typeof line === 'object' &&
    line !== null &&
    'msg' in line &&
    line.msg === 'webhook delivery' &&
    'outcome' in line &&
    typeof line.outcome === 'string' &&
    'status' in line &&
    typeof line.status === 'number' &&
    'handlers' in line &&
    Array.isArray(line.handlers)
  )
}

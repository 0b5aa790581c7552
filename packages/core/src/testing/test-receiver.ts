import {
  createReceiver,
  type DeliveryReport,
  type EventMap,
  type Logger,
  type Provider,
  type Receiver,
  type ReceiverOptions,
} from '../index.js'

/** The secret in the guide's example. */
export const SECRET = 'whsec_abc123xyz'

/** A receiver for tests, which can read its log and reports. */
export function testReceiver<Events extends EventMap>(
  provider: Provider<Events>,
  options: ReceiverOptions<Events> = {},
): { readonly receiver: Receiver<Events>; readonly log: RecordingLog; readonly reports: DeliveryReport[] } {
  const log = recordingLog()
  const reports: DeliveryReport[] = []
  const receiver = createReceiver(provider, {
    log,
    onDelivery: (report) => reports.push(report),
    ...options,
  })
  return { receiver, log, reports }
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly fields: Record<string, unknown>
  readonly message: string
}

/** A logger with pino's methods that keeps its lines. */
export interface RecordingLog extends Logger {
  readonly lines: LogLine[]
  /** The messages of one level, in order. */
  messages(level: LogLine['level']): string[]
}

export function recordingLog(lines: LogLine[] = [], bindings: Record<string, unknown> = {}): RecordingLog {
  const record = (level: LogLine['level']) => (fields: unknown, message?: string) => {
    const own = typeof fields === 'object' && fields !== null ? fields : {}
    const text = typeof fields === 'string' ? fields : (message ?? '')
    lines.push({ level, fields: { ...bindings, ...own }, message: text })
  }
  return {
    lines,
    messages: (level) => lines.filter((line) => line.level === level).map((line) => line.message),
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    child: (more) => recordingLog(lines, { ...bindings, ...more }),
  }
}

/** A promise that the test settles. */
export function deferred<Value = void>(): {
  readonly promise: Promise<Value>
  resolve(value: Value): void
  reject(error: unknown): void
} {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

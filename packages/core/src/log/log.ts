/** A logger with pino's methods: `console`, pino, Fastify's `app.log`, winston and others have them. */
export interface Logger {
  debug(fields: unknown, message?: string): void
  info(fields: unknown, message?: string): void
  warn(fields: unknown, message?: string): void
  error(fields: unknown, message?: string): void
  child?(bindings: Record<string, unknown>): Logger
  /** As in pino. If it returns `false`, lines of that level are not built. */
  isLevelEnabled?(level: string): boolean
}

/** A logger, or `false` for none. The default writes all levels but `debug` to the console. */
export type LogOption = Logger | false | undefined

/**
 * The logger that an option stands for. It never throws, whatever logger was given: for inboxes and other parts of your own that
 * take the same `log` option as a receiver.
 */
export function loggerOf(option: LogOption): Logger {
  return option === false ? silent : withoutErrors(option ?? consoleLogger)
}

/** The logger for the lines of one delivery: that of its request, if there is one. */
export function logFor(log: Logger, requestLog: Logger | undefined): Logger {
  return requestLog ? withoutErrors(requestLog) : log
}

/** Whether debug lines are written. Deliveries that went well have no other lines. */
export function takesDebug(log: Logger): boolean {
  try {
    return log.isLevelEnabled?.('debug') ?? true
  } catch {
    return true
  }
}

/** A logger that adds these fields to every line. */
export function childLogger(log: Logger, bindings: Record<string, unknown>): Logger {
  if (log.child) return log.child(bindings)
  return logger((level, fields, message) => {
    const { facts, text } = factsAndText(fields, message)
    log[level]({ ...bindings, ...facts }, text)
  })
}

type Level = 'debug' | 'info' | 'warn' | 'error'

function logger(write: (level: Level, fields: unknown, message: string | undefined) => void): Logger {
  return {
    debug: (fields, message) => write('debug', fields, message),
    info: (fields, message) => write('info', fields, message),
    warn: (fields, message) => write('warn', fields, message),
    error: (fields, message) => write('error', fields, message),
  }
}

/** Shortens the sender's text for the log: a name, an id or a header may be as long as a whole body. */
export function excerpt(text: string, length = 200): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

/** Ignores errors of the logger: they cannot be logged, and must not change a delivery's outcome. */
function withoutErrors(log: Logger): Logger {
  const guarded = logger((level, fields, message) => {
    try {
      if (message === undefined) log[level](fields)
      else log[level](fields, message)
    } catch {
      // ignored, see above
    }
  })
  if (log.isLevelEnabled) guarded.isLevelEnabled = (level) => log.isLevelEnabled?.(level) ?? true
  if (!log.child) return guarded
  const child = (bindings: Record<string, unknown>) => {
    try {
      return withoutErrors(log.child?.(bindings) ?? guarded)
    } catch {
      return guarded
    }
  }
  return { ...guarded, child }
}

/** Writes each message as one line: the text, then the facts as JSON. */
const consoleLogger: Logger = {
  ...logger((level, fields, message) => {
    if (level !== 'debug') console[level](line(fields, message))
  }),
  isLevelEnabled: (level) => level !== 'debug',
}

const silent: Logger = { ...logger(() => {}), isLevelEnabled: () => false }

function line(fields: unknown, message: string | undefined): string {
  const { facts, text } = factsAndText(fields, message)
  const json = Object.keys(facts).length > 0 ? printable(facts) : undefined
  const parts = ['[vidhook]', text, json].filter((part) => part !== undefined && part !== '')
  // Removes line breaks, terminal commands and characters that reverse text: a sender must not forge or hide log lines.
  return parts.join(' ').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
}

/** The facts and text of a call `warn(fields, message)`, `warn(message)` or `warn(error)`. */
function factsAndText(
  fields: unknown,
  message: string | undefined,
): { readonly facts: Readonly<Record<string, unknown>>; readonly text: string | undefined } {
  if (typeof fields === 'string') return { facts: {}, text: message ? `${fields} ${message}` : fields }
  if (fields instanceof Error) return { facts: { err: fields }, text: message ?? fields.message }
  if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
    return { facts: { ...fields }, text: message }
  return { facts: fields === undefined ? {} : { value: fields }, text: message }
}

function printable(facts: Readonly<Record<string, unknown>>): string {
  const seen = new WeakSet()
  try {
    return JSON.stringify(facts, (_key, value: unknown) => {
      if (typeof value === 'bigint') return String(value)
      if (typeof value !== 'object' || value === null) return value
      if (seen.has(value)) return '(shown before)'
      seen.add(value)
      return value instanceof Error ? describe(value) : value
    })
  } catch {
    // A property of an error may throw when it is read. Write the line without the facts.
    return '(its facts cannot be shown)'
  }
}

/** Only these properties of an error: HTTP clients attach the request, with its credentials. */
function describe(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return { name, message, ...('code' in error && { code: error.code }), stack, cause }
}

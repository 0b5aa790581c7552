/** A logger of pino's shape: `console`, pino, Fastify's `app.log`, winston and others fit. */
export interface Logger {
  debug(fields: unknown, message?: string): void
  info(fields: unknown, message?: string): void
  warn(fields: unknown, message?: string): void
  error(fields: unknown, message?: string): void
  child?(bindings: Record<string, unknown>): Logger
  /** pino's method. Lines of a level that is off are not built. */
  isLevelEnabled?(level: string): boolean
}

/** What to log with: a logger, `false` for silence, or nothing for the default, which writes all but `debug` to the console. */
export type LogOption = Logger | false | undefined

/**
 * The logger that an option stands for. It never throws, whatever logger was given: for inboxes and other parts of your own that
 * take the same `log` option as a receiver.
 */
export function loggerOf(option: LogOption): Logger {
  return option === false ? silent : harmless(option ?? consoleLogger)
}

/** Where the lines of one delivery go: to its request's own logger, if there is one. */
export function logFor(log: Logger, requestLog: Logger | undefined): Logger {
  return requestLog ? harmless(requestLog) : log
}

/** Whether debug lines are written: the only lines for deliveries that went well. */
export function takesDebug(log: Logger): boolean {
  try {
    return log.isLevelEnabled?.('debug') ?? true
  } catch {
    return true
  }
}

/** The same logger with fields of its own on every line. */
export function childLogger(log: Logger, bindings: Record<string, unknown>): Logger {
  if (log.child) return log.child(bindings)
  return logger((level, fields, message) => {
    const said = saying(fields, message)
    log[level]({ ...bindings, ...said.facts }, said.text)
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

/** Shortens text from the sender for the log: a name, an id or a header may be as long as a whole body. */
export function excerpt(text: string, length = 200): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

/** Ignores errors of the logger: they cannot be logged, and must not change a delivery's outcome. */
function harmless(log: Logger): Logger {
  const guarded = logger((level, fields, message) => {
    try {
      if (message === undefined) log[level](fields)
      else log[level](fields, message)
    } catch {
      // see above
    }
  })
  if (log.isLevelEnabled) guarded.isLevelEnabled = (level) => log.isLevelEnabled?.(level) ?? true
  if (!log.child) return guarded
  const child = (bindings: Record<string, unknown>) => {
    try {
      return harmless(log.child?.(bindings) ?? guarded)
    } catch {
      return guarded
    }
  }
  return { ...guarded, child }
}

/** One line a message: what happened, then the facts as JSON. */
const consoleLogger: Logger = {
  ...logger((level, fields, message) => {
    if (level !== 'debug') console[level](line(fields, message))
  }),
  isLevelEnabled: (level) => level !== 'debug',
}

const silent: Logger = { ...logger(() => {}), isLevelEnabled: () => false }

function line(fields: unknown, message: string | undefined): string {
  const { facts, text } = saying(fields, message)
  const json = Object.keys(facts).length > 0 ? printable(facts) : undefined
  const parts = ['[vidhook]', text, json].filter((part) => part !== undefined && part !== '')
  // No sender can begin a line of its own, command a terminal, or have the rest of a line shown in another order.
  return parts.join(' ').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
}

/** The fields and text of `warn(fields, message)`, `warn(message)` or `warn(error)`. */
function saying(
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
    // A property of an error may throw when it is read. The line is written all the same.
    return '(its facts cannot be shown)'
  }
}

/** Not all properties of an error: HTTP clients attach the request, with its credentials. */
function describe(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return { name, message, ...('code' in error && { code: error.code }), stack, cause }
}

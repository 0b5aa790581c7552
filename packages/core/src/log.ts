/** A logger of pino's shape: `console`, pino, Fastify's `app.log`, winston and others fit. */
export interface Logger {
  debug(fields: unknown, message?: string): void
  info(fields: unknown, message?: string): void
  warn(fields: unknown, message?: string): void
  error(fields: unknown, message?: string): void
  child?(bindings: Record<string, unknown>): Logger
}

/** What to log with: a logger, `false` for silence, or nothing for the default, which writes all but `debug` to the console. */
export type LogOption = Logger | false | undefined

export function loggerOf(option: LogOption): Logger {
  if (option === undefined) return consoleLogger
  return option === false ? silent : option
}

/** The same logger with fields of its own on every line. */
export function childLogger(log: Logger, bindings: Record<string, unknown>): Logger {
  if (log.child) return log.child(bindings)
  const bound = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: unknown, message?: string) =>
    isRecord(fields)
      ? log[level]({ ...bindings, ...fields }, message)
      : log[level]({ ...bindings, value: fields }, message)
  return { debug: bound('debug'), info: bound('info'), warn: bound('warn'), error: bound('error') }
}

/** One line a message: what happened, then the facts as JSON, in which no sender can forge a line of its own. */
const consoleLogger: Logger = {
  debug: () => {},
  info: (fields, message) => console.info(line(fields, message)),
  warn: (fields, message) => console.warn(line(fields, message)),
  error: (fields, message) => console.error(line(fields, message)),
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function line(fields: unknown, message: string | undefined): string {
  const text = message ?? (typeof fields === 'string' ? fields : '')
  const facts = typeof fields === 'string' ? '' : printable(fields)
  return ['[vidhook]', text, facts].filter((part) => part !== '').join(' ')
}

function printable(fields: unknown): string {
  try {
    return (
      JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? describe(value) : value)) ??
      ''
    )
  } catch {
    return String(fields) // a circular object, or a BigInt
  }
}

function describe(error: Error): Record<string, unknown> {
  return { ...error, name: error.name, message: error.message, stack: error.stack, cause: error.cause }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error)
}

import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from './vidhook.js'

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

/** Zsh has the terminal that the tests run programs in. In CI it must be there. */
export function hasTerminal(what: string, ...shells: readonly string[]): boolean {
  const missing = [...shells, 'zsh'].find((each) => spawnSync(each, ['--version']).error)
  if (missing === undefined) return true
  const advice = `There is no ${missing}: apt-get install ${missing}.`
  if (process.env.CI) throw new Error(advice)
  console.warn(`${what} is not tested. ${advice}`)
  return false
}

interface TerminalOptions {
  readonly env?: Record<string, string>
  readonly cwd?: string
  /** Keys to press once the terminal shows a text, in this order. */
  readonly press?: readonly Press[]
}

interface Press {
  readonly keys: string
  readonly after: string
}

/** Runs the built binary as a user in front of a terminal does, to its end. */
export async function inTerminal(args: readonly string[], options: TerminalOptions = {}) {
  const { env, cwd = temporaryFolder(), press = [] } = options
  const presses = press.flatMap(({ after, keys }) => [after, keys])
  const { stdout } = await promisify(execFile)(
    'zsh',
    ['-f', '-c', DRIVER, 'driver', String(presses.length), ...presses, process.execPath, bin, ...args],
    { cwd, env: { PATH: process.env.PATH, HOME: cwd, TERM: 'xterm', ...env }, timeout: 60_000 },
  )
  const [, screen = '', code] = /^(.*)exit<(\d+)>/s.exec(stdout) ?? []
  return { code: Number(code), screen: screen.replaceAll('\r\n', '\n') }
}

/** Of a usual size. Ctrl-C reaches all that runs in the terminal, and the shell has yet to say the exit code. */
const DRIVER = `zmodload zsh/zpty
typeset -a presses=("\${(@)argv[2,$1+1]}")
zpty terminal "stty rows 40 columns 100; trap : INT; \${(@q)argv[$1+2,-1]}; echo \\"exit<\\$?>\\""
for after keys in "\${(@)presses}"; do
  zpty -r terminal output "*$after*"
  print -rn -- "$output"
  zpty -w -n terminal "$keys"
done
zpty -r terminal output '*exit<*>*'
print -r -- "$output"`

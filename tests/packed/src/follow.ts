import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { shellEnv } from './npm.js'
import { root } from './pack.js'

export interface Reader {
  /** The folder that the reader works in. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** The port in place of 3000, which others use, too. */
  readonly port: number
  /** The heading where the reader begins. @default the page's beginning */
  readonly from?: string | undefined
}

export interface Followed {
  /** What each command printed that came to its end. */
  readonly printed: readonly string[]
  /** What the server has printed so far. */
  serverPrinted(): string
  stop(): Promise<void>
}

/** The commands that do not end: `npx tsx server.ts`, `npx next dev`, `node server.mjs`. */
const SERVER = /\b(tsx server\.ts|next dev|node server\.mjs)$/m

/**
 * Does what a page says, as somebody would who copies each block: writes the files that it names, runs its commands in a shell.
 *
 * @param page from the root of the repository: `docs/quick-start-express.md`
 * @param until the heading where the reader stops, because the next step needs an account
 */
export function follow(page: string, until: string, reader: Reader): Promise<Followed> {
  const [upTo = ''] = readFileSync(join(root, page), 'utf8').split(`\n${until}`)
  return followText(upTo.slice(reader.from ? upTo.indexOf(reader.from) : 0), reader)
}

export async function followText(text: string, reader: Reader): Promise<Followed> {
  const printed: string[] = []
  let server: Server | undefined
  for (const { language, code, file } of blocksOf(text)) {
    const own = code.replaceAll('3000', String(reader.port))
    if (file) write(join(reader.folder, file), own)
    else if (language === 'sh' && SERVER.test(own)) server = await startServer(own, reader)
    else if (language === 'sh') printed.push(await run(own, reader))
  }
  return {
    printed,
    serverPrinted: () => server?.output() ?? '',
    stop: async () => server?.stop(),
  }
}

interface Block {
  readonly language: string
  readonly code: string
  /** The file that the text before the block names, or a comment in its first line. */
  readonly file: string | undefined
}

/** What is folded away is another way to do the same, and is left out. */
function blocksOf(text: string): readonly Block[] {
  const shown = text.replace(/<details>[\s\S]*?<\/details>/g, '')
  return [...shown.matchAll(/((?:.+\n)*)\n?```(\w+).*\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, before = '', language = '', code = ''] = match
    const [, named] = /\bin `([\w./-]+\.\w+)`/i.exec(before) ?? []
    const [, commented] = /^\/\/ ([\w./-]+\.\w+)\n/.exec(code) ?? []
    return { language, code, file: language === 'sh' ? undefined : (commented ?? named) }
  })
}

function write(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true })
  if (existsSync(file)) throw new Error(`The page has two texts for ${file}.`)
  writeFileSync(file, code)
}

function shell(script: string, { folder, env }: Reader): ChildProcess {
  return spawn('bash', ['-euc', script], {
    cwd: folder,
    env: { ...shellEnv(), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, to end the server with its shell
  })
}

async function run(script: string, reader: Reader): Promise<string> {
  const { output, ended } = watch(shell(script, reader))
  const code = await ended
  if (code !== 0) throw new Error(`This ended with ${code}:\n${script}\n${output()}`)
  return output()
}

interface Server {
  output(): string
  stop(): Promise<void>
}

async function startServer(script: string, reader: Reader): Promise<Server> {
  const child = shell(script, reader)
  const { output, ended } = watch(child)
  const isOver = ended.then((code) => {
    throw new Error(`The server ended with ${code}:\n${output()}`)
  })
  isOver.catch(() => {})
  while (!(await answers(reader.port)))
    await Promise.race([isOver, new Promise((retry) => setTimeout(retry, 100))])
  return {
    output,
    async stop() {
      if (child.pid) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}

const answers = (port: number) =>
  fetch(`http://localhost:${port}/`).then(
    () => true,
    () => false,
  )

function watch(child: ChildProcess): { output(): string; readonly ended: Promise<number | null> } {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  return { output: () => text, ended: new Promise((resolve) => child.once('close', resolve)) }
}

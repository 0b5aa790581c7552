import type { Project } from './project.js'
import type { Script } from './script.js'
import type { Vocabulary } from './vocabulary.js'

/** What is written for a framework, in the project's own kind of script. */
export interface Template {
  /** Where the receiver goes, without its ending, from the project's folder. */
  path(project: Project, words: Vocabulary): string
  /** The package to install. */
  readonly adapter: string
  /** Where the deliveries go. */
  url(words: Vocabulary): string
  receiver(project: Project, words: Vocabulary, script: Script): string
  /** How the test gets to the receiver. */
  harness(words: Vocabulary, script: Script, receiverPath: string): Harness
  /** What the user still has to write, if anything. */
  mount(words: Vocabulary, script: Script, receiverPath: string): readonly string[]
}

/** The part of the test that differs by framework. */
export interface Harness {
  readonly imports: readonly string[]
  /** Statements that make the receiver ready; `secret` is there already. */
  readonly setUp: readonly string[]
  /** What runs after all tests, if anything. */
  readonly tearDown?: string
  /** An expression for the URL to sign and to send to. */
  readonly url?: string
  /** An expression that sends `delivery`, for a `Response`. */
  readonly send: string
}

export const FETCH = 'fetch(delivery.url, delivery)'

/** A server of Node's own, since what is tested is a function of request and response. */
export function nodeServer(listener: string): Pick<Harness, 'setUp' | 'tearDown' | 'send'> {
  return {
    setUp: [
      `const server = createServer(${listener}).listen(0, '127.0.0.1')`,
      "const listening = once(server, 'listening')",
    ],
    tearDown: 'server.close()',
    send: FETCH,
  }
}

/** The origin of {@link nodeServer}, once it listens. */
export const ORIGIN = `async function origin() {
  await listening
  const address = server.address()
  return \`http://127.0.0.1:\${typeof address === 'object' ? address?.port : ''}\`
}`

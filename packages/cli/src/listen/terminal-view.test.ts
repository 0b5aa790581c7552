import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Io } from '../io.js'
import type { KeptDelivery } from './kept-delivery.js'
import { jsonView, type TerminalView, terminalView } from './terminal-view.js'

const TOKEN = '1789000000000.the_signature'

const views: readonly [string, (io: Io) => TerminalView][] = [
  ['a line of JSON', jsonView],
  ['the lines of a terminal', terminalView],
]

test.each(views)(
  '%s shows no callback token, even if a proxy encoded or lost the question mark',
  async (_name, view) => {
    for (const mark of ['?', '%3F', '%3f', '%253F', '']) {
      const shown = await shownBy(view, `/webhooks/hoox${mark}vidhook=${TOKEN}`)
      expect(shown).toContain('/webhooks/hoox')
      expect(shown).not.toContain('the_signature')
    }
  },
)

async function shownBy(view: (io: Io) => TerminalView, url: string): Promise<string> {
  const stdout = new PassThrough()
  const { show, open } = view(ioWith(stdout))
  open({
    tunnelAt: undefined,
    listeningAt: 'http://127.0.0.1:4747',
    inspectorAt: 'http://127.0.0.1:4748',
    forwardTo: new URL(`http://localhost:3000${url}`),
    hasSecret: { jogg: false, hoox: true },
    file: '',
    kept: 0,
  })
  show(deliveryTo(url))
  stdout.end()
  return text(stdout)
}

function deliveryTo(url: string): KeptDelivery {
  return {
    id: 1,
    receivedAt: new Date(0).toISOString(),
    origin: { kind: 'received' },
    request: { method: 'POST', url, headers: [], body: '', bodyState: 'whole' },
    result: {
      provider: 'hoox',
      verification: { state: 'refused', reason: 'callback_missing' },
      outcome: { kind: 'rejected', code: 'unauthenticated', status: 401, body: '' },
      claimed: false,
      deviations: [],
      status: 502,
      durationMs: 1,
      app: { kind: 'unreachable', url: `http://localhost:3000${url}`, error: 'ECONNREFUSED', durationMs: 1 },
    },
  }
}

function ioWith(stdout: PassThrough): Io {
  const plain = (line: string) => line
  return {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    env: {},
    cwd: '.',
    envFile: '.env',
    colors: { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain },
    interrupted: new AbortController().signal,
  }
}

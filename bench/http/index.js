import { randomUUID } from 'node:crypto'
import { startChild } from '../child.js'
import { body, joggHeaders } from '../deliveries.js'
import { inTurns, medianOf, ratio } from '../rounds.js'
import { buildNext, startNext } from './next-server.js'
import { CONNECTIONS, load } from './wrk.js'

/** The core of the servers. The load has the other. */
export const SERVER_CORE = 0

const frameworks = [
  {
    name: 'Express',
    contenders: ['vidhook', 'hand-written', 'octokit', 'tern'],
    roundsOf: inFreshServers('express.js'),
  },
  { name: 'Fastify', contenders: ['vidhook', 'hand-written'], roundsOf: inFreshServers('fastify.js') },
  { name: 'Next', contenders: ['vidhook', 'hand-written'], roundsOf: inOneNextServer },
]

/** Each framework's contenders, in turns. */
export async function measureHttp({ quick }) {
  await buildNext()
  const tables = []
  for (const { name, contenders, roundsOf } of frameworks) {
    const rounds = await roundsOf(contenders, quick)
    tables.push({ name, rows: rowsOf(contenders, rounds) })
  }
  return tables
}

/** Each round in a new server: two processes of the same program differ by more than some of the contenders do. */
function inFreshServers(file) {
  return async (contenders, quick) => {
    const fastest = new Map()
    return inTurns(contenders, quick ? 3 : 7, async (name) => {
      const server = { name, fastest: fastest.get(name), ...(await startModule(file, name)) }
      try {
        await provesItself(server)
        // Warm, and a first idea of how many deliveries a round takes.
        await measure(server, quick ? 1 : 2)
        const round = await measure(server, quick ? 1 : 2)
        fastest.set(name, server.fastest)
        return round
      } finally {
        await server.stop()
      }
    })
  }
}

/** Next needs some twenty seconds until it is warm, and one server has all routes in any case. */
async function inOneNextServer(contenders, quick) {
  const next = await startNext({ core: SERVER_CORE })
  try {
    const servers = contenders.map((name) => ({ ...next, name, path: `/${name}`, headersOf: joggHeaders }))
    for (const server of servers) await provesItself(server)
    for (let warm = 0; warm < (quick ? 1 : 5); warm++)
      for (const server of servers) await measure(server, quick ? 1 : 2)
    return await inTurns(servers, quick ? 3 : 15, (server) => measure(server, quick ? 1 : 2))
  } finally {
    await next.stop()
  }
}

export async function startModule(file, contender) {
  const child = await startChild(new URL(file, import.meta.url), { core: SERVER_CORE })
  return {
    port: await child.call('listen', contender),
    path: '/webhooks/jogg',
    headersOf: contender === 'octokit' || contender === 'tern' ? githubHeaders : joggHeaders,
    state: () => child.call('state'),
    memory: () => child.call('memory'),
    stop: () => child.stop(),
  }
}

/** The same signature, under the names that GitHub has for it: the one sender that octokit and Tern share. */
function githubHeaders(bytes) {
  const { 'x-webhook-event': _event, 'x-webhook-signature': signature, ...headers } = joggHeaders(bytes)
  return {
    ...headers,
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': randomUUID(),
    'x-github-event': 'push',
    'x-hub-signature-256': `sha256=${signature}`,
  }
}

/** Takes what is right, runs its handler, and refuses what is forged. */
async function provesItself({ name, port, path, headersOf, state }) {
  const post = async (signed, sent) => {
    const { host: _host, connection: _connection, ...headers } = headersOf(signed)
    return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: sent })
  }
  const bytes = body(300)
  const { handled: before } = await state()
  const { status } = await post(bytes, bytes)
  const { handled } = await state()
  const forged = await post(body(300), body(300))
  const { handled: afterForged } = await state()
  if (status !== 200 || handled !== before + 1)
    throw new Error(`${name} answered ${status} and handled ${handled - before} events.`)
  if (forged.status < 400 || afterForged !== handled) throw new Error(`${name} took a forged delivery.`)
}

/** How many deliveries a server could answer in a second, until it is known better. */
const FASTEST = 80_000

/** A round that a busy machine has spoilt is repeated. */
export async function measure(server, seconds, tries = 3) {
  try {
    return await measureOnce(server, seconds)
  } catch (error) {
    if (tries === 1) throw error
    server.fastest = FASTEST
    return measure(server, seconds, tries - 1)
  }
}

async function measureOnce(server, seconds) {
  const { port, path, headersOf, state } = server
  const before = await state()
  const atMost = Math.ceil((server.fastest ?? FASTEST) * seconds)
  const { answers, perSecond, p50, p99 } = await load({ port, path, seconds, atMost, headersOf })
  const after = await state()
  const handled = after.handled - before.handled
  // Those under way when the time was over may have been handled and not answered.
  if (handled < answers || handled > answers + CONNECTIONS)
    throw new Error(`${server.name}: of ${answers} answered deliveries, ${handled} were handled.`)
  server.fastest = Math.max(server.fastest ?? 0, perSecond * 2)
  return {
    perSecond,
    p50,
    p99,
    cpuUs: (after.cpuUs - before.cpuUs) / handled,
    busy: (after.cpuUs - before.cpuUs) / (seconds * 1e6),
  }
}

function rowsOf(contenders, rounds) {
  const roundsOf = (name) => rounds[contenders.indexOf(name)]
  return contenders.map((name) => ({
    name,
    perSecond: medianOf(roundsOf(name), 'perSecond'),
    p50: medianOf(roundsOf(name), 'p50'),
    p99: medianOf(roundsOf(name), 'p99'),
    cpuUs: medianOf(roundsOf(name), 'cpuUs'),
    busy: medianOf(roundsOf(name), 'busy'),
    // Of vidhook beside each: how many deliveries it answers while the other answers one.
    vidhookBeside: ratio(roundsOf('vidhook'), roundsOf(name), 'perSecond'),
    vidhookCpuBeside: ratio(roundsOf(name), roundsOf('vidhook'), 'cpuUs'),
  }))
}

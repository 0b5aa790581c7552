import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './free-port.js'
import { type PrivateRedis, startRedis } from './redis.js'

const run = promisify(execFile)

/** A group of Redis servers for one test only. */
export interface RedisGroup {
  readonly nodes: readonly PrivateRedis[]
  stop(): Promise<void>
}

/** Starts a Redis Cluster of three masters. Needs redis-cli. */
export async function startRedisCluster(): Promise<RedisGroup> {
  const nodes = await Promise.all([clusterNode(), clusterNode(), clusterNode()])
  const stop = () => stopAll(nodes)
  try {
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'])
    // Wait until every node reports that the cluster is complete.
    for (const { port } of nodes)
      await until(async () => (await cli(port, 'cluster', 'info')).includes('cluster_state:ok'))
    return { nodes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export interface SentinelGroup extends RedisGroup {
  /** The master's name in the sentinel. */
  readonly name: string
  readonly sentinels: readonly { readonly host: string; readonly port: number }[]
  readonly master: PrivateRedis
  /** Resolves once the replica has all current data of the master. */
  replicated(): Promise<void>
}

/** Starts a master, its replica, and a sentinel that promotes the replica 5 s after the master has ended. Needs redis-cli. */
export async function startRedisSentinel(): Promise<SentinelGroup> {
  const name = 'vidhook'
  const master = await startRedis()
  const replica = await startRedis({ config: { replicaof: `127.0.0.1 ${master.port}` } })
  const sentinel = await startSentinel(name, master.port)
  await until(async () => (await cli(replica.port, 'info', 'replication')).includes('master_link_status:up'))
  await until(async () =>
    (await cli(sentinel.port, 'sentinel', 'replicas', name)).includes(String(replica.port)),
  )
  const nodes = [master, replica, sentinel]
  return {
    name,
    master,
    nodes,
    sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
    replicated: () => replicated(master.port),
    stop: () => stopAll(nodes),
  }
}

/** WAIT covers only writes of its own connection. So this connection writes, too: earlier writes are replicated before it. */
async function replicated(port: number): Promise<void> {
  const redis = run('redis-cli', ['-p', String(port)])
  redis.child.stdin?.end('SET vidhook:replicated 1\nWAIT 1 20000\n')
  const { stdout } = await redis
  if (stdout !== 'OK\n1\n')
    throw new Error(`The replica did not get what the master has within 20 s: ${stdout}`)
}

/** A node talks to the others on its port plus 10,000. */
async function clusterNode(): Promise<PrivateRedis> {
  const port = await freePort()
  if (port > 55_000) return clusterNode()
  return startRedis({ port, config: { 'cluster-enabled': 'yes', 'cluster-node-timeout': '10000' } })
}

function startSentinel(name: string, masterPort: number): Promise<PrivateRedis> {
  return startRedis({
    args: ['--sentinel'],
    config: {
      [`sentinel monitor ${name}`]: `127.0.0.1 ${masterPort} 1`,
      [`sentinel down-after-milliseconds ${name}`]: '5000',
      [`sentinel failover-timeout ${name}`]: '3000',
    },
  })
}

async function stopAll(nodes: readonly PrivateRedis[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.stop()))
}

async function cli(port: number, ...command: readonly string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-p', String(port), ...command])
  return stdout
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const start = performance.now(); performance.now() - start < 20_000; await delay(50)) {
    if (await holds()) return
  }
  throw new Error('The servers did not find each other within 20 s.')
}

import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { canPin } from '../child.js'
import { versionOf } from '../install.js'

/** What a reader has to know to judge the figures, and to get them again. */
export function describeMachine({ peers, load, quick }) {
  const cores = availableParallelism()
  const { model = 'an unknown processor' } = cpus()[0] ?? {}
  const own = ['express', 'fastify', 'next', 'ioredis', 'pg']
  const versions = [
    ...own.map((name) => `${name} ${versionOf(name)}`),
    ...Object.entries(peers).map(([name, version]) => `${name} ${version}`),
  ]
  return {
    quick,
    cores,
    text: `Node ${process.versions.node}, ${cores} × ${model.trim()}, ${new Date().toISOString().slice(0, 10)}, at ${commit()}. ${versions.join(', ')}, wrk ${load}.`,
    load: `The load comes from wrk, which has no garbage collector whose pauses would be in the latencies. ${
      canPin
        ? 'Server and load are kept to a core each.'
        : 'Server and load share the cores, as this machine does not let them be kept apart.'
    }`,
  }
}

function commit() {
  try {
    const git = (...args) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    const changed = git('status', '--porcelain', '--', 'packages').length > 0
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`
  } catch {
    return 'an unknown commit'
  }
}

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { typeCheck } from '../../tests/footprint/type-check.js'
import { inTurns, medianOf, ratio } from '../rounds.js'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** What `npm run size` looks at. A size above its limit is told of, and does not end the run. */
export async function measureSizes() {
  const size = ['run', '--silent', 'size', '--workspace=@vidhook/footprint', '--', '--json']
  const { stdout } = await promisify(execFile)('npm', size, { cwd: repository }).catch((error) => error)
  return JSON.parse(stdout)
}

const files = [
  { file: 'by-hand', name: 'types and a `switch` by hand, two events' },
  { file: 'jogg', name: 'core with one handler' },
  { file: 'every-event', name: 'core with a handler for every event of both providers' },
  { file: 'express', name: 'Express with one handler' },
]

/** The compiler's work on a file. Its time is most of all that of its own library's types. */
export async function measureTypes({ quick }) {
  const rounds = await inTurns(files, quick ? 3 : 7, ({ file }) => typeCheck(file))
  return files.map(({ name }, index) => ({
    name,
    instantiations: rounds[index][0].instantiations,
    types: rounds[index][0].types,
    ms: medianOf(rounds[index], 'ms'),
    besideFirst: ratio(rounds[index], rounds[0], 'ms'),
  }))
}

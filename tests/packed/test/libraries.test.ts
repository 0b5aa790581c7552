import { startLedger } from '@vidhook/adapter-suite'
import { beforeAll, describe, expect, test } from 'vitest'
import { install } from '../src/project.js'
import { receives } from '../src/receives.js'
import { run } from '../src/run.js'

describe('the core and the API clients, without a framework', () => {
  let project: string
  beforeAll(async () => {
    project = await install('libraries')
  })

  const directory = () => project
  receives({ name: 'as ES modules', directory, args: ['server.mjs'] })
  receives({ name: 'as CommonJS', directory, args: ['server.cjs'] })

  test.each(['order.mjs', 'order.cjs'])(
    'the clients call, and the testing kit signs: %s',
    async (program) => {
      const { url, close } = await startLedger()
      const { stdout } = await run(process.execPath, [program], { cwd: project, env: { LEDGER_URL: url } })
      await close()
      expect(JSON.parse(stdout)).toEqual({
        errors: ['unexpected_answer', 'unexpected_answer'],
        signed: true,
        contract: true,
      })
    },
  )
})

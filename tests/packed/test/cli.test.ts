import { startLedger } from '@vidhook/adapter-suite'
import { startApp } from '@vidhook/example-demo/app-process'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { install } from '../src/project.js'
import { run } from '../src/run.js'

describe('the command line', () => {
  let project: string
  beforeAll(async () => {
    project = await install('cli')
  })

  const vidhook = (...args: readonly string[]) =>
    run('npx', ['--no-install', 'vidhook', ...args], { cwd: project })

  test('says what it can', async () => {
    const { code, stdout } = await vidhook('--help')
    expect(code).toBe(0)
    for (const command of ['init', 'send', 'listen', 'doctor', 'verify', 'inbox'])
      expect(stdout).toContain(command)
  })

  test('says which version it is', async () => {
    const { stdout } = await vidhook('--version')
    expect(stdout.trim()).toBe(inject('tarballs').find(({ name }) => name === 'vidhook')?.version)
  })

  test('has no queue of its own, and says what an inbox needs', async () => {
    const { code, stderr } = await vidhook('inbox', 'counts', '--redis', 'redis://127.0.0.1:1')
    expect(code).toBe(2)
    expect(stderr).toContain('npm install @vidhook/bullmq bullmq ioredis')
  })

  test('sends to a server in another project', async () => {
    const ledger = await startLedger()
    const directory = await install('libraries')
    const server = await startApp(
      { name: 'the server', directory, args: ['server.mjs'] },
      { env: { LEDGER_URL: ledger.url, JOGG_WEBHOOK_SECRET: 'whsec_packed' } },
    )
    const send = (secret: string) =>
      vidhook('send', 'jogg', 'generated_script_success', '--to', server.url, '--secret', secret, '--json')

    const sent = await send('whsec_packed')
    const forged = await send('a guess')
    await server.stop()
    await ledger.close()

    expect(sent.code).toBe(0)
    expect(JSON.parse(sent.stdout)).toMatchObject({ acknowledged: true })
    expect(forged.code).toBe(1)
    expect(JSON.parse(forged.stdout)).toMatchObject({ acknowledged: false })
  })
})

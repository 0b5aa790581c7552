import { hooxSamples, joggSamples } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { vidhook } from './vidhook.js'

describe('vidhook events', () => {
  test('lists the events of all providers, without a key and without the network', async () => {
    const run = await vidhook(['events'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const [jogg = '', hoox = ''] = run.stdout.split('Hoox\n')
    for (const name of Object.keys(joggSamples)) expect(jogg).toContain(`  ${name}\n`)
    for (const name of Object.keys(hooxSamples)) expect(hoox).toContain(`  ${name}\n`)
  })

  test('lists those of one provider, for scripts too', async () => {
    expect((await vidhook(['events', 'hoox'])).stdout).not.toContain('JoggAI')
    const { events } = JSON.parse((await vidhook(['events', 'hoox', '--json'])).stdout)
    expect(events).toContainEqual({ provider: 'hoox', name: 'video_export.completed' })
    expect(events).toHaveLength(Object.keys(hooxSamples).length)
  })

  test.each<[string, readonly string[], string]>([
    ['asks JoggAI only with a key', ['--live'], 'set JOGG_API_KEY'],
    ['cannot ask Hoox', ['hoox', '--live'], 'Hoox cannot be asked'],
    ['has no use for a key without --live', ['--api-key', 'k'], 'are for --live'],
  ])('%s', async (_what, args, message) => {
    const run = await vidhook(['events', ...args])
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serve } from './serve.js'
import { temporaryFolder, vidhook } from './vidhook.js'

const next = { dependencies: { next: '*' } }

test.each<[string, object | undefined, Record<string, string>, string]>([
  ['a Next project: .env.local before .env', next, { '.env.local': 'local', '.env': 'plain' }, 'local'],
  ['a Next project without .env.local: .env', next, { '.env': 'plain' }, 'plain'],
  [
    'a Next project: .env.development.local first, as next dev',
    { devDependencies: { next: '*' } },
    { '.env.development.local': 'mine', '.env.local': 'local' },
    'mine',
  ],
  [
    'any other project: .env alone, for nothing else reads .env.local there',
    { dependencies: { express: '*' } },
    { '.env.local': 'local', '.env': 'plain' },
    'plain',
  ],
  ['a folder without package.json: .env', undefined, { '.env.local': 'local', '.env': 'plain' }, 'plain'],
])('secrets come from where the framework reads them. %s', async (_what, manifest, files, expected) => {
  const cwd = temporaryFolder()
  if (manifest) writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest))
  for (const [name, secret] of Object.entries(files))
    writeFileSync(join(cwd, name), `HOOX_CALLBACK_SECRET=\nJOGG_WEBHOOK_SECRET=${secret}\n`)
  expect(await signedWith(cwd)).toBe(await signedWith(temporaryFolder(), expected))
})

test('a variable that is set already wins, and a message names the file of the framework', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(next))
  writeFileSync(join(cwd, '.env.local'), 'JOGG_WEBHOOK_SECRET=local\n')
  expect(await signedWith(cwd, 'set')).toBe(await signedWith(temporaryFolder(), 'set'))
  writeFileSync(join(cwd, '.env.local'), '')
  const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', 'http://localhost/'], { cwd })
  expect(run.stderr).toContain('set JOGG_WEBHOOK_SECRET in the environment or in .env.local.')
  const help = await vidhook(['endpoints', 'create', '--help'], { cwd })
  expect(help.stdout).toContain('(default: ".env.local")')
})

/** The signature of the same bytes, sent from a folder. */
async function signedWith(cwd: string, secret?: string): Promise<unknown> {
  let signature: unknown
  const url = await serve((request, response) => {
    signature = request.headers['x-webhook-signature']
    response.end()
  })
  const stdin = '{"event":"generated_image_success","event_id":"evt_1"}'
  const env = secret === undefined ? {} : { JOGG_WEBHOOK_SECRET: secret }
  const run = await vidhook(['send', 'jogg', '--from', '-', '--to', url], { cwd, env, stdin })
  expect(run).toMatchObject({ code: 0, stderr: '' })
  return signature
}

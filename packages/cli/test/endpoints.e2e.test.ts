import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { joggSamples } from '@vidhook/core/testing'
import { answer, type JoggApi, startJoggApi } from '@vidhook/test-servers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder, vidhook } from './vidhook.js'

const apiKey = 'key-of-the-tests'
const url = 'https://example.com/webhooks/jogg'
const two = 'generated_image_success,generated_image_failed'

describe('vidhook endpoints', () => {
  test('creates an endpoint, and saves its secret without printing it', async () => {
    const { api, run, cwd } = await account()
    const { code, stdout, stderr } = await run('create', url, '--events', two)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [created] = api.endpoints
    expect(created).toMatchObject({ url, status: 'enabled', events: two.split(',') })
    expect(stdout).toContain(`${created?.endpoint_id}  enabled  ${url}`)
    expect(stdout).not.toContain(created?.secret)
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(`JOGG_WEBHOOK_SECRET=${created?.secret}\n`)
    expect(statSync(join(cwd, '.env')).mode & 0o077).toBe(0)
  })

  test('makes no endpoint whose secret it could not save', async () => {
    const { api, run, cwd } = await account()
    writeFileSync(join(cwd, '.env'), 'OTHER=1\nJOGG_WEBHOOK_SECRET=mine')
    const taken = await run('create', url, '--events', 'all')
    expect(taken).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('.env already has a JOGG_WEBHOOK_SECRET'),
    })
    const nowhere = await run('create', url, '--events', 'all', '--secret-file', 'no/such/folder/.env')
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('could not be saved') })
    expect(api.endpoints).toEqual([])

    expect((await run('create', url, '--events', 'all', '--variable', 'SECOND')).code).toBe(0)
    expect(api.endpoints[0]?.events).toEqual(Object.keys(joggSamples))
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(
      `OTHER=1\nJOGG_WEBHOOK_SECRET=mine\nSECOND=${api.endpoints[0]?.secret}\n`,
    )
  })

  test.each([
    ['an http URL', ['http://example.com/'], 'https'],
    [
      'a misspelt event',
      [url, '--events', 'generated_imag_success'],
      'Did you mean "generated_image_success"?',
    ],
  ])('refuses %s', async (_what, [target = '', ...options], message) => {
    const { api, run } = await account()
    const refused = await run('create', target, '--events', two, ...options)
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
    expect(refused.stderr).not.toMatch(/\n\s+at /)
    expect(api.endpoints).toEqual([])
  })

  test('warns at the 20th, and refuses the 21st', async () => {
    const { api, run } = await account()
    for (let made = 0; made < 19; made++) api.endpoints.push(endpoint(`wh_${made}`))
    const last = await run('create', url, '--events', two)
    expect(last).toMatchObject({ code: 0, stderr: expect.stringContaining('JoggAI allows 20') })
    const one = await run('create', url, '--events', two, '--variable', 'MORE')
    expect(one).toMatchObject({ code: 2, stderr: expect.stringContaining('There are 20 endpoints') })
  })

  test('lists all of them, secrets left out', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_1'), { ...endpoint('wh_2'), status: 'disabled' })
    const list = await run('list')
    expect(list.stdout).toMatch(/^wh_1 {2}enabled .*\n {2}generated_image_success\nwh_2 {2}disabled /)
    expect(list.stdout).toContain('2 of 20 endpoints\n')
    const { stdout } = await run('list', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      endpoints: [{ endpoint_id: 'wh_1' }, { endpoint_id: 'wh_2' }],
      limit: 20,
    })
    expect(list.stdout + stdout).not.toContain('whsec_')
  })

  test('updates what is named, and leaves the rest', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_1'))
    expect((await run('update', 'wh_1', '--status', 'disabled')).stdout).toContain('wh_1  disabled  ')
    expect(api.endpoints).toEqual([{ ...endpoint('wh_1'), status: 'disabled' }])
    expect(await run('update', 'wh_1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing to change'),
    })
  })

  test('asks before it deletes: without a terminal it needs --yes', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_1'))
    expect(await run('delete', 'wh_1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('add --yes'),
    })
    expect(api.endpoints).toHaveLength(1)
    expect(await run('delete', 'wh_1', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Deleted.'),
    })
    expect(api.endpoints).toEqual([])
    expect(await run('delete', 'wh_1', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no "wh_1"'),
    })
  })

  test('a wrong key is an error that says so, and does not repeat it', async () => {
    const { run } = await account()
    const refused = await run('list', '--api-key', 'wrong-key')
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Invalid API key') })
    expect(refused.stderr).not.toContain('wrong-key')
    const none = await vidhook(['endpoints', 'list'])
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No API key: give --api-key, or set JOGG_API_KEY'),
    })
  })
})

test('shows an endpoint of which JoggAI shows the id alone, and makes no second one like it', async () => {
  const { api, run } = await account()
  const bare = (_: unknown, response: ServerResponse) =>
    answer(response, 200, { code: 0, msg: 'Success', data: { endpoints: [{ endpoint_id: 'wh_old' }] } })
  api.interfere(bare, bare)
  const { code, stdout } = await run('list')
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'wh_old  (status not shown)  (URL not shown)\n1 of 20 endpoints\n',
  })
  expect(await run('rotate', 'wh_old')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('does not show both the URL and the events of wh_old'),
  })
  expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
})

describe('vidhook endpoints rotate', () => {
  test('makes the new endpoint, says what to deploy, and ends; then finishes', async () => {
    const { api, run, cwd } = await account()
    api.endpoints.push(endpoint('wh_old'))
    const begun = await run('rotate', 'wh_old')
    expect(begun).toMatchObject({ code: 1, stderr: '' })
    const created = api.endpoints[1]
    expect(created).toMatchObject({ url, status: 'disabled', events: ['generated_image_success'] })
    expect(begun.stdout).toContain(
      'joggWebhook([process.env.JOGG_WEBHOOK_SECRET, process.env.JOGG_WEBHOOK_SECRET_NEW])',
    )
    expect(begun.stdout).not.toContain(created?.secret)
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(`JOGG_WEBHOOK_SECRET_NEW=${created?.secret}\n`)

    expect(await run('rotate', 'wh_old', '--deployed')).toMatchObject({ code: 0, stderr: '' })
    expect(api.endpoints).toEqual([{ ...created, status: 'enabled' }])
    expect(existsSync(join(cwd, '.vidhook/rotate-wh_old.json'))).toBe(false)
  })

  test('never has a moment without an enabled endpoint', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_old'))
    expect((await run('rotate', 'wh_old', '--wait', '0')).code).toBe(0)
    const changes = api.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`)
    const [created] = api.endpoints
    expect(changes).toEqual([
      'POST /v2/endpoint',
      `PUT /v2/endpoint/${created?.endpoint_id}`,
      'DELETE /v2/endpoint/wh_old',
    ])
  })

  test('run twice before the deployment, it makes one endpoint', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_old'))
    await run('rotate', 'wh_old')
    expect((await run('rotate', 'wh_old')).stdout).toContain('An earlier run created')
    expect(api.endpoints).toHaveLength(2)
  })

  test('takes up what was interrupted after the endpoint was made and before its answer came', async () => {
    const { api, run, cwd } = await account()
    api.endpoints.push(endpoint('wh_old'))
    const lost = endpoint('wh_new', 'disabled')
    await interruptCreation(api, run, lost)
    const resumed = await run('rotate', 'wh_old')
    expect(resumed).toMatchObject({ code: 1, stdout: expect.stringContaining('wh_new') })
    expect(api.endpoints.map(({ endpoint_id }) => endpoint_id)).toEqual(['wh_old', 'wh_new'])
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe('JOGG_WEBHOOK_SECRET_NEW=whsec_of_wh_new\n')
    expect((await run('rotate', 'wh_old', '--deployed')).code).toBe(0)
    expect(api.endpoints).toEqual([{ ...lost, status: 'enabled' }])
  })

  test('takes up what was interrupted between the new endpoint and the end of the old', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_old'))
    await run('rotate', 'wh_old')
    api.endpoints.shift() // the deletion took effect, and its answer was lost
    expect((await run('rotate', 'wh_old', '--deployed')).code).toBe(0)
    expect(api.endpoints).toMatchObject([{ status: 'enabled' }])
  })

  test('an endpoint that was switched off stays so', async () => {
    const { api, run } = await account()
    api.endpoints.push(endpoint('wh_old', 'disabled'))
    expect((await run('rotate', 'wh_old', '--wait', '0')).code).toBe(0)
    expect(api.endpoints).toMatchObject([{ url, status: 'disabled' }])
  })

  test.each([
    ['--deployed', 'No rotation of wh_none was started in this folder'],
    ['--json', 'There is no endpoint wh_none'],
  ])('of an endpoint that is not there is refused (%s)', async (option, message) => {
    const { run } = await account()
    const refused = await run('rotate', 'wh_none', option)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
    if (option !== '--json') expect(refused.stdout).toBe('')
    else expect(JSON.parse(refused.stdout).error).toContain(message)
  })
})

describe('vidhook events --live', () => {
  test('lists what JoggAI can send, and marks what is new', async () => {
    const { api, run } = await account('events')
    api.events.push('generated_hologram_success')
    const { stdout } = await run('--live')
    expect(stdout).toContain('generated_image_success\n')
    expect(stdout).toContain('generated_hologram_success  new: unknown to this version of vidhook\n')
    expect(JSON.parse((await run('--live', '--json')).stdout).events).toContainEqual({
      provider: 'jogg',
      name: 'generated_hologram_success',
      known: false,
    })
  })
})

/** JoggAI's API on this machine, and a user with a folder and a key. */
async function account(command = 'endpoints') {
  const api = await startJoggApi(apiKey, Object.keys(joggSamples))
  onTestFinished(() => api.stop())
  const cwd = temporaryFolder()
  const run = (...args: string[]) =>
    vidhook([command, ...args, '--api-url', api.url], { cwd, env: { JOGG_API_KEY: apiKey } })
  return { api, run, cwd }
}

type Run = Awaited<ReturnType<typeof account>>['run']

/** Has the creation, which comes after the lists of the rotation and of the limit, take effect and its connection break. */
async function interruptCreation(api: JoggApi, run: Run, made: ReturnType<typeof endpoint>): Promise<void> {
  const lists = { code: 0, msg: 'Success', data: { endpoints: [...api.endpoints] } }
  const answerList = (_request: unknown, response: { end(text: string): unknown }) =>
    response.end(JSON.stringify(lists))
  api.interfere(answerList, answerList, (_request, response) => {
    api.endpoints.push(made)
    response.destroy()
  })
  expect(await run('rotate', 'wh_old')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('may have taken effect'),
  })
}

function endpoint(id: string, status = 'enabled') {
  return {
    endpoint_id: id,
    url,
    secret: `whsec_of_${id}`,
    status,
    events: ['generated_image_success'],
    username: 'johndoe',
    created_at: 1_732_806_631,
  }
}

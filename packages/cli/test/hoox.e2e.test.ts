import { hooxDelivery } from '@vidhook/core/testing'
import { type HooxApi, startHooxApi } from '@vidhook/test-servers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { closedPort } from './serve.js'
import { ended, says, start, temporaryFolder, vidhook } from './vidhook.js'

const env = { HOOX_API_KEY: 'hx_live_of_the_tests', HOOX_CALLBACK_SECRET: 'callback secret of the tests' }
const url = 'https://tunnel.example/webhooks/hoox'

describe('vidhook hoox start', () => {
  test('starts a job with a signed URL, and shows no proof of it', async () => {
    const api = await account()
    const run = await vidhook(
      [
        'hoox',
        'start',
        'generation',
        '--url',
        url,
        '--set',
        'prompt=Space',
        '--set',
        'duration=30',
        '--api-url',
        api.url,
      ],
      { env },
    )
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const [job] = api.jobs
    expect(run.stdout).toContain(`Started generation: job_id ${job?.ids.job_id}\n`)
    expect(run.stdout).toContain(`${url}?vidhook=…`)
    expect(job?.webhookUrl).toMatch(/^https:\/\/tunnel\.example\/webhooks\/hoox\?vidhook=\d+\./)
    expect(api.requests[0]?.body).toMatchObject({ prompt: 'Space', duration: 30 })
  })

  test.each([
    ['export', ['video_id=v_1'], 'video_export', 'job_id run_'],
    ['avatar-create', ['prompt=A pilot'], 'avatar_create', 'avatar_id avtr_'],
    ['avatar-edit', ['avatar_id=a', 'look_id=l', 'prompt=With a hat'], 'avatar_edit', 'look_id look_'],
    ['asset', ['type=image', 'model=m', 'prompt=A fox'], 'asset_generation', 'asset_id asset_'],
  ])('starts an %s', async (kind, parameters, task, shown) => {
    const api = await account()
    const set = parameters.flatMap((each) => ['--set', each])
    const run = await vidhook(['hoox', 'start', kind, '--url', url, ...set, '--api-url', api.url], { env })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining(shown) })
    expect(api.jobs).toMatchObject([{ task }])
  })

  test.each([
    ['completed', 0],
    ['failed', 1],
  ])('--wait shows the webhook when it comes: %s', async (status, code) => {
    const api = await account()
    const port = await closedPort()
    const args = [
      'hoox',
      'start',
      'generation',
      '--url',
      url,
      '--wait',
      '--port',
      String(port),
      '--api-url',
      api.url,
    ]
    const child = start([...args, '--context', '{"userId":"u_42"}'], { env })
    const run = ended(child)
    await says(child, 'Waiting for it')
    const [job] = api.jobs
    const post = async (job_id: unknown, target = job?.webhookUrl ?? '') => {
      const { headers, body } = await hooxDelivery(`video_generate.${status}`, { event: { job_id } })
      const { pathname, search } = new URL(target)
      // What a tunnel does.
      return (await fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method: 'POST', headers, body }))
        .status
    }
    expect(await post(job?.ids.job_id, url), 'a forgery, not signed').toBe(401)
    expect(await post('run_another'), 'another job of the account').toBe(200)
    expect(await post(job?.ids.job_id)).toBe(200)
    const { stdout, ...rest } = await run
    expect(rest).toEqual({ code, stderr: '' })
    expect(stdout).toContain(`video_generate.${status}\n{\n`)
    expect(stdout).toContain(`"job_id": "${job?.ids.job_id}"`)
    expect(stdout).not.toContain('run_another')
  })

  test('--wait shows the webhook of each asset, in whatever order they come', async () => {
    const api = await account()
    const { child, run, post } = await waitingFor(api, ['asset', ...ofAssets(2)])
    await says(child, 'Waiting for them')
    const [one, two] = assetIdsOf(api)
    const error = { code: 'GENERATION_FAILED', message: 'No' }
    expect(await post({ task: 'asset_generation', asset_id: two, status: 'failed', error })).toBe(200)
    expect(
      await post({ task: 'asset_generation', asset_id: one, status: 'completed', result: { width: 1920 } }),
    ).toBe(200)
    const { stdout, ...rest } = await run
    expect(rest).toEqual({ code: 1, stderr: '' })
    expect(stdout).toContain(`Started asset: asset_id ${one}, asset_id ${two}\nIts 2 webhooks go to ${url}`)
    expect(stdout).toMatch(/asset_generation\.completed\n\{.*"width": 1920.*asset_generation\.failed\n\{/s)
  })

  test('--wait with --json answers with a list of assets, even of one', async () => {
    const api = await account()
    const { child, run, post } = await waitingFor(api, ['asset', ...ofAssets(1), '--json'])
    await says(child, 'Waiting for it', child.stderr)
    const [asset_id] = assetIdsOf(api)
    const event = { task: 'asset_generation', asset_id, status: 'completed' }
    expect(await post(event)).toBe(200)
    const { stdout, code } = await run
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      job: 'asset',
      asset_ids: [asset_id],
      events: [{ ...event, result: {} }],
      url: `${url}?vidhook=…`,
    })
  })

  test.each([
    ['without the result that the guide shows', { task: 'video_generate' }, 'video_generate.completed'],
    ['of a task that is new', { task: 'video_restyle' }, 'video_restyle.completed'],
    ['without a task, as older ones are', { result: { video_id: 'v' } }, 'completed'],
  ])('--wait takes a webhook %s', async (_what, fields, shown) => {
    const api = await account()
    const { child, run, post } = await waitingFor(api, ['generation'])
    await says(child, 'Waiting for it')
    expect(await post({ ...fields, job_id: api.jobs[0]?.ids.job_id, status: 'completed' })).toBe(200)
    expect(await run).toMatchObject({ code: 0, stdout: expect.stringContaining(`${shown}\n{`) })
  })

  test('Ctrl-C stops waiting', async () => {
    const api = await account()
    const args = ['hoox', 'start', 'generation', '--url', url, '--wait', '--port', '0', '--api-url', api.url]
    const child = start(args, { env })
    const run = ended(child)
    await says(child, 'Waiting for it')
    child.kill('SIGINT')
    expect((await run).code).toBe(130)
  })

  test.each<[string, readonly string[], string]>([
    ['what a job needs', ['export'], 'This job needs video_id: add --set video_id=…'],
    ['what an asset needs', ['asset', ...ofAssets(1), '--set', 'model='], 'This job needs model'],
    ['no https', ['generation', '--url', 'http://example.com/'], 'https'],
    ['a file that is not there', ['generation', '--from', 'none.json'], 'none.json'],
    ['a port that cannot be', ['generation', '--wait', '--port', '70000'], 'from 0 to 65535'],
  ])('refuses, before it costs anything: %s', async (_what, args, message) => {
    const api = await account()
    const run = await vidhook(['hoox', 'start', '--url', url, ...args, '--api-url', api.url], {
      env,
      cwd: temporaryFolder(),
    })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
    expect(api.jobs).toEqual([])
  })

  test('a file that is not a JSON object is refused', async () => {
    const run = await vidhook(['hoox', 'start', 'generation', '--url', url, '--from', '/dev/null'], { env })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a JSON object') })
  })

  test("Hoox's refusal is an error in its own words", async () => {
    const api = await account()
    api.credits = 0
    const run = await vidhook(['hoox', 'start', 'generation', '--url', url, '--api-url', api.url], { env })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Not enough credits') })
  })
})

function ofAssets(count: number): readonly string[] {
  const parameters = ['type=image', 'model=flux-2-pro', 'prompt=A fox', `generation_count=${count}`]
  return parameters.flatMap((each) => ['--set', each])
}

function assetIdsOf(api: HooxApi): readonly string[] {
  return [api.jobs[0]?.ids.asset_ids ?? []].flat()
}

/** Starts a job and waits for its webhooks, with `post` as the tunnel. */
async function waitingFor(api: HooxApi, args: readonly string[]) {
  const port = await closedPort()
  const where = ['--url', url, '--wait', '--port', String(port), '--api-url', api.url]
  const child = start(['hoox', 'start', ...args, ...where], { env })
  const post = async (webhook: unknown) => {
    const { headers, body } = await hooxDelivery('any.thing', { body: JSON.stringify(webhook) })
    const { pathname, search } = new URL(api.jobs[0]?.webhookUrl ?? '')
    return (await fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method: 'POST', headers, body }))
      .status
  }
  return { child, run: ended(child), post }
}

async function account() {
  const api = await startHooxApi(env.HOOX_API_KEY)
  onTestFinished(() => api.stop())
  return api
}

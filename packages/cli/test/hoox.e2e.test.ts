import { hooxDelivery } from '@vidhook/core/testing'
import { startHooxApi } from '@vidhook/test-servers'
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

  test('a file that is no JSON object is refused', async () => {
    const run = await vidhook(['hoox', 'start', 'generation', '--url', url, '--from', '/dev/null'], { env })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('is no JSON object') })
  })

  test("Hoox's refusal is an error in its own words", async () => {
    const api = await account()
    api.credits = 0
    const run = await vidhook(['hoox', 'start', 'generation', '--url', url, '--api-url', api.url], { env })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Not enough credits') })
  })
})

async function account() {
  const api = await startHooxApi(env.HOOX_API_KEY)
  onTestFinished(() => api.stop())
  return api
}

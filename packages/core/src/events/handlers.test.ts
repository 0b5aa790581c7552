import { describe, expect, test, vi } from 'vitest'
import { defineProvider, hoox, jogg } from '../index.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { deferred, recordingLog, SECRET, testReceiver } from '../testing/test-receiver.js'
import { createRegistry } from './handlers.js'

const NAME = 'generated_script_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, ...options })
const provider = () => jogg({ secret: SECRET })

describe('a handler that fails', () => {
  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('boom')
      },
    ],
    ['rejects', () => Promise.reject(new Error('boom'))],
    [
      'throws undefined',
      () => {
        throw undefined
      },
    ],
    ['rejects with null', () => Promise.reject(null)],
    [
      'throws a string',
      () => {
        throw 'boom'
      },
    ],
    [
      'throws an empty string',
      () => {
        throw ''
      },
    ],
    [
      'returns a foreign promise that rejects',
      // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are objects like this
      () => ({ then: (_: unknown, no: (error: Error) => void) => no(new Error('boom')) }),
    ],
    [
      'returns a function that can be awaited, and rejects',
      () =>
        // biome-ignore lint/suspicious/noThenProperty: some query builders are functions like this
        Object.assign(() => {}, { then: (_: unknown, no: (error: Error) => void) => no(new Error('boom')) }),
    ],
  ])('because it %s fails the delivery, and the retry runs', async (_, fail) => {
    const handler = vi.fn().mockImplementationOnce(fail)
    const { receiver, reports } = testReceiver(provider(), { on: { [NAME]: handler } })
    const delivery = await deliver()
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'failed', status: 500 })
    expect(reports[0]).toHaveProperty('error')
    expect(reports[0]?.error).not.toBeUndefined()
    expect(reports[0]?.handlers[0]).toHaveProperty('error')
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect((await receiver.receive(delivery)).kind).toBe('duplicate')
  })

  test('is an error in the log, with what it threw', async () => {
    const boom = new Error('boom')
    const { receiver, log } = testReceiver(provider(), { on: { [NAME]: () => Promise.reject(boom) } })
    await receiver.receive(await deliver({ event_id: 'evt_1' }))
    const line = log.lines.find(({ level }) => level === 'error')
    expect(line?.fields).toMatchObject({ err: boom, event: NAME, identity: 'evt_1', handlers: [NAME] })
    expect(line?.message).toContain('#handler_failed')
  })
})

describe('several handlers of one event', () => {
  test('run side by side: each may wait for the other', async () => {
    const first = deferred()
    const second = deferred()
    const { receiver } = testReceiver(provider())
    receiver.on(NAME, () => {
      first.resolve()
      return second.promise
    })
    receiver.on(NAME, async () => {
      await first.promise
      second.resolve()
    })
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
  })

  test('fail together if one fails, after all have settled, and are tried again together', async () => {
    const slow = deferred()
    const settled: string[] = []
    const failing = vi.fn().mockRejectedValueOnce(new Error('boom'))
    const { receiver, reports } = testReceiver(provider(), { on: { [NAME]: failing } })
    receiver.on('*', async () => {
      await slow.promise
      settled.push('slow')
    })
    const delivery = await deliver()
    const answer = receiver.receive(delivery).then((outcome) => settled.push(outcome.kind))
    slow.resolve()
    await answer
    expect(settled).toEqual(['slow', 'failed'])
    expect(reports[0]?.handlers.map((run) => [run.name, 'error' in run])).toEqual([
      [NAME, true],
      ['*', false],
    ])
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect(settled).toEqual(['slow', 'failed', 'slow'])
    expect(failing).toHaveBeenCalledTimes(2)
  })

  test("all hear it: the name's, its group's and those of '*', in this order", async () => {
    const heard: string[] = []
    const { receiver } = testReceiver(hoox(), {
      on: {
        '*': () => heard.push('*'),
        video_export: () => heard.push('group'),
        'video_export.failed': () => heard.push('name'),
        'video_export.completed': () => heard.push('another name'),
        video_generate: () => heard.push('another group'),
      },
    })
    receiver.on('video_export.failed', () => heard.push('name again'))
    await receiver.receive(await hooxDelivery('video_export.failed'))
    expect(heard).toEqual(['name', 'name again', 'group', '*'])
  })
})

test('a handler that waits for nothing does not hide one that is still at work, and fails', async () => {
  const work = deferred()
  const { receiver, reports } = testReceiver(provider(), {
    on: { [NAME]: () => {}, '*': () => work.promise },
  })
  const answer = receiver.receive(await deliver())
  work.reject(null)
  expect((await answer).kind).toBe('failed')
  expect(reports[0]?.handlers).toMatchObject([
    { name: NAME },
    { name: '*', error: new Error('The handler threw nothing.') },
  ])
})

describe('what a handler returns', () => {
  test.each([[undefined], [null], [false], [0], [{ error: 'ignored' }], [new Error('returned')]])(
    'is ignored: %s',
    async (value) => {
      const { receiver } = testReceiver(provider(), { on: { [NAME]: () => value } })
      expect((await receiver.receive(await deliver())).kind).toBe('processed')
    },
  )
})

describe('on()', () => {
  test('is chained, and hears what comes after it', async () => {
    const handler = vi.fn()
    const { receiver } = testReceiver(provider())
    await receiver.receive(await deliver())
    expect(receiver.on(NAME, handler).on('*', handler)).toBe(receiver)
    await receiver.receive(await deliver())
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test.each([
    ['generated_scripts_success', 'generated_script_success'],
    ['generated_script_sucess', 'generated_script_success'],
    ['Generated_Script_Success', 'generated_script_success'],
    ['generated-script-success', 'generated_script_success'],
    ['create_avatar_fail', 'create_avatar_failed'],
  ])('warns of the unknown name %j and names the nearest', (name, nearest) => {
    const { receiver, log } = testReceiver(provider())
    receiver.on(name as '*', () => {})
    expect(log.lines.at(-1)).toMatchObject({
      level: 'warn',
      fields: { code: 'event_name_unknown', name, nearest },
    })
    expect(log.lines.at(-1)?.message).toContain(`Did you mean "${nearest}"?`)
    expect(log.lines.at(-1)?.message).toContain('#event_name_unknown')
  })

  test('warns of a name that is near to none, and lists them all', () => {
    const { receiver, log } = testReceiver(hoox({ callbackSecret: 's' }))
    receiver.on('invoice.paid' as '*', () => {})
    expect(log.messages('warn').join()).toMatch(
      /no event of hoox\. Known are video_generate\.completed, .*video_export, .*\*\./,
    )
  })

  test("warns of the other provider's name", () => {
    const { log } = testReceiver(provider(), { on: { 'video_export.failed': () => {} } as object })
    expect(log.messages('warn').join()).toContain('"video_export.failed", which is no event of jogg')
  })

  test('warns of no name that there is', () => {
    const { receiver, log } = testReceiver(hoox({ callbackSecret: 's' }))
    receiver
      .on('*', () => {})
      .on('avatar_edit', () => {})
      .on('avatar_edit.failed', () => {})
    expect(log.messages('warn')).toEqual([])
  })

  test('hears an event of an unknown name all the same, as soon as somebody takes the unrecognized', async () => {
    const onUnrecognized = vi.fn()
    const { receiver } = testReceiver(provider(), { onUnrecognized })
    receiver.on('generated_hologram' as '*', () => {})
    expect((await receiver.receive(await joggDelivery('generated_hologram', { secret: SECRET }))).kind).toBe(
      'unrecognized',
    )
    expect(onUnrecognized).toHaveBeenCalledTimes(1)
  })

  test.each([[undefined], [null], ['handler'], [{}], [Promise.resolve()]])(
    'takes no %s for a function',
    (value) => {
      const { receiver } = testReceiver(provider())
      expect(() => receiver.on(NAME, value as never)).toThrow(TypeError)
      expect(() => receiver.on(NAME, value as never)).toThrow(
        /handler for "generated_script_success" must be a function/,
      )
    },
  )

  test('and the option of that name agree: what is undefined there is nobody', () => {
    expect(() => testReceiver(provider(), { on: { [NAME]: undefined } })).not.toThrow()
    expect(() => testReceiver(provider(), { on: { [NAME]: null as never } })).toThrow(TypeError)
  })
})

// To list the groups of such a name would take a million copies of it, and outlast the test's time limit.
test('a name of a million dots costs no more than another', () => {
  const registry = createRegistry('acme', ['a.b'], recordingLog())
  registry.add('a', () => {})
  registry.add('*', () => {})
  expect(registry.listenersFor(`a${'.'.repeat(1_000_000)}`).map(({ name }) => name)).toEqual(['a', '*'])
})

test('names with several dots have a group at every dot', async () => {
  const heard: string[] = []
  const acme = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: {
      'a.b.c': { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
    },
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'identified', name: 'a.b.c', identity: '1' }),
  })
  const { receiver } = testReceiver(acme, {
    on: { a: () => heard.push('a'), 'a.b': () => heard.push('a.b') },
  })
  const headers = { 'content-type': 'application/json' }
  await receiver.receive({ method: 'POST', url: '/', headers, body: new TextEncoder().encode('{}') })
  expect(heard).toEqual(['a.b', 'a'])
})

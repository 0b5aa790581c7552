import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { hooxSchemas } from './hoox/schemas.js'
import { joggSchemas } from './jogg/schemas.js'
import { MISMATCH, quickReader, readerOf } from './quick-reader.js'

const schemas = { ...joggSchemas, ...hooxSchemas }

/** What zod makes of the value. */
function byZod(schema: z.core.$ZodType, value: unknown): unknown {
  const result = z.safeParse(schema, value)
  return result.success ? result.data : MISMATCH
}

const NAMES = [
  ...['event_id', 'event', 'timestamp', 'data', 'video_id', 'project_id', 'status', 'video_url', 'duration'],
  ...['error', 'err_msg', 'code', 'message', 'avatar_id', 'look_id', 'job_id', 'asset_id', 'task', 'result'],
  ...['generated_scripts', 'script_paragraphs', 'model_available', 'cost', 'download_url', 'created_at'],
]

/** Bodies that often match: documented names, with values of the right and of other types. */
const { body } = fc.letrec((tie) => ({
  body: fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 12 }) },
    fc.jsonValue(),
  ),
  value: fc.oneof(
    { weight: 4, arbitrary: fc.string() },
    { weight: 2, arbitrary: fc.integer() },
    fc.constantFrom(
      2 ** 53,
      1.5,
      -0,
      Number.POSITIVE_INFINITY,
      null,
      true,
      'completed',
      'failed',
      ...Object.keys(schemas),
    ),
    fc.array(fc.string(), { maxLength: 3 }),
    { weight: 2, arbitrary: tie('body') },
  ),
}))

describe.each(Object.entries(schemas))('%s', (_, schema) => {
  test('reads every value as zod does, and changes none', () => {
    const envelope = fc.record({ event_id: fc.string(), event: fc.string(), job_id: fc.string(), data: body })
    fc.assert(
      fc.property(
        fc.oneof(
          body,
          fc.tuple(envelope, body).map(([one, other]) => Object.assign(one, other)),
        ),
        (value) => {
          // parseJson() has dropped these keys.
          fc.pre(!JSON.stringify(value).includes('"__proto__"'))
          const before = structuredClone(value)
          expect(quickReader(schema)(value)).toEqual(byZod(schema, value))
          expect(value).toEqual(before)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('keeps its reader', () => {
    expect(readerOf(schema)?.(null)).toBe(MISMATCH)
  })
})

describe('a value that stays as it is', () => {
  test('is returned itself', () => {
    const event = {
      event_id: 'evt_1',
      event: 'generated_video_success',
      data: { video_id: 'v_1', video_url: 'https://…', more: [1] },
    }
    expect(readerOf(joggSchemas.generated_video_success)?.(event)).toBe(event)
  })

  test('is copied where a field changes, as far up as needed', () => {
    const event = { event_id: 'evt_1', event: 'generated_video_success', data: { project_id: 'p' }, more: {} }
    const read = readerOf(joggSchemas.generated_video_success)?.(event) as typeof event
    expect(read).toEqual({ ...event, data: { project_id: 'p', video_id: 'p' } })
    expect(read).not.toBe(event)
    expect(read.more).toBe(event.more)
  })
})

test('an absent object is another one for each event', () => {
  const read = readerOf(joggSchemas.generated_video_success)
  const events = [1, 2].map(() => read?.({ event_id: 'evt_1', event: 'e' }) as { data: object })
  expect(events[0]?.data).toEqual({})
  expect(events[0]?.data).not.toBe(events[1]?.data)
})

describe('what is not translated is left to zod', () => {
  test.each<[string, z.ZodMiniType]>([
    ['a check', z.string().check(z.minLength(3))],
    ['a format', z.iso.datetime()],
    ['a number with a check', z.number().check(z.positive())],
    ['a 32-bit integer', z.int32()],
    ['a list with a check', z.array(z.string()).check(z.minLength(3))],
    ['a strict object', z.strictObject({ a: z.string() })],
    ['an object that drops unknown fields', z.object({ a: z.string() })],
    ['an object with a check', z.looseObject({ a: z.string() }).check(z.refine(({ a }) => a === 'ab'))],
    ['a tuple', z.tuple([z.string()])],
    ['a boolean', z.boolean()],
    [
      'a transformation that finds an issue',
      z.pipe(
        z.string(),
        z.transform((value, context) => {
          if (value !== 'abc') context.issues.push({ code: 'custom', message: 'not abc', input: value })
          return value.length
        }),
      ),
    ],
  ])('%s', (_, schema) => {
    const values = [
      'ab',
      'abc',
      '2026-11-26T00:00:00Z',
      -1,
      2 ** 40,
      3,
      1.5,
      ['a'],
      ['a', 'b', 'c'],
      { a: 'ab' },
      { a: 'a', b: 1 },
      true,
      null,
    ]
    for (const value of values) expect(quickReader(schema)(value)).toEqual(byZod(schema, value))
  })
})

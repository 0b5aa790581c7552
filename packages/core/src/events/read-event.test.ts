import { expect, test } from 'vitest'
import * as z from 'zod'
import type { JsonValue, Schema } from '../index.js'
import { readEvent } from './read-event.js'

const order = z.object({
  id: z.string(),
  total: z.optional(z.number()),
  lines: z.optional(z.array(z.object({ sku: z.string() }))),
})

test.each<[string, JsonValue, unknown, unknown]>([
  ['nothing is wrong', { id: 'o', total: 1 }, { id: 'o', total: 1 }, []],
  ['a field is of another type', { id: 'o', total: '1' }, { id: 'o' }, [{ field: 'total', found: 'string' }]],
  ['a field is null', { id: 'o', total: null }, { id: 'o' }, []],
  [
    'a field of a list lacks what it must have: the list goes, since its places cannot move',
    { id: 'o', lines: [{ sku: 's' }, {}] },
    { id: 'o' },
    [{ field: 'lines.1.sku', found: 'nothing' }],
  ],
])('%s', async (_, body, event, deviations) => {
  expect(await readEvent(order, body)).toEqual({ event, deviations })
})

test.each<[string, JsonValue, unknown]>([
  ['absent', { total: 1 }, { field: 'id', found: 'nothing' }],
  ['null', { id: null }, { field: 'id', found: 'nothing' }],
  ['of another type', { id: 7 }, { field: 'id', found: 'number' }],
])('a field that the schema demands and that is %s leaves no event', async (_, body, refused) => {
  expect(await readEvent(order, body)).toEqual({ refused })
})

test('a schema that answers later is read alike', async () => {
  const later: Schema<unknown> = z.object({ n: z.optional(z.number().check(z.refine(async (n) => n > 0))) })
  expect(await readEvent(later, { n: 1 })).toEqual({ event: { n: 1 }, deviations: [] })
  expect(await readEvent(later, { n: -1 })).toEqual({
    event: {},
    deviations: [{ field: 'n', found: 'number' }],
  })
})

test('what was sent is not changed', async () => {
  const body = { id: 'o', total: '1', lines: [{ sku: 1 }] }
  const sent = structuredClone(body)
  await readEvent(order, body)
  expect(body).toEqual(sent)
})

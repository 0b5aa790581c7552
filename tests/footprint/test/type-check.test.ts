import { expect, test } from 'vitest'
import { typeCheck } from '../type-check.js'

/** The last measured value plus a tenth. */
const CEILING = 3_600

// The compiler reads its whole library first, which is slow on a busy machine.
test('a file with a handler for every event is cheap to check', { timeout: 60_000 }, () => {
  const { instantiations, errors } = typeCheck('every-event')
  expect(errors).toEqual([])
  expect(instantiations).toBeGreaterThan(0)
  expect(instantiations).toBeLessThan(CEILING)
})

import { beforeAll, describe, expect, test } from 'vitest'
import { compilerOf } from '../src/compiler.js'
import { install } from '../src/project.js'
import { receives } from '../src/receives.js'

describe.each([
  { express: '4.22.2', '@types/express': '4.17.25' },
  { express: '5.3.0', '@types/express': '5.0.6' },
])('Express $express', (versions) => {
  let project: string
  beforeAll(async () => {
    project = await install('express', versions)
  })

  const directory = () => project
  receives({ name: 'as an ES module', directory, args: ['server.mjs'] })
  receives({ name: 'as CommonJS', directory, args: ['server.cjs'] })

  test('takes the middleware as one of its own types', async () => {
    expect(await compilerOf(project).complaints(project)).toEqual([])
  })
})

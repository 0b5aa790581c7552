import { beforeAll, describe } from 'vitest'
import { install } from '../src/project.js'
import { receives } from '../src/receives.js'

describe('Fastify 5', () => {
  let project: string
  beforeAll(async () => {
    project = await install('fastify')
  })

  const directory = () => project
  receives({ name: 'as an ES module', directory, args: ['server.mjs'] })
  receives({ name: 'as CommonJS', directory, args: ['server.cjs'] })
})

import { adapterContract } from '@vidhook/core/testing'
import { webhook } from '@vidhook/fastify'
import fastify from 'fastify'
import { describe, test } from 'vitest'

describe('Fastify passes the contract of an adapter', () => {
  for (const { name, run } of adapterContract) {
    test(name, () =>
      run({
        async serve(receiver) {
          const app = fastify().register(webhook(receiver, { path: '/hook' }))
          const url = await app.listen({ port: 0, host: '127.0.0.1' })
          return { url: `${url}/hook`, close: () => app.close() }
        },
      }),
    )
  }
})

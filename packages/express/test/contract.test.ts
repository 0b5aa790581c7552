import { createServer } from 'node:http'
import { listen } from '@vidhook/adapter-suite'
import { adapterContract } from '@vidhook/core/testing'
import { webhook } from '@vidhook/express'
import express from 'express'
import { describe, test } from 'vitest'

describe('Express passes the contract of an adapter', () => {
  for (const { name, run } of adapterContract) {
    test(name, () =>
      run({
        async serve(receiver) {
          const { url, close } = await listen(createServer(express().use('/hook', webhook(receiver))))
          return { url: `${url}/hook`, close }
        },
      }),
    )
  }
})

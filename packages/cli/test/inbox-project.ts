import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReceiver, hoox, jogg, signCallbackUrl } from '@vidhook/core'
import { GiveUpError } from '@vidhook/core/inbox'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { expect, onTestFinished, vi } from 'vitest'
import { type Backend, closing } from '../../bullmq/test/backends.js'
import { type RunOptions, temporaryFolder, vidhook } from './vidhook.js'

const secret = 'secret of the tests'

/** A project with `@vidhook/bullmq` installed: `vidhook inbox` loads it from there. */
export function inboxProject(): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package.json'), '{}')
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  return folder
}

/** An inbox of one test, and `vidhook inbox` with the options that lead there. */
export function inboxOfTest(backend: Backend) {
  const options = backend.options(`cli-${crypto.randomUUID()}`)
  const opened = closing()
  onTestFinished(() => opened.all())
  const inbox = opened.inbox(options)
  const place = placeOf(options)
  const cwd = inboxProject()

  const on = {
    generated_avatar_video_success: () => {},
    '*': ({ data: { video_id } }: { readonly data: { readonly video_id?: unknown } }) => {
      if (video_id === 'later') throw new Error('The library is away.')
      if (video_id !== 'good') throw new GiveUpError(`There is no video ${video_id}.`)
    },
  }
  const joggReceiver = createReceiver(jogg({ secret }), {
    inbox,
    log: false,
    storeTimeoutMs: 10_000,
    on: on as never,
  })
  const hooxReceiver = createReceiver(hoox({ callbackSecret: secret }), {
    inbox,
    log: false,
    storeTimeoutMs: 10_000,
  })

  return {
    inbox,
    place,
    cwd,
    run: ([command = '', ...args]: readonly string[], { env }: Pick<RunOptions, 'env'> = {}) =>
      vidhook(['inbox', command, ...args, ...place], { cwd, ...(env && { env }) }),
    /** Puts a video of JoggAI's into the inbox. Its handler finds `good`, has trouble with `later`, and gives up all others. */
    async put(video_id: string, event_id: string): Promise<void> {
      const delivery = await joggDelivery('generated_avatar_video_success', {
        secret,
        event_id,
        data: { video_id },
      })
      expect((await joggReceiver.receive(delivery)).kind).toBe('queued')
    },
    /** Puts an export of Hoox's, whose callback URL has a context, into the inbox. */
    async putHoox(context: { readonly userId: string }): Promise<void> {
      const url = await signCallbackUrl('https://example.com/webhooks/hoox', { secret, context })
      expect((await hooxReceiver.receive(await hooxDelivery('video_export.completed', { url }))).kind).toBe(
        'queued',
      )
    },
    /** Has a worker try all that waits. */
    async work(): Promise<void> {
      const worker = inbox.work([joggReceiver, hooxReceiver])
      await vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ waiting: 0, active: 0 }), {
        timeout: 20_000,
        interval: 20,
      })
      await worker.close()
    },
  }
}

function placeOf(options: ReturnType<Backend['options']>): readonly string[] {
  const { backend, name = '', connection } = options
  if (typeof connection === 'string') throw new Error('The tests give objects.')
  return backend === 'postgres'
    ? [
        '--postgres',
        String(connection.connectionString),
        '--schema',
        String(connection.schema),
        '--name',
        name,
      ]
    : ['--redis', String(connection.url), '--prefix', options.prefix ?? '', '--name', name]
}

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJournal } from './journal.js'
import type { KeptDelivery, Result } from './kept-delivery.js'

const MIB = 1024 * 1024

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidhook-journal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function delivery(bodyBytes: number): Omit<KeptDelivery, 'id' | 'result'> {
  return {
    receivedAt: new Date(0).toISOString(),
    origin: { kind: 'received' },
    request: { method: 'POST', url: '/', headers: [], body: 'a'.repeat(bodyBytes), bodyState: 'whole' },
  }
}

async function reopened(limits: Parameters<typeof openJournal>[1]): Promise<readonly number[]> {
  const journal = await openJournal(folder, limits, fail)
  await journal.close()
  return journal.all().map(({ id }) => id)
}

function fail(error: unknown): never {
  throw error
}

describe('the journal', () => {
  test('lets go of the oldest bodies, and its file does not grow without end', async () => {
    const limits = { maxDeliveries: 100, maxBytes: 2 * MIB }
    const journal = await openJournal(folder, limits, fail)
    const sizes: number[] = []
    for (let count = 0; count < 30; count++) {
      await journal.add(delivery(MIB / 2))
      sizes.push((await stat(journal.file)).size)
    }
    expect(Math.max(...sizes)).toBeLessThan(5 * MIB)
    expect(journal.all().map(({ id }) => id)).toEqual([27, 28, 29, 30])
    await journal.close()
    expect(await reopened(limits)).toEqual([27, 28, 29, 30])
  })

  test('writes one line after the other, however many deliveries come at once', async () => {
    const limits = { maxDeliveries: 1000, maxBytes: MIB }
    const journal = await openJournal(folder, limits, fail)
    await Promise.all(Array.from({ length: 300 }, () => journal.add(delivery(10))))
    await journal.close()
    expect(await reopened(limits)).toHaveLength(300)
  })

  test('keeps which fields were left out, and reads what was written before that was kept', async () => {
    const outcome = { kind: 'processed', status: 200, body: '' }
    const before = { provider: 'jogg', verification: { state: 'verified' }, outcome, claimed: false }
    const lines = [
      { line: 'delivery', delivery: { id: 1, ...delivery(1) } },
      { line: 'result', id: 1, result: { ...before, status: 200, durationMs: 1 } },
    ]
    await writeFile(join(folder, 'deliveries.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
    const limits = { maxDeliveries: 10, maxBytes: MIB }
    const first = await openJournal(folder, limits, fail)
    const result = first.find(1)?.result
    if (!result) throw new Error('The old line was not read.')
    expect(result.deviations).toEqual([])
    const deviations = [{ field: 'data.duration', found: 'string' }]
    await first.settle(1, { ...result, deviations })
    await first.close()
    const again = await openJournal(folder, limits, fail)
    expect(again.find(1)?.result?.deviations).toEqual(deviations)
    await again.close()
  })

  test('leaves out lines that are not its own, and keeps the others', async () => {
    const kept: KeptDelivery = { id: 7, ...delivery(1) }
    const lines = [
      '{}',
      'null',
      '{"line":"result","id":1,"result":{}}',
      JSON.stringify({ line: 'delivery', delivery: kept }),
    ]
    await writeFile(join(folder, 'deliveries.jsonl'), lines.join('\n'))
    const journal = await openJournal(folder, { maxDeliveries: 10, maxBytes: MIB }, fail)
    expect(journal.unreadable).toBe(3)
    expect((await journal.add(delivery(1))).id).toBe(8)
    await journal.close()
    expect((await readFile(journal.file, 'utf8')).trim().split('\n')).toHaveLength(2)
  })

  test('forgets what was answered when it is told to, keeps what is under way, and counts on', async () => {
    const limits = { maxDeliveries: 10, maxBytes: MIB }
    const journal = await openJournal(folder, limits, fail)
    const answered = await journal.add(delivery(1))
    await journal.settle(answered.id, RESULT)
    const underWay = await journal.add(delivery(1))
    await journal.clear()
    expect(journal.all()).toEqual([underWay])
    await journal.settle(underWay.id, RESULT)
    expect((await journal.add(delivery(1))).id).toBe(3)
    await journal.close()

    const again = await openJournal(folder, limits, fail)
    expect(again.all().map(({ id, result }) => [id, result?.outcome.kind])).toEqual([
      [2, 'processed'],
      [3, undefined],
    ])
    // Interrupted: nobody waits for it any more.
    await again.clear()
    await again.close()
    expect(await reopened(limits)).toEqual([])
  })
})

const RESULT: Result = {
  provider: 'jogg',
  verification: { state: 'verified' },
  outcome: { kind: 'processed', status: 200, body: '{}' },
  claimed: false,
  deviations: [],
  status: 200,
  durationMs: 1,
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hooxChecked } from './doctor-guides/hoox-checked.js'
import { hooxEndpoint } from './doctor-guides/hoox-endpoint.js'
import { joggParsed } from './doctor-guides/jogg-parsed.js'
import { joggRaw } from './doctor-guides/jogg-raw.js'
import { doctor, failuresOf } from './doctor-run.js'
import { serve } from './serve.js'

const secret = 'whsec_of_the_guides'
const docs = readFileSync(new URL('../../../docs/cli-doctor.md', import.meta.url), 'utf8')

/** The guides' own code, and what the doctor finds in it. */
const guides = [
  {
    sample: 'JoggAI, the body parsed first',
    provider: 'jogg',
    app: joggParsed(secret),
    args: ['--secret', secret],
    failures: [
      'formatted-body (critical)',
      'escaped-body (critical)',
      'null-fields (important)',
      'signature-missing (important)',
      'signature-empty (important)',
      'signature-too-short (important)',
      'signature-not-hex (important)',
      'body-reserialized (important)',
      'signature-repeated (important)',
      'event-header-contradicts (advice)',
      'not-an-object (important)',
      'large-body-announced (advice)',
      'slow-body (important)',
      'no-stack-traces (important)',
    ],
  },
  {
    sample: 'JoggAI, over the raw body',
    provider: 'jogg',
    app: joggRaw(secret),
    args: ['--secret', secret],
    failures: [
      'null-fields (important)',
      'signature-missing (important)',
      'signature-empty (important)',
      'signature-too-short (important)',
      'signature-not-hex (important)',
      'signature-repeated (important)',
      'event-header-contradicts (advice)',
      'not-an-object (important)',
      'malformed-json (important)',
      'empty-body (important)',
      'large-body-announced (advice)',
      'slow-body (important)',
      'no-stack-traces (important)',
    ],
  },
  {
    sample: 'Hoox, "Create an Endpoint"',
    provider: 'hoox',
    app: hooxEndpoint(),
    args: [],
    failures: [
      'missing-fields (important)',
      'null-fields (important)',
      'proof-missing (critical)',
      'hoox-header-missing (advice)',
      'user-agent-foreign (advice)',
      'empty-body (important)',
      'large-body-announced (advice)',
      'slow-body (important)',
      'no-stack-traces (important)',
    ],
  },
  {
    sample: 'Hoox, with its checks',
    provider: 'hoox',
    app: hooxChecked(),
    args: [],
    failures: [
      'missing-fields (important)',
      'null-fields (important)',
      'proof-missing (critical)',
      'empty-body (important)',
      'large-body-announced (advice)',
      'slow-body (important)',
      'no-stack-traces (important)',
    ],
  },
] as const

describe.each(guides)('in the sample of a guide: $sample', ({ sample, provider, app, args, failures }) => {
  test('the doctor finds what is wrong, exits with 1, and keeps the secret to itself', async () => {
    const url = `${await serve(app)}/webhook`
    const run = await doctor([url, '--provider', provider, '--patience', '2', ...args])
    expect(failuresOf(run.json)).toEqual(failures)
    expect(run.code).toBe(1)
    expect(run.stdout + run.stderr).not.toContain(secret)
  })

  test('the docs say what it finds', () => {
    expect(inTheDocs(sample)).toEqual(failures)
  })
})

/** The column of a sample in the table of the docs. */
function inTheDocs(sample: string): readonly string[] {
  const rows = [...docs.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim()),
  )
  const start = rows.findIndex((row) => row.includes(sample))
  const column = rows[start]?.indexOf(sample) ?? -1
  return rows.slice(start + 2).flatMap((row) => {
    const id = /^\[`(.+)`\]/.exec(row[0] ?? '')?.[1]
    return id && row[column] ? [`${id} (${row[column]})`] : []
  })
}

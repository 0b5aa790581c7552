import { type Run, type RunOptions, vidhook } from './vidhook.js'

/** What the tests read of `--json`. */
export interface DoctorJson {
  readonly ok: boolean
  readonly url: string
  readonly ids: string
  readonly counts: Readonly<Record<'passed' | 'failed' | 'unclear' | 'skipped', number>>
  readonly probes: readonly {
    readonly id: string
    readonly verdict: string
    readonly severity: string
    readonly found: string
    readonly link: string
  }[]
}

/** Runs `vidhook doctor … --json` to its end, and reads what it says. */
export async function doctor(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run & { readonly json: DoctorJson }> {
  const run = await vidhook(['doctor', ...args, '--json'], options)
  if (run.stdout === '') throw new Error(`There is no report: ${run.stderr}`)
  return { ...run, json: JSON.parse(run.stdout) }
}

/** `body-tampered (critical)` of each that failed. */
export function failuresOf({ probes }: DoctorJson): readonly string[] {
  return probes.filter(({ verdict }) => verdict === 'failed').map(({ id, severity }) => `${id} (${severity})`)
}

import pg from 'pg'
import type { Run } from './facts.js'

/** Every run of a handler: written when it starts, and when it ends. */
export interface Ledger {
  createTable(): Promise<void>
  begin(event: string, replica: number): Promise<RunStart>
  end(id: string, result: 'succeeded' | 'failed'): Promise<void>
  read(): Promise<readonly Run[]>
  close(): Promise<void>
}

interface RunStart {
  readonly id: string
  /** How many runs of the event have failed before. */
  readonly failures: number
}

export function openLedger(url: string): Ledger {
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  pool.on('error', () => {})
  return {
    async createTable() {
      await pool.query(`CREATE TABLE runs (
        id bigserial PRIMARY KEY,
        event text NOT NULL,
        replica int NOT NULL,
        pid int NOT NULL,
        result text,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ended_at timestamptz
      );
      CREATE INDEX ON runs (event)`)
    },
    async begin(event, replica) {
      const { rows } = await pool.query<{ id: string; failures: number }>(
        `INSERT INTO runs (event, replica, pid) VALUES ($1, $2, $3)
        RETURNING id, (SELECT count(*)::int FROM runs WHERE event = $1 AND result = 'failed') AS failures`,
        [event, replica, process.pid],
      )
      const [row] = rows
      if (!row) throw new Error('The ledger gave no row.')
      return row
    },
    async end(id, result) {
      await pool.query('UPDATE runs SET result = $2, ended_at = clock_timestamp() WHERE id = $1', [
        id,
        result,
      ])
    },
    async read() {
      const { rows } = await pool.query<Run & { endedAt: number | null; result: Run['result'] | null }>(
        // Whole milliseconds, rounded down, as Date.now() does: what came before must not look later.
        `SELECT event, replica, pid, result,
          floor(extract(epoch from started_at) * 1000)::float8 AS "startedAt",
          floor(extract(epoch from ended_at) * 1000)::float8 AS "endedAt"
        FROM runs ORDER BY id`,
      )
      return rows.map((row) => ({
        ...row,
        endedAt: row.endedAt ?? undefined,
        result: row.result ?? undefined,
      }))
    },
    close: () => pool.end(),
  }
}

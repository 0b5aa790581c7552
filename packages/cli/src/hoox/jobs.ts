import type { HooxClient, HooxJobRequest } from '@vidhook/api'
import { CliError } from '../exit.js'

/** What `vidhook hoox start` can start. Each starts the job of that name in Hoox's API. */
export const JOBS = ['generation', 'export', 'avatar-create', 'avatar-edit', 'asset'] as const
export type JobKind = (typeof JOBS)[number]

/** The ids by which a webhook names its job: `job_id`, `avatar_id` and `look_id`, or `asset_id`. */
export type JobIds = Readonly<Record<string, string>>

/** Starts a job. Resolves to the ids of each webhook to expect: one for a job, one for each asset. */
export async function startJob(
  client: HooxClient,
  kind: JobKind,
  request: HooxJobRequest,
  signal: AbortSignal,
): Promise<readonly JobIds[]> {
  switch (kind) {
    case 'generation': {
      const { job_id } = await client.generation.start(request, { signal })
      return [{ job_id }]
    }
    case 'export': {
      const { job_id } = await client.export.start(
        { ...request, video_id: text(request, 'video_id') },
        { signal },
      )
      return [{ job_id }]
    }
    case 'avatar-create': {
      const { avatar_id, look_id } = await client.avatar.create(request, { signal })
      return [{ avatar_id, look_id }]
    }
    case 'avatar-edit': {
      const edit = {
        avatar_id: text(request, 'avatar_id'),
        look_id: text(request, 'look_id'),
        prompt: text(request, 'prompt'),
      }
      const { avatar_id, look_id } = await client.avatar.edit({ ...request, ...edit }, { signal })
      return [{ avatar_id, look_id }]
    }
    case 'asset': {
      const asset = {
        type: text(request, 'type'),
        model: text(request, 'model'),
        prompt: text(request, 'prompt'),
      }
      const { asset_ids } = await client.asset.start({ ...request, ...asset }, { signal })
      return asset_ids.map((asset_id) => ({ asset_id }))
    }
  }
}

function text(request: HooxJobRequest, name: string): string {
  const value = request[name]
  if (typeof value === 'string' && value !== '') return value
  throw new CliError(`This job needs ${name}: add --set ${name}=…`)
}

import type { HooxClient, HooxJobRequest } from '@vidhook/api'
import { CliError } from '../exit.js'

/** What `vidhook hoox start` can start. Each calls the one of Hoox's API. */
export const JOBS = ['generation', 'export', 'avatar-create', 'avatar-edit'] as const
export type JobKind = (typeof JOBS)[number]

export interface StartedJob {
  /** What the webhook will name the job by: `job_id`, or `avatar_id` and `look_id`. */
  readonly ids: Readonly<Record<string, string>>
}

export async function startJob(
  client: HooxClient,
  kind: JobKind,
  request: HooxJobRequest,
  signal: AbortSignal,
): Promise<StartedJob> {
  switch (kind) {
    case 'generation':
      return { ids: { job_id: (await client.generation.start(request, { signal })).job_id } }
    case 'export': {
      const { job_id } = await client.export.start(
        { ...request, video_id: text(request, 'video_id') },
        { signal },
      )
      return { ids: { job_id } }
    }
    case 'avatar-create': {
      const { avatar_id, look_id } = await client.avatar.create(request, { signal })
      return { ids: { avatar_id, look_id } }
    }
    case 'avatar-edit': {
      const edit = {
        avatar_id: text(request, 'avatar_id'),
        look_id: text(request, 'look_id'),
        prompt: text(request, 'prompt'),
      }
      const { avatar_id, look_id } = await client.avatar.edit({ ...request, ...edit }, { signal })
      return { ids: { avatar_id, look_id } }
    }
  }
}

function text(request: HooxJobRequest, name: string): string {
  const value = request[name]
  if (typeof value === 'string' && value !== '') return value
  throw new CliError(`This job needs ${name}: add --set ${name}=…`)
}

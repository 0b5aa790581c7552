import type { ProviderName } from '../providers/provider-name.js'

/** A body that a provider sends according to some publication, with the outcome that a receiver must give it. */
export interface FieldPayload {
  readonly provider: ProviderName
  /** Where it was published. */
  readonly source: string
  /** `observed` in production, `documented` by the provider, or `inferred` from code that reads it. */
  readonly certainty: 'observed' | 'documented' | 'inferred'
  readonly expect: {
    /** The event's name. */
    readonly event: string
    /** The value of `data.video_id` in the handler's event. */
    readonly videoId?: string
    readonly outcome: 'processed'
  }
  readonly body: { readonly [field: string]: unknown }
}

/** Real bodies that others have published. Their values are replaced, their fields are unchanged. */
export const fieldPayloads: readonly FieldPayload[] = [
  {
    provider: 'jogg',
    source:
      'vm0-ai/vm0, pull request 25275, 2026-08-05: success shape observed in production (values replaced)',
    certainty: 'observed',
    expect: {
      event: 'generated_avatar_video_success',
      videoId: 'p_1001',
      outcome: 'processed',
    },
    body: {
      event_id: 'e_1001',
      event: 'generated_avatar_video_success',
      timestamp: 1785888000,
      data: {
        project_id: 'p_1001',
        video_url: 'https://res.example/v.mp4',
        duration: 121,
      },
    },
  },
  {
    provider: 'jogg',
    source: "the same integrator's code: a failure may have only project_id and err_msg",
    certainty: 'inferred',
    expect: {
      event: 'generated_avatar_video_failed',
      videoId: 'p_1002',
      outcome: 'processed',
    },
    body: {
      event_id: 'e_1002',
      event: 'generated_avatar_video_failed',
      timestamp: 1785888000,
      data: {
        project_id: 'p_1002',
        err_msg: 'Video generation failed',
      },
    },
  },
  {
    provider: 'jogg',
    source: "the sample in JoggAI's guide",
    certainty: 'documented',
    expect: {
      event: 'generated_avatar_video_success',
      videoId: 'video_123456',
      outcome: 'processed',
    },
    body: {
      event_id: 'evt_123456789',
      event: 'generated_avatar_video_success',
      timestamp: 1732806631,
      data: {
        video_id: 'video_123456',
        status: 'completed',
        video_url: 'https://res.jogg.ai/video.mp4',
        cover_url: 'https://res.jogg.ai/cover.jpg',
        duration: 30,
      },
    },
  },
  {
    provider: 'hoox',
    source: 'Hoox-video/skill, skills/hoox-api/SKILL.md (values replaced)',
    certainty: 'documented',
    expect: {
      event: 'asset_generation.completed',
      outcome: 'processed',
    },
    body: {
      task: 'asset_generation',
      asset_id: 'asset_1001',
      status: 'completed',
      result: {
        asset_url: 'https://cdn.example/a',
        asset_type: 'video',
        width: 1920,
        height: 1080,
        duration_seconds: 6,
      },
    },
  },
  {
    provider: 'hoox',
    source: 'the same file: a failure has the same structure, with status failed and an error',
    certainty: 'documented',
    expect: {
      event: 'asset_generation.failed',
      outcome: 'processed',
    },
    body: {
      task: 'asset_generation',
      asset_id: 'asset_1002',
      status: 'failed',
      error: {
        code: 'GENERATION_FAILED',
        message: 'Asset generation failed',
      },
    },
  },
  {
    provider: 'hoox',
    source: 'older guide and public sender code: a generation without a task (values replaced)',
    certainty: 'documented',
    expect: {
      event: 'video_generate.completed',
      outcome: 'processed',
    },
    body: {
      job_id: 'run_1003',
      status: 'completed',
      result: {
        video_id: 'video_1003',
        thumbnail_url: 'https://cdn.example/t.jpg',
        cost: 5,
        created_at: '2024-01-15T10:30:00Z',
      },
    },
  },
]

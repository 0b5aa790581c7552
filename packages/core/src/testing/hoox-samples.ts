import type { HooxEventName, HooxEvents } from '../providers/hoox/events.js'

type Samples = { readonly [Name in HooxEventName]: HooxEvents[Name] }

// From "Successful Generation" and "Failed Generation" in the guide. Other tasks are made in the same way.
const job_id = 'run_01234567890abcdef'
const avatar_id = 'avatar_abcdef1234567890'
const look_id = 'look_abcdef1234567890'
const asset_id = 'asset_abcdef1234567890'
const error = { code: 'INSUFFICIENT_CREDITS', message: 'Not enough credits to complete video generation' }
const look = {
  id: look_id,
  avatar_name: 'Nova',
  look_name: 'Studio',
  gender: 'female',
  place: 'studio',
  format: 'vertical',
  thumbnail: 'https://cdn.hoox.video/avatars/look_123.jpg',
  model_available: ['standard', 'premium'],
}

/** A sample of every Hoox event, by name. */
export const hooxSamples: Samples = {
  'video_generate.completed': {
    task: 'video_generate',
    job_id,
    status: 'completed',
    result: {
      video_id: 'video_abcdef1234567890',
      thumbnail_url: 'https://cdn.hoox.video/thumbnails/video_123.jpg',
      cost: 5,
      created_at: '2024-01-15T10:30:00Z',
    },
  },
  'video_generate.failed': { task: 'video_generate', job_id, status: 'failed', error },
  'video_export.completed': {
    task: 'video_export',
    job_id,
    status: 'completed',
    result: {
      download_url: 'https://cdn.hoox.video/exports/video_123.mp4',
      thumbnail_url: 'https://cdn.hoox.video/thumbnails/video_123.jpg',
      cost: 1,
      created_at: '2024-01-15T10:35:00Z',
    },
  },
  'video_export.failed': { task: 'video_export', job_id, status: 'failed', error },
  'avatar_create.completed': { task: 'avatar_create', avatar_id, look_id, status: 'completed', result: look },
  'avatar_create.failed': { task: 'avatar_create', avatar_id, look_id, status: 'failed', error },
  'avatar_edit.completed': { task: 'avatar_edit', avatar_id, look_id, status: 'completed', result: look },
  'avatar_edit.failed': { task: 'avatar_edit', avatar_id, look_id, status: 'failed', error },
  // Hoox-video/skill, skills/hoox-api/SKILL.md.
  'asset_generation.completed': {
    task: 'asset_generation',
    asset_id,
    status: 'completed',
    result: {
      asset_url: 'https://cdn.hoox.video/assets/asset_123.mp4',
      asset_type: 'video',
      width: 1920,
      height: 1080,
      duration_seconds: 6,
    },
  },
  'asset_generation.failed': {
    task: 'asset_generation',
    asset_id,
    status: 'failed',
    error: { code: 'GENERATION_FAILED', message: 'Asset generation failed' },
  },
}

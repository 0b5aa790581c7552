import { console, notifyUser, notifyUserOfFailure, updateAvatarStatus, updateJobStatus } from './stubs.js'

// "Create an Endpoint" in Hoox's guide, line by line, with the types that TypeScript asks for.

// biome-ignore lint/suspicious/noExplicitAny: the guide's JavaScript has no types
type Unchecked = any

export function route({ task, job_id, avatar_id, look_id, status, result, error }: Unchecked) {
  console.log(`Webhook received for ${task}: ${status}`)

  switch (task) {
    case 'video_generate':
      handleVideoGeneration(job_id, status, result, error)
      break
    case 'video_export':
      handleVideoExport(job_id, status, result, error)
      break
    case 'avatar_create':
    case 'avatar_edit':
      handleAvatar(avatar_id, look_id, status, result, error)
      break
    default:
      console.warn('Unknown task type:', task)
  }
}

function handleVideoGeneration(job_id: Unchecked, status: Unchecked, result: Unchecked, error: Unchecked) {
  if (status === 'completed') {
    console.log('Video generated:', result.video_id)
    updateJobStatus(job_id, 'completed', result)
    notifyUser(job_id, result)
  } else {
    console.error('Generation failed:', error)
    updateJobStatus(job_id, 'failed', null, error)
    notifyUserOfFailure(job_id, error)
  }
}

function handleVideoExport(job_id: Unchecked, status: Unchecked, result: Unchecked, error: Unchecked) {
  if (status === 'completed') {
    console.log('Video exported:', result.download_url)
    updateJobStatus(job_id, 'completed', result)
    notifyUser(job_id, result)
  } else {
    console.error('Export failed:', error)
    updateJobStatus(job_id, 'failed', null, error)
    notifyUserOfFailure(job_id, error)
  }
}

function handleAvatar(
  avatar_id: Unchecked,
  look_id: Unchecked,
  status: Unchecked,
  result: Unchecked,
  error: Unchecked,
) {
  if (status === 'completed') {
    console.log('Avatar ready:', avatar_id, look_id)
    updateAvatarStatus(avatar_id, look_id, 'completed', result)
    notifyUser(avatar_id, result)
  } else {
    console.error('Avatar failed:', error)
    updateAvatarStatus(avatar_id, look_id, 'failed', null, error)
    notifyUserOfFailure(avatar_id, error)
  }
}

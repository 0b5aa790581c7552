/** A receiver without vidhook, to compare the type checker's work with `every-event.ts`. */
interface Video {
  readonly event: 'generated_avatar_video_success'
  readonly event_id: string
  readonly data: { readonly video_id: string; readonly video_url: string; readonly duration: number }
}

interface Failure {
  readonly event: 'generated_avatar_video_failed'
  readonly event_id: string
  readonly data: { readonly video_id: string; readonly error: { readonly message: string } }
}

export function receive(event: Video | Failure): void {
  switch (event.event) {
    case 'generated_avatar_video_success':
      console.log(event.data.video_url, event.data.duration)
      break
    case 'generated_avatar_video_failed':
      console.log(event.data.video_id, event.data.error.message)
  }
}

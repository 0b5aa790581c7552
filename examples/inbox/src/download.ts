import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GiveUpError } from '@vidhook/core/inbox'

/**
 * Downloads a video: far too long for a webhook's answer. A repeat overwrites the file with the same bytes, so the handler may run
 * more than once.
 *
 * @throws GiveUpError if a retry would not help.
 */
export async function download(id: string, url: string | undefined, signal: AbortSignal): Promise<void> {
  if (url === undefined) throw new GiveUpError(`There is no URL for ${id}.`)
  const response = await fetch(url, { signal })
  if (response.status === 404 || response.status === 410) throw new GiveUpError(`${url} is gone.`)
  if (!response.ok || !response.body) throw new Error(`${url} was answered ${response.status}.`)
  const folder = process.env.VIDEOS_FOLDER ?? 'videos'
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${encodeURIComponent(id)}.mp4`)
  await writeFile(`${file}.part`, response.body, { signal })
  await rename(`${file}.part`, file) // whoever sees the file sees all of it
}

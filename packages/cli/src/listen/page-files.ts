import { readFile } from 'node:fs/promises'

/** The page's files by their path. */
export type PageFiles = (
  path: string,
  token: string,
) => { readonly type: string; readonly content: string } | undefined

/** Where the build puts them, beside the bundle. */
const FOLDER = new URL('./inspector/', import.meta.url)

export async function readPageFiles(): Promise<PageFiles> {
  const [html, css, script, icon] = await Promise.all(
    ['index.html', 'style.css', 'page.js', 'icon.svg'].map((name) => readFile(new URL(name, FOLDER), 'utf8')),
  )
  return (path, token) => {
    switch (path) {
      case '/':
        return { type: 'text/html; charset=utf-8', content: (html ?? '').replace('{token}', token) }
      case '/style.css':
        return { type: 'text/css; charset=utf-8', content: css ?? '' }
      case '/page.js':
        return { type: 'text/javascript; charset=utf-8', content: script ?? '' }
      case '/icon.svg':
        return { type: 'image/svg+xml', content: icon ?? '' }
      default:
        return undefined
    }
  }
}

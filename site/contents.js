import { readFileSync } from 'node:fs'

/** The folder with the pages. */
export const docs = new URL('../docs/', import.meta.url)

/** The sections of docs/README.md, which is the site's table of contents: its menu and llms.txt follow it. */
export function contents() {
  const [, ...sections] = readFileSync(new URL('README.md', docs), 'utf8').split(/^## /m)
  return sections.map((section) => ({
    title: section.split('\n')[0],
    pages: [...section.matchAll(/^- \[(.+?)\]\((.+?)\.md\)(?:: (.+))?$/gm)].map(
      ([, title, name, about = '']) => ({ title, name, about }),
    ),
  }))
}

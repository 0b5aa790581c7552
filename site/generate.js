// Writes llms.txt, the list of pages for language models, and llms-full.txt, all pages in one file.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { contents, docs } from './contents.js'

const SITE = 'https://vidhook.github.io/vidhook'
const publicFolder = new URL('public/', docs)
const sections = contents()

const list = sections.map(({ title, pages }) => `## ${title}\n\n${pages.map(lineOf).join('\n')}`)
const summary =
  'Receives webhooks of AI-video platforms (JoggAI, Hoox, and any other sender) in Express, Fastify, Next and Web-standard servers. TypeScript.'
const full = `All pages in one file: ${SITE}/llms-full.txt`

mkdirSync(publicFolder, { recursive: true })
writeFileSync(
  new URL('llms.txt', publicFolder),
  `${['# vidhook', `> ${summary}`, full, ...list, `## API\n\n- [API reference](${SITE}/reference/): every export`].join('\n\n')}\n`,
)
writeFileSync(
  new URL('llms-full.txt', publicFolder),
  sections
    .flatMap(({ pages }) => pages)
    .map(({ name }) => `<!-- ${SITE}/${name} -->\n\n${readFileSync(new URL(`${name}.md`, docs), 'utf8')}`)
    .join('\n\n'),
)

function lineOf({ title, name, about }) {
  return `- [${title}](${SITE}/${name})${about ? `: ${about}` : ''}`
}

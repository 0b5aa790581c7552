import { fileURLToPath } from 'node:url'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import reference from '../../docs/reference/typedoc-sidebar.json' with { type: 'json' }
import { contents } from '../contents.js'
import { mermaidFences, repositoryLinks } from '../markdown.js'

/** The pages are outside of this folder, where there is no Vue. */
const vueOfThisFolder = {
  name: 'vue-of-this-folder',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    if (!/^vue(\/|$)/.test(id)) return null
    return ssr ? { id, external: true } : this.resolve(id, fileURLToPath(import.meta.url), { skipSelf: true })
  },
}

const REPOSITORY = 'https://github.com/vidhook/vidhook'

export default defineConfig({
  title: 'vidhook',
  description:
    'Receive webhooks of AI-video platforms in TypeScript: verified, typed, and handled only once.',
  lang: 'en',
  srcDir: '../docs',
  // The repository's name, as GitHub Pages serves it.
  base: process.env.DOCS_BASE ?? '/vidhook/',
  cleanUrls: true,
  lastUpdated: true,
  rewrites: { 'README.md': 'index.md' },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    // The anchors of GitHub, so that a link is right in both places.
    anchor: { slugify: slug },
    config(md) {
      md.use(repositoryLinks, `${REPOSITORY}/blob/main/`).use(mermaidFences)
    },
  },
  vite: {
    plugins: [vueOfThisFolder],
    build: { chunkSizeWarningLimit: 2_000 },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/' },
      { text: 'API', link: '/reference/' },
    ],
    sidebar: {
      '/reference/': reference,
      '/': contents().map(({ title, pages }) => ({
        text: title,
        items: pages.map(({ title: text, name }) => ({ text, link: `/${name}` })),
      })),
    },
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        // What a reader looks for is first in the guide, then in the lists.
        miniSearch: {
          searchOptions: { boostDocument: (id) => (/\/reference\/|doctor-probes/.test(id) ? 0.1 : 1) },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/docs/:path` },
  },
})

import { posix } from 'node:path'

/** A plugin of markdown-it: links to what is no page lead to the repository. */
export function repositoryLinks(md, repository) {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (!href || /^([a-z]+:|#|\/)/.test(href)) continue
      const path = posix.normalize(posix.join('docs', posix.dirname(env.relativePath ?? ''), href))
      const isPage = path.startsWith('docs/') && /\.md(#.*)?$/.test(path)
      if (!isPage) token.attrSet('href', repository + path)
    }
  })
}

/** A plugin of markdown-it: the diagrams that GitHub draws. The theme draws them here. */
export function mermaidFences(md) {
  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index]
    if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest)
    return `<Mermaid code="${encodeURIComponent(content)}" />`
  }
}

/** How a file brings in what it needs and hands on what it has: as an ES module, or as CommonJS. */
export interface Script {
  use(name: string, from: string): string
  /** The declaration of a function, handed on by its name. */
  handOn(name: string, declaration: string): string
}

export const esm: Script = {
  use: (name, from) => `import { ${name} } from '${from}'`,
  handOn: (_name, declaration) => declaration.replace(/^(?=(?:async )?function )/m, 'export '),
}

export const cjs: Script = {
  use: (name, from) => `const { ${name} } = require('${from}')`,
  handOn: (name, declaration) => `${declaration}\n\nmodule.exports = { ${name} }`,
}

/** Lines, moved to the right. */
export function indent(lines: readonly string[], by: number): string {
  return lines.map((line) => `${' '.repeat(by)}${line}`).join('\n')
}

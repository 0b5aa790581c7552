import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { hasTerminal } from './terminal.js'
import { temporaryFolder, vidhook } from './vidhook.js'

/** How a line looks once Tab was pressed at its end, in a folder that holds `send.json` alone. */
type Tab = (line: string) => Promise<string>

const READY = 'ready> '

/** Settings of a shell that says on Ctrl-T what stands in its line. */
const bash: Tab = (line) =>
  pressTab(line, ['bash', '-i'], {
    '.bashrc': `PS1='${READY}'
source <(vidhook completion bash)
bind 'set enable-bracketed-paste off'
bind -x '"\\C-t": printf "line<%s>" "$READLINE_LINE"'`,
  })

const ZSHRC = `PS1='${READY}'
say-line() { print -rn -- "line<$BUFFER>" }
zle -N say-line
bindkey '^T' say-line
autoload -Uz compinit && compinit -D
`
const zsh: Tab = (line) =>
  pressTab(line, ['zsh', '-i'], { '.zshrc': `${ZSHRC}source <(vidhook completion zsh)` })

/** As package managers install it. */
const zshByItsPath: Tab = async (line) => {
  const { stdout } = await vidhook(['completion', 'zsh'])
  const files = { '.zshrc': `fpath=("$HOME/functions" $fpath)\n${ZSHRC}`, 'functions/_vidhook': stdout }
  return pressTab(line, ['zsh', '-i'], files)
}

/** Fish tells by itself what it would complete. */
const fish: Tab = async (line) => {
  const script = 'vidhook completion fish | source; complete -C "$argv"'
  const { stdout } = await run('fish', ['--no-config', '-c', script, '--', line], userWith({}))
  const completions = stdout.trimEnd().split('\n')
  return completions.length === 1 ? line.replace(/\S*$/, `${completions[0]} `) : line
}

describe.each<[string, string, Tab]>([
  ['bash', 'bash', bash],
  ['zsh', 'zsh', zsh],
  ['zsh, with the script on its path', 'zsh', zshByItsPath],
  ['fish', 'fish', fish],
])('Tab in %s', (_, shell, tab) => {
  describe.runIf(hasTerminal(`Completion in ${shell}`, shell))('completes', { timeout: 60_000 }, () => {
    test.each([
      ['a command, and no file beside it', 'vidhook sen', 'vidhook send '],
      ['an event', 'vidhook send jogg generated_image_s', 'vidhook send jogg generated_image_success '],
      [
        'an event behind a URL',
        'vidhook send hoox --to http://localhost:3000/ avatar_edit.f',
        'vidhook send hoox --to http://localhost:3000/ avatar_edit.failed ',
      ],
      ['the value of an option', 'vidhook init --provider ho', 'vidhook init --provider hoox '],
      ['a file, where anything may stand', 'vidhook verify ', 'vidhook verify send.json '],
    ])('%s', async (_, line, completed) => {
      expect(await tab(line)).toBe(completed)
    })

    test('and runs nothing that stands in the line', async () => {
      const file = join(temporaryFolder(), 'run')
      await tab(`vidhook send jogg --to $(touch ${file}) generated_image_s`)
      expect(existsSync(file)).toBe(false)
    })
  })
})

/** Runs a shell in a terminal, as zsh can, presses Tab in it and then Ctrl-T. */
async function pressTab(
  line: string,
  shell: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const script = `zmodload zsh/zpty
zpty shell "\${(@q)argv[2,-1]}"
zpty -r shell output '*${READY}*'
zpty -w -n shell "$1"$'\\t\\x14'
zpty -r shell output '*line<*>*'
print -r -- "$output"`
  const { stdout } = await run('zsh', ['-f', '-c', script, 'driver', line, ...shell], userWith(files))
  return /line<(.*)>/.exec(stdout)?.[1] ?? stdout
}

const run = promisify(execFile)

/** A folder that is home and working directory of somebody who has installed vidhook. */
function userWith(files: Readonly<Record<string, string>>) {
  const home = temporaryFolder()
  const bin = temporaryFolder()
  symlinkSync(fileURLToPath(new URL('../dist/bin.js', import.meta.url)), join(bin, 'vidhook'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  const work = join(home, 'work')
  mkdirSync(work)
  writeFileSync(join(work, 'send.json'), '{}')
  const PATH = [bin, process.env.PATH].join(delimiter)
  return { cwd: work, env: { PATH, HOME: home, TERM: 'dumb' }, timeout: 30_000 }
}

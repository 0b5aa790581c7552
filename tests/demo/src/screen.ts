import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types'

/** Where the demo is watched. */
export interface Screen {
  readonly width: number
  readonly colors: Colors
  /** Lines that stay. */
  print(...lines: readonly string[]): void
  /** Lines that are drawn again and again below those that stay, until there are none. Nobody draws on a pipe. */
  draw(lines: (frame: string) => readonly string[]): void
  close(): void
}

/** Wide enough for the handlers' column. */
const WIDTH_OF_A_PIPE = 120
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80

/** A terminal is drawn on, in color unless `NO_COLOR` or its kind forbids it. Anything else gets plain lines. */
export function createScreen(stream: NodeJS.WriteStream): Screen {
  return stream.isTTY ? terminal(stream) : pipe(stream)
}

function pipe(stream: NodeJS.WritableStream): Screen {
  return {
    width: WIDTH_OF_A_PIPE,
    colors: createColors(false),
    print: (...lines) => void stream.write(`${lines.join('\n')}\n`),
    draw() {},
    close() {},
  }
}

function terminal(stream: NodeJS.WriteStream): Screen {
  const update = createLogUpdate(stream)
  let drawn: (frame: string) => readonly string[] = () => []
  let turn = 0
  const redraw = () => update(drawn(FRAMES[turn % FRAMES.length] ?? '').join('\n'))
  const timer = setInterval(() => {
    turn++
    redraw()
  }, FRAME_MS)

  return {
    width: stream.columns || 80,
    colors: createColors(stream.hasColors()),
    print(...lines) {
      update.clear()
      stream.write(`${lines.join('\n')}\n`)
      redraw()
    },
    draw(lines) {
      drawn = lines
      redraw()
    },
    close() {
      clearInterval(timer)
      update.clear()
      update.done()
    },
  }
}

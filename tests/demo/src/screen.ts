import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types'

/** The output of the demo. */
export interface Screen {
  readonly width: number
  readonly colors: Colors
  /** Prints permanent lines. */
  print(...lines: readonly string[]): void
  /** Draws lines below the permanent ones, in place of those drawn before. Does nothing in a pipe. */
  draw(lines: (frame: string) => readonly string[]): void
  close(): void
}

/** Wide enough for the handlers' column. */
const WIDTH_OF_A_PIPE = 120
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80

/** Draws on a terminal, in color unless `NO_COLOR` or the terminal forbids it. Anything else gets plain lines. */
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

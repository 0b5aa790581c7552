import { Presets, SingleBar } from 'cli-progress'
import type { Io } from '../io.js'

export interface ProgressBar {
  advance(): void
  stop(): void
}

/**
 * On stderr, so that stdout is the result alone, and only where somebody watches. Not the bar of @clack/prompts: it reads
 * the keyboard, and at Ctrl-C or Escape ends the process with 0, before a command can show what it knows.
 */
export function progressBar({ stderr, env }: Io, total: number): ProgressBar {
  if (!stderr.isTTY || env.TERM === 'dumb') return { advance() {}, stop() {} }
  const bar = new SingleBar(
    {
      stream: stderr,
      format: ' {bar} {value}/{total}  {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false, // Ctrl-C is the command's to handle: it still shows what it knows
    },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { advance: () => bar.increment(), stop: () => bar.stop() }
}

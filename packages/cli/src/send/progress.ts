import { Presets, SingleBar } from 'cli-progress'
import type { Io } from '../io.js'

export interface ProgressBar {
  advance(): void
  stop(): void
}

/**
 * Shown on stderr, so that stdout holds only the result, and only on a terminal. Not the bar of @clack/prompts: it reads the
 * keyboard, and ends the process with 0 at Ctrl-C or Escape, before the command can show its result.
 */
export function progressBar({ stderr, env }: Io, total: number): ProgressBar {
  if (!stderr.isTTY || env.TERM === 'dumb') return { advance() {}, stop() {} }
  const bar = new SingleBar(
    {
      stream: stderr,
      format: ' {bar} {value}/{total}  {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false, // the command handles Ctrl-C: it shows the results so far
    },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { advance: () => bar.increment(), stop: () => bar.stop() }
}

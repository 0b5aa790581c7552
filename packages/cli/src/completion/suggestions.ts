import type { Command, Option } from 'commander'

/** The completions of the last word. An empty list means that any text is allowed; the shell then suggests files. */
export function suggestions(program: Command, words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1)
  const unfinished = words.at(-1) ?? ''
  const { command, operands, awaiting } = placeAfter(program, before)
  return candidates(command, operands, awaiting, unfinished).filter((each) => each.startsWith(unfinished))
}

interface Place {
  readonly command: Command
  /** How many of the command's arguments are complete. */
  readonly operands: number
  /** The option that takes the next word as its value. */
  readonly awaiting: Option | undefined
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0, awaiting: undefined }
  for (const word of words) place = step(place, word)
  return place
}

function step({ command, operands, awaiting }: Place, word: string): Place {
  if (awaiting) return { command, operands, awaiting: undefined }
  if (word.startsWith('-')) {
    const option = optionsOf(command).find(({ long, short }) => word === long || word === short)
    return { command, operands, awaiting: option && takesValue(option) ? option : undefined }
  }
  const next = command.commands.find((each) => each.name() === word)
  return next ? { command: next, operands: 0, awaiting } : { command, operands: operands + 1, awaiting }
}

function candidates(
  command: Command,
  operands: number,
  awaiting: Option | undefined,
  unfinished: string,
): readonly string[] {
  if (awaiting) return awaiting.argChoices ?? []
  if (unfinished.startsWith('-')) return optionsOf(command).flatMap(({ long, short }) => long ?? short ?? [])
  if (command.commands.length > 0) return namesOfCommands(command)
  return command.registeredArguments[operands]?.argChoices ?? []
}

/** The options in the command's help, and the program's own. */
function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp()
  help.showGlobalOptions = true
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
}

function namesOfCommands(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => each.name())
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}

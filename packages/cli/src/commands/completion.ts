import { Command } from 'commander'
import type { CommandModule } from '../cli.js'
import { scripts } from '../completion/scripts.js'
import { suggestions } from '../completion/suggestions.js'
import { type Io, say } from '../io.js'

/** Prints the scripts that let a shell complete commands, options and event names. */
export const completion: CommandModule = (io) => {
  const command = new Command('completion')
    .description('Print a script that completes vidhook in your shell.')
    .addHelpText('after', HELP)
  for (const [shell, script] of Object.entries(scripts)) {
    command.addCommand(
      new Command(shell).description(`the script for ${shell}`).action(() => say(io.stdout, script)),
    )
  }
  return command.addCommand(suggest(io), { hidden: true })
}

/** The hidden command that the completion scripts call. */
function suggest(io: Io): Command {
  return new Command('suggest')
    .argument('[words...]')
    .action((words: readonly string[], _options, self: Command) => {
      for (const suggestion of suggestions(rootOf(self), words)) say(io.stdout, suggestion)
    })
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command
}

const HELP = `
To install it:
  bash   echo 'source <(vidhook completion bash)' >> ~/.bashrc
  zsh    echo 'source <(vidhook completion zsh)' >> ~/.zshrc     (after compinit)
  fish   vidhook completion fish > ~/.config/fish/completions/vidhook.fish

This needs an installed vidhook (npm install -g vidhook): shells do not complete npx commands.`

/** For each shell, a script that asks the program itself what a word may become: it knows its commands best. */
export const scripts = {
  bash: `_vidhook() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" completion suggest -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _vidhook vidhook`,

  zsh: `#compdef vidhook
_vidhook() {
  local -a suggestions
  suggestions=("\${(@f)$("\${words[1]}" completion suggest -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${suggestions[1]}" ]]; then compadd -a suggestions; else _files; fi
}
compdef _vidhook vidhook`,

  fish: `function __vidhook_suggest
  set -l words (commandline -opc) "$(commandline -ct)"
  $words[1] completion suggest -- $words[2..] 2>/dev/null
end
complete -c vidhook -a '(__vidhook_suggest)'`,
} as const

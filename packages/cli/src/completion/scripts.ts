/** A completion script for each shell. It calls `vidhook completion suggest`, so it need not list the commands itself. */
export const scripts = {
  // Bash also splits words at colons. Parts without a space between them are joined again, so that a URL is one word.
  bash: `_vidhook() {
  local IFS=$'\\n' rest=\${COMP_LINE:0:COMP_POINT} words=() word
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ \${#words[@]} -eq 0 || $rest == [[:space:]]* ]]; then
      words+=("$word")
    else
      words[\${#words[@]}-1]+=$word
    fi
    rest=\${rest#*"$word"}
  done
  COMPREPLY=($("$1" completion suggest -- "\${words[@]:1}" 2>/dev/null))
}
complete -o default -F _vidhook vidhook`,

  // Sourced by .zshrc, it registers the function. As a file in $fpath, it is itself called for the first completion.
  zsh: `#compdef vidhook
_vidhook() {
  local -a suggestions
  suggestions=("\${(@f)$("\${words[1]}" completion suggest -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${suggestions[1]}" ]]; then compadd -a suggestions; else _files; fi
}
if [[ "\${funcstack[1]}" == _vidhook ]]; then _vidhook "$@"; else compdef _vidhook vidhook; fi`,

  // -f, since fish would otherwise add files to the suggestions.
  fish: `function __vidhook_suggest
  set -l words (commandline -opc) "$(commandline -ct)"
  set -l suggestions ($words[1] completion suggest -- $words[2..] 2>/dev/null)
  if set -q suggestions[1]
    printf '%s\\n' $suggestions
  else
    __fish_complete_path "$(commandline -ct)"
  end
end
complete -c vidhook -f -a '(__vidhook_suggest)'`,
} as const

/** For each shell, a script that asks the program itself what a word may become: it knows its commands best. */
export const scripts = {
  // Bash cuts words at colons as well. What no space parts is put together again, or a URL would be taken for three words.
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

  // Read by .zshrc, it registers the function. As a file of $fpath, it is the function that completes for the first time.
  zsh: `#compdef vidhook
_vidhook() {
  local -a suggestions
  suggestions=("\${(@f)$("\${words[1]}" completion suggest -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${suggestions[1]}" ]]; then compadd -a suggestions; else _files; fi
}
if [[ "\${funcstack[1]}" == _vidhook ]]; then _vidhook "$@"; else compdef _vidhook vidhook; fi`,

  // With -f, since fish would offer files beside every suggestion.
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

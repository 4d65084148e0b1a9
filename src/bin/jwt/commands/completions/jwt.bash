
# bash splits a word at '=' and '@' before it asks what completes it: the value of --flag=value comes
# without its flag, and a file after '@' is taken for a host. Both are put right here.
_jwt_words() {
    local cur="$2" prev="$3" flag="" word file
    if [[ "${prev}" == "=" ]]; then
        prev="${COMP_WORDS[COMP_CWORD-2]}"
    elif [[ "${cur}" == "=" ]]; then
        cur=""
    elif [[ "${cur}" == --*=* ]]; then
        # COMP_WORDBREAKS was set to have no '='.
        flag="${cur%%=*}="
        prev="${cur%%=*}"
        cur="${cur#*=}"
        local COMP_WORDS=("${COMP_WORDS[@]:0:COMP_CWORD}" "${prev}" "${cur}")
        local COMP_CWORD=$((COMP_CWORD + 1))
    fi
    if [[ "${cur}" == @* ]]; then
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case "${word}" in
                {subcommands})
                    COMPREPLY=()
                    while IFS='' read -r file; do
                        [[ -d "${file}" ]] && file+="/" && compopt -o nospace
                        # Within quotes, nothing else has to be quoted.
                        [[ "${COMP_WORDS[COMP_CWORD]}" == [\"\']* ]] || printf -v file '%q' "${file}"
                        COMPREPLY+=("@${file}")
                    done < <(compgen -f -- "${cur#@}")
                    return 0
                    ;;
            esac
        done
    fi
    _jwt "$1" "${cur}" "${prev}"
    if [[ -n "${flag}" ]]; then
        COMPREPLY=("${COMPREPLY[@]/#/${flag}}")
    fi
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _jwt_words -o nosort -o bashdefault -o default jwt
else
    complete -F _jwt_words -o bashdefault -o default jwt
fi

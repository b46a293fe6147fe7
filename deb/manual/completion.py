"""What a shell completes behind `lockerctl`: static tables, so that the Tab key starts no Python."""

from collections.abc import Iterator
from typing import Final

from deb.manual.parser import Command, lockerctl

BASH: Final = """\
# bash completion for lockerctl; generated from its parser.
_lockerctl() {{
    local word path=lockerctl choices
    COMPREPLY=()
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path $word" in
            {paths}) path="$path $word" ;;
        esac
    done
    case "$path ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{values}    esac
    case "$path" in
{words}    esac
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o default -F _lockerctl lockerctl
"""
ZSH: Final = """\
#compdef lockerctl
# zsh completion for lockerctl; generated from its parser.
local word path_=lockerctl
local -a choices
for word in "${{(@)words[2,CURRENT-1]}}"; do
    case "$path_ $word" in
        {paths}) path_="$path_ $word" ;;
    esac
done
case "$path_ ${{words[CURRENT-1]}}" in
{values}esac
case "$path_" in
{words}esac
_describe -o lockerctl choices || _files
"""


def bash() -> str:
    """For /usr/share/bash-completion/completions/lockerctl."""
    words = "".join(
        f'        "{_path(each)}") choices="{" ".join(word for word, _ in _words(each))}" ;;\n'
        for each in lockerctl().all()
    )
    offered = 'mapfile -t COMPREPLY < <(compgen -W "$choices" -- "${COMP_WORDS[COMP_CWORD]}"); return'
    values = "".join(
        f'        {_patterns(each, names)}) choices="{" ".join(choices)}"; {offered} ;;\n'
        for each, names, choices in _values()
    )
    return BASH.format(paths=_paths(), words=words, values=values)


def zsh() -> str:
    """For /usr/share/zsh/vendor-completions/_lockerctl."""
    words = "".join(
        f'    "{_path(each)}") choices=({" ".join(_described(word, text) for word, text in _words(each))}) ;;\n'
        for each in lockerctl().all()
    )
    values = "".join(
        f"    {_patterns(each, names)}) compadd -- {' '.join(choices)}; return ;;\n"
        for each, names, choices in _values()
    )
    return ZSH.format(paths=_paths(), words=words, values=values)


def _path(command: Command) -> str:
    return " ".join(command.words)


def _paths() -> str:
    return " | ".join(f'"{_path(each)}"' for each in lockerctl().all() if len(each.words) > 1)


def _words(command: Command) -> Iterator[tuple[str, str]]:
    """What may come next, with a word about it."""
    for below in command.below:
        yield below.words[-1], below.help
    for argument in command.arguments:
        for choice in argument.choices:
            yield choice, argument.help
    for option in command.options:
        for name in option.names:
            yield name, option.help
    yield "--help", "Show what can be said here."


def _values() -> Iterator[tuple[Command, tuple[str, ...], tuple[str, ...]]]:
    """Options behind which one of several words stands."""
    for command in lockerctl().all():
        for option in command.options:
            if option.choices:
                yield command, option.names, option.choices


def _patterns(command: Command, names: tuple[str, ...]) -> str:
    return " | ".join(f'"{_path(command)} {name}"' for name in names)


def _described(word: str, text: str) -> str:
    first = text.partition(". ")[0].rstrip(".").replace("'", "’").replace(":", "\\:")
    return f"'{word}:{first}'"

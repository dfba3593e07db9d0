"""Completion scripts, made from the tree of commands so that they never fall behind it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from haowai_tui.cli import codes, output
from haowai_tui.cli.parser import build


class Option(Struct, frozen=True):
    """An option or the first argument with fixed choices. `names` is empty for an argument."""

    names: tuple[str, ...]
    text: str
    choices: tuple[str, ...] = ()
    takes_value: bool = False


class Command(Struct, frozen=True):
    """A command with what can follow it. The program itself is the one with an empty name."""

    name: str
    text: str
    options: tuple[Option, ...]
    arguments: tuple[Option, ...]
    files: bool = False


def completion(args: argparse.Namespace) -> int:
    """Print the script for a shell."""
    script = {"bash": bash, "zsh": zsh, "fish": fish}[args.shell](list(commands()))
    output.line(script.rstrip("\n"))
    return codes.OK


def commands() -> Iterator[Command]:
    """The program and its commands, as the parser has them."""
    from haowai_tui.library.guide import TOPICS

    parser = build()
    yield _command("", "", parser, ())
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            topics = tuple(dict.fromkeys((*TOPICS, *action.choices)))
            texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, made in action.choices.items():
                yield _command(name, texts.get(name, ""), made, topics)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The commands' parsers by their names."""
    found = (action.choices for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    return {name: made for choices in found for name, made in choices.items()}


def _command(name: str, text: str, parser: argparse.ArgumentParser, topics: Sequence[str]) -> Command:
    options: list[Option] = []
    arguments: list[Option] = []
    files = name == "add"  # a folder can be added
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        complete = getattr(action, "complete", "")
        choices = tuple(str(choice) for choice in action.choices or (topics if complete == "topic" else ()))
        made = Option(tuple(action.option_strings), action.help or "", choices, action.nargs != 0)
        files = files or complete == "file"
        (options if action.option_strings else arguments).append(made)
    return Command(name, text, tuple(options), tuple(argument for argument in arguments if argument.choices), files)


def _words(command: Command) -> list[str]:
    return [name for option in command.options for name in option.names]


def _argument_words(command: Command) -> list[str]:
    return [choice for argument in command.arguments for choice in argument.choices]


def bash(tree: list[Command]) -> str:
    """The script for bash."""
    root, *others = tree
    lines = [
        "# haowai completion for bash: haowai completion bash > ~/.local/share/bash-completion/completions/haowai",
        "_haowai() {",
        '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
        '    local command="" words="" files="" i',
        "    COMPREPLY=()",
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        case "${COMP_WORDS[i]}" in',
        "            --lang) ((i++)) ;;",
        "            -*) ;;",
        '            *) command="${COMP_WORDS[i]}"; break ;;',
        "        esac",
        "    done",
        '    case "$command $before" in',
    ]
    # What an option takes is its command's own matter: --sort takes other words in list than in search.
    chosen: dict[tuple[str, ...], list[str]] = {}
    for command in tree:
        for option in command.options:
            if option.choices:
                chosen.setdefault(option.choices, []).extend(f'"{command.name} {name}"' for name in option.names)
    for choices, places in chosen.items():
        pattern = "|".join(places)
        lines.append(f'        {pattern}) COMPREPLY=($(compgen -W "{" ".join(choices)}" -- "$word")); return ;;')
    lines += ["    esac", '    case "$command" in']
    lines.append(f'        "") words="{" ".join([*(c.name for c in others), *_words(root)])}" ;;')
    for command in others:
        words = " ".join([*_argument_words(command), *_words(command)])
        files = " files=yes" if command.files else ""
        lines.append(f'        {command.name}) words="{words}"{files} ;;')
    lines += [
        "    esac",
        '    COMPREPLY=($(compgen -W "$words" -- "$word"))',
        '    if [[ -n "$files" && "$word" != -* ]]; then',
        "        compopt -o filenames 2>/dev/null",
        '        COMPREPLY+=($(compgen -f -- "$word"))',
        "    fi",
        "}",
        "complete -F _haowai haowai",
    ]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _zsh_text(text: str) -> str:
    return re.sub(r"([\[\]:\\])", r"\\\1", text)


def zsh(tree: list[Command]) -> str:
    """The script for zsh."""
    root, *others = tree
    lines = ["#compdef haowai", "# haowai completion for zsh: put it as _haowai into a folder of $fpath", "_haowai() {"]
    lines += ["    local -a commands", "    local state", "    commands=("]
    lines += [f"        {_quote(command.name + ':' + _zsh_text(command.text))}" for command in others]
    lines += ["    )", "    _arguments -C \\"]
    lines += [f"        {spec} \\" for option in root.options for spec in _zsh_specs(option)]
    lines += ["        '1:command:->command' '*::argument:->argument'", '    case "$state" in']
    lines += ["        command) _describe command commands ;;", "        argument)", '            case "$words[1]" in']
    for command in others:
        specs = [spec for option in command.options for spec in _zsh_specs(option)]
        specs += [f"'1:argument:({' '.join(argument.choices)})'" for argument in command.arguments]
        specs += ["'*:file:_files'"] if command.files else []
        lines.append(f"                {command.name}) _arguments {' '.join(specs)} ;;")
    lines += ["            esac ;;", "    esac", "}"]
    lines += ['if [[ "$funcstack[1]" == _haowai ]]; then _haowai "$@"; else compdef _haowai haowai; fi']
    return "\n".join(lines) + "\n"


def _zsh_specs(option: Option) -> list[str]:
    value = f":value:({' '.join(option.choices)})" if option.choices else ":value: " if option.takes_value else ""
    return [_quote(f"{name}[{_zsh_text(option.text)}]{value}") for name in option.names]


def fish(tree: list[Command]) -> str:
    """The script for fish."""
    root, *others = tree
    lines = ["# haowai completion for fish: haowai completion fish > ~/.config/fish/completions/haowai.fish"]
    lines.append("complete -c haowai -f")
    for option in root.options:
        lines.append(f"complete -c haowai -n __fish_use_subcommand {_fish_option(option)}")
    for command in others:
        lines.append(f"complete -c haowai -n __fish_use_subcommand -a {command.name} -d {_fish_quote(command.text)}")
        condition = f"-n '__fish_seen_subcommand_from {command.name}'"
        for option in command.options:
            lines.append(f"complete -c haowai {condition} {_fish_option(option)}")
        if words := _argument_words(command):
            lines.append(f"complete -c haowai {condition} -a {_fish_quote(' '.join(words))}")
        if command.files:
            lines.append(f"complete -c haowai {condition} -F")
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    parts = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.takes_value:
        parts.append("-x")
    if option.choices:
        parts.append(f"-a {_fish_quote(' '.join(option.choices))}")
    return " ".join([*parts, f"-d {_fish_quote(option.text)}"])


def _fish_quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"

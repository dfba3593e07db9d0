"""How a command line is read: a parser that speaks the interface's language, and the kinds of values that are typed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import islice

from haowai_tui.lazy import pattern
from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _

_PIECES = pattern(
    "[（《“‘「『]*"  # what opens stands before what it opens
    "(?:[!-~]*[:-][\u4e00-\u9fff]+|[!-~]+|\\S)"  # what is typed as one, such as tag:名称; a word; a character
    "[、，。；：！？）》”’」』…]*"  # and what closes behind
    "| +"
)
_FILLER = "\0"


def _in_cells(text: str) -> str:
    """`text` with a filler behind each wide character, so that its length is what argparse should reckon with."""
    from haowai_tui.text import cell_width

    return text if text.isascii() else "".join(char + _FILLER * (cell_width(char) - 1) for char in text)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in the interface's language, with room for the names of the commands."""

    def __init__(self, prog: str) -> None:
        from haowai_tui.cli.output import columns

        super().__init__(prog, max_help_position=26, width=columns() - 2)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, _in_cells(_("usage: ") if prefix is None else prefix))

    def _metavar_formatter(self, action, default_metavar):  # type: ignore[no-untyped-def]
        names = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(_in_cells(name) for name in names(size))

    def _split_lines(self, text: str, width: int) -> list[str]:
        from haowai_tui.text import cell_width

        lines = [""]
        for piece in _PIECES.findall(" ".join(text.split())):
            if lines[-1] and cell_width(lines[-1] + piece.rstrip()) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
        return [line.rstrip() for line in lines]

    def format_help(self) -> str:
        return super().format_help().replace(_FILLER, "")


_ITS_SENTENCES = (
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected at least one argument"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
)
"""What argparse itself says of a command line that it cannot understand."""

# It looks its sentences up by this name, in no catalogue of ours.
argparse._ = _  # type: ignore[attr-defined]


_its_name_of = argparse._get_action_name


def _name_of(argument: argparse.Action | None) -> str | None:
    """What an argument is called where it is missing or wrong: what may be typed for it, where it has no other name,
    and never what the program calls it."""
    if argument is None or argument.option_strings or argument.metavar or not argument.choices:
        return _its_name_of(argument)
    return f"{{{','.join(map(str, argument.choices))}}}"


argparse._get_action_name = _name_of


class Parser(argparse.ArgumentParser):
    """A parser that speaks the interface's language."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._optionals.title = _("options")
        self._positionals.title = _("arguments")
        self.add_argument("-h", "--help", action="help", help=_("show this help and leave"))

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        words = sys.argv[1:] if args is None else list(args)
        found, unknown = super().parse_known_args(self._options_first(words), namespace)
        if unknown:
            # Told here, it is told by the command that was typed, with its own usage.
            self.error(_("unrecognized arguments: %s") % " ".join(unknown))
        return found, unknown

    def _options_first(self, words: Sequence[str]) -> list[str]:
        """`words` with the options before the rest, in their orders: argparse gives all arguments of a command what
        stands before the first option between them, and has none left for what follows it."""
        if any(action.nargs in (argparse.PARSER, argparse.REMAINDER) for action in self._get_positional_actions()):
            return list(words)
        options: list[str] = []
        rest: list[str] = []
        left = iter(words)
        for word in left:
            if word == "--":
                rest += [word, *left]
            elif not self._is_option(word):
                rest.append(word)
            else:
                options.append(word)
                action = self._option_string_actions.get(word)
                if action is not None and action.nargs is None:
                    options += list(islice(left, 1))
        return options + rest

    def _is_option(self, word: str) -> bool:
        if word[:1] != "-" or word == "-" or self._negative_number_matcher.match(word):
            return False
        return " " not in word or word.partition("=")[0] in self._option_string_actions

    def _check_value(self, action: argparse.Action, value: str) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            import difflib

            near = difflib.get_close_matches(value, action.choices, n=1)
            text = _("There is no command {name}; haowai --help lists what there is.")
            if near:
                text = _("There is no command {name}; did you mean {near}?")
            raise argparse.ArgumentError(None, text.format(name=value, near=near[0] if near else ""))
        if action.choices is not None and value not in action.choices and not action.option_strings:
            text = _("invalid choice: %(value)r (choose from %(choices)s)")
            choices = ", ".join(map(repr, action.choices))
            raise argparse.ArgumentError(None, text % {"value": value, "choices": choices})
        super()._check_value(action, value)

    def error(self, message: str) -> None:  # type: ignore[override]
        from haowai_tui.cli.output import guard

        self.exit(2, guard(f"{self.format_usage()}{self.prog}: {message}\n"))


def whole(text: str) -> int:
    """A whole number, which may be below 0."""
    text = text.strip()
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isdecimal():
        raise argparse.ArgumentTypeError(_("{text} is not a whole number").format(text=text))
    if len(digits) > 15:
        raise argparse.ArgumentTypeError(_("{text} is too large a number").format(text=text))
    return int(text)


def natural(text: str) -> int:
    """A whole number from 0 on."""
    number = whole(text)
    if number < 0:
        raise argparse.ArgumentTypeError(_("{text} is less than 0, which is the least there is").format(text=number))
    return number


def place(text: str) -> int:
    """The place of something in a list, counted from 1."""
    number = whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(_("places are counted from 1"))
    return number


def minutes(text: str) -> int:
    """Minutes of a day."""
    count = whole(text)
    if not 1 <= count <= 1440:
        raise argparse.ArgumentTypeError(_("minutes are between 1 and 1440"))
    return count


def width(text: str) -> int:
    """The width of lines, in cells."""
    cells = whole(text)
    if not 10 <= cells <= 1000:
        raise argparse.ArgumentTypeError(_("a width is between 10 and 1000"))
    return cells

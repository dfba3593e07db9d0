"""The guide's pages and the commands' help, set for this terminal."""

from __future__ import annotations

import argparse
import difflib
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.errors import HaowaiError, UsageError
from haowai_tui.library.guide import TOPICS, guide_page, guide_text
from haowai_tui.locale import gettext as _
from haowai_tui.locale import language

if TYPE_CHECKING:
    from haowai_tui.config import Settings


def help_(args: argparse.Namespace) -> int:
    """Show a page or a command's help; without a topic name them."""
    if not args.topic:
        return _list()
    if args.topic in TOPICS:
        _show(args.topic)
        return codes.OK
    from haowai_tui.cli.completion import parsers

    found = parsers()
    if args.topic not in found:
        near = difflib.get_close_matches(args.topic, [*TOPICS, *found], n=1)
        text = _("There is no help on {topic}; haowai help names what there is.")
        if near:
            text = _("There is no help on {topic}; did you mean {near}?")
        raise UsageError(text.format(topic=output.one_line(args.topic), near=near[0] if near else ""))
    output.line(found[args.topic].format_help().rstrip("\n"))
    return codes.OK


def _list() -> int:
    width = max(map(len, TOPICS))
    for topic in TOPICS:
        title = guide_text(topic, language()).partition("\n")[0].removeprefix("# ")
        output.line(f"haowai help {topic.ljust(width)}  {title}")
    output.line()
    output.line(_("haowai help COMMAND shows a command's options; haowai --help lists the commands."))
    return codes.OK


def _more(topic: str, settings: Settings) -> str:
    """What stands at the end of a page, made from the program."""
    if topic != "keys":
        return ""
    from haowai_tui.tui.keys import keymap, table

    try:
        mine = keymap.build(settings.ui.keymap, settings.keys)
    except HaowaiError:
        mine = keymap.build()
    return table.names_page(mine)


def _show(topic: str) -> None:
    from haowai_tui.cli.pager import page
    from haowai_tui.config import Settings, load, paths
    from haowai_tui.typeset import ArticleLabels, Options, article_lines, plain

    try:
        settings = load(paths().config)
    except HaowaiError:
        # Whoever has spoilt the settings may be reading how to mend them.
        settings = Settings()
    ui = settings.ui
    terminal = output.is_terminal()
    width = output.columns() if terminal else 80
    options = Options(measure=ui.measure, indent=ui.indent, hanging=ui.hanging and width >= ui.measure + 2)
    labels = ArticleLabels(untitled="", byline="", key_points="", links=_("Links"))
    text = output.guard(
        plain(article_lines(guide_page(topic, language(), _more(topic, settings)), width, options, labels))
    )
    if terminal:
        page(text)
    else:
        output.line(text)

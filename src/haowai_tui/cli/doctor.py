"""Looking over everything that reading depends on, in plain words."""

from __future__ import annotations

import argparse
import locale
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from haowai_tui import __version__
from haowai_tui.cli import codes, output
from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import language
from haowai_tui.locale.numbers import counted, number, size


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `name` for programs, `sentence` for people, `code` the exit code it asks for."""

    name: str
    state: State
    sentence: str
    code: int = codes.OK


def doctor(args: argparse.Namespace) -> int:
    """Print every finding; the exit code is that of the first problem."""
    findings: list[Finding] = []
    for finding in look(args):
        findings.append(finding)
        if not args.json:
            # Now: looking over a large store takes seconds.
            _print(finding)
    if args.json:
        output.print_json([_as_json(finding) for finding in findings])
    return next((finding.code for finding in findings if finding.code), codes.OK)


def _as_json(finding: Finding) -> dict[str, object]:
    data = asdict(finding)
    data.pop("code")
    return data


def _print(finding: Finding) -> None:
    marks = {State.OK: ("  ", ()), State.WARNING: ("? ", ("yellow",)), State.PROBLEM: ("! ", ("red",))}
    mark, styles = marks[finding.state]
    output.line(mark + finding.sentence, *styles)


def look(args: argparse.Namespace) -> Iterator[Finding]:
    """Everything there is to look at, in the order in which trouble with it shows."""
    text = _("haowai {version} on Python {python}, {system}.")
    system = f"{platform.system()} {platform.machine()}"
    yield Finding(
        "version", State.OK, text.format(version=__version__, python=platform.python_version(), system=system)
    )
    environ = os.environ
    yield _terminal(environ)
    yield _colour(environ)
    yield _background(environ)
    yield from _between(environ)
    yield from _pictures(environ)
    yield _locale()
    yield _sqlite()
    yield from _library(args)


def _terminal(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    if not output.is_terminal():
        return Finding("terminal", State.WARNING, _("This is not running in a terminal; the reader itself needs one."))
    if term in ("", "dumb"):
        return Finding(
            "terminal", State.PROBLEM, _("TERM is {term}: the reader cannot draw here.").format(term=term or '""')
        )
    size = os.get_terminal_size(sys.stdout.fileno())
    values = {"term": term, "columns": size.columns, "rows": size.lines}
    if size.columns < 20 or size.lines < 5:
        text = _("The terminal {term} is {columns}x{rows}; the reader wants at least 20x5.")
        return Finding("terminal", State.WARNING, text.format(**values))
    return Finding("terminal", State.OK, _("The terminal {term} is {columns}x{rows}.").format(**values))


def _colour(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding("colour", State.OK, _("Colours are off, because NO_COLOR is set."))
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("colour", State.OK, _("The terminal shows all colours."))
    term = environ.get("TERM", "")
    if "256" in term or "direct" in term:
        text = _("The terminal shows 256 colours; with COLORTERM=truecolor, where it is true, colours come out exact.")
        return Finding("colour", State.OK, text)
    return Finding(
        "colour", State.WARNING, _("The terminal promises 16 colours at most; headings and marks stay readable.")
    )


def _between(environ: Mapping[str, str]) -> Iterator[Finding]:
    from haowai_tui.cli.terminals import terminal_facts

    for name, text in terminal_facts(environ):
        yield Finding(name, State.OK, text)
    if environ.get("SSH_CONNECTION"):
        text = _("This comes over SSH: links are shown and copied rather than opened on the server.")
        yield Finding("ssh", State.OK, text)


def _background(environ: Mapping[str, str]) -> Finding:
    from haowai_tui.config import load, paths
    from haowai_tui.tui.answers_known import can_ask

    try:
        theme = load(paths().config).ui.theme
    except HaowaiError:
        theme = "auto"
    if theme != "auto":
        text = _("The colours are {theme}, by the settings; auto follows the terminal's background.")
        return Finding("theme", State.OK, text.format(theme=theme))
    if environ.get("COLORFGBG"):
        text = _("The colours follow the terminal's background, which COLORFGBG tells and the terminal is asked for.")
    elif can_ask(environ):
        text = _("The colours follow the terminal's background, which it is asked; without an answer they are dark.")
    else:
        text = _("The colours are dark: this terminal cannot be asked for its background. L chooses others.")
    return Finding("theme", State.OK, text)


def _pictures(environ: Mapping[str, str]) -> Iterator[Finding]:
    from haowai_tui.config import load, paths
    from haowai_tui.tui.pictures.protocol import find

    try:
        ui = load(paths().config).ui
    except HaowaiError:
        # The settings have a finding of their own.
        return
    found = find(ui.pictures, environ, wide=ui.ambiguous_width == 2)
    yield Finding("pictures", State.OK, found.sentence)


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(False)
    spoken = language()
    if encoding.lower().replace("-", "") == "utf8":
        text = _("The locale's encoding is UTF-8; the interface speaks {language}.")
        return Finding("locale", State.OK, text.format(language=spoken))
    text = _("The locale's encoding is {encoding}, which lacks most characters; set LANG to one that ends in UTF-8.")
    return Finding("locale", State.WARNING, text.format(encoding=encoding))


def _sqlite() -> Finding:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(x, content='')")
    except sqlite3.OperationalError:
        text = _("SQLite {version} lacks full-text search (FTS5); search needs a Python whose SQLite has it.")
        return Finding("sqlite", State.PROBLEM, text.format(version=sqlite3.sqlite_version), codes.STORE)
    finally:
        connection.close()
    text = _("SQLite {version} with full-text search.")
    return Finding("sqlite", State.OK, text.format(version=sqlite3.sqlite_version))


def _library(args: argparse.Namespace) -> Iterator[Finding]:
    from haowai_tui.cli.session import library
    from haowai_tui.config import load, paths
    from haowai_tui.tui.keys import keymap

    where = paths()
    try:
        settings = load(where.config)
        keymap.of_settings(settings, where.config)
    except HaowaiError as error:
        yield Finding("settings", State.PROBLEM, str(error), codes.code_of(error))
        return
    in_order = _("The settings {path} are in order.")
    none = _("There are no settings at {path}; the defaults hold.")
    fine = Finding("settings", State.OK, (in_order if where.config.exists() else none).format(path=where.config))
    try:
        with library(args) as opened:
            faults = opened.settings_faults()
            health = opened.health()
            failing = [feed for feed in opened.feeds() if feed.error]
    except HaowaiError as error:
        # Without the store nobody can tell what rules are about.
        yield from (fine, Finding("store", State.PROBLEM, str(error), codes.code_of(error)))
        return
    yield from [Finding("settings", State.PROBLEM, fault, codes.USAGE) for fault in faults] or [fine]
    values = {
        "path": health.path,
        "size": size(health.bytes),
        "feeds": number(health.feeds),
        "articles": number(health.articles),
        "integrity": health.integrity,
    }
    if health.integrity == "ok":
        text = _("The store {path} is sound: {feeds} feeds, {articles} articles, {size}.")
        yield Finding("store", State.OK, text.format(**values))
    else:
        text = _("The store {path} is damaged ({integrity}); keep a copy of it before going on.")
        yield Finding("store", State.PROBLEM, text.format(**values), codes.STORE)
    if failing:
        text = counted(
            "{count} feed could not be fetched last time; haowai feeds says why.",
            "{count} feeds could not be fetched last time; haowai feeds says why.",
            len(failing),
        )
        yield Finding("feeds", State.WARNING, text)

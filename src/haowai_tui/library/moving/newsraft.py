"""newsraft's `feeds`: an address and a name in quotes a line, sections begun by `@`."""

from __future__ import annotations

import re

from haowai_tui.library.moving.listing import Listing
from haowai_tui.library.opml import Outline
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.text import clean

_LINE = re.compile(r'^(?P<address>\S+)(?:\s+"(?P<name>[^"]*)"?)?(?P<rest>.*)$')
_SECTION = re.compile(r"^@\s*(?P<name>[^\[{<]*)(?P<rest>.*)$")
_COMMAND = re.compile(r"^(\$|\|)\(")


def looks_like_newsraft(text: str) -> bool:
    """Whether a list of addresses is newsraft's: newsboat knows no sections, and no settings behind a feed."""
    lines = [line.strip() for line in text.splitlines()]
    return any(line.startswith("@") or _COMMAND.match(line) for line in lines) or any(
        (found := _LINE.match(line)) and found["name"] is not None and re.search(r"^\s*[\[{<]", found["rest"])
        for line in lines
    )


def read_feeds(text: str) -> Listing:
    """What a file of newsraft's subscriptions holds."""
    outlines: list[Outline] = []
    left: list[str] = []
    section, settings = "", 0
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if found := _SECTION.match(line):
            section = clean(found["name"]).strip()
            settings += bool(found["rest"].strip())
        elif _COMMAND.match(line):
            text_ = _(
                "{address} was left out: haowai runs no programs to get feeds; write its output into a folder instead."
            )
            left.append(text_.format(address=clean(line)[:80]))
        elif found := _LINE.match(line):
            category = (section,) if section and section != "Global" else ()
            name = clean(found["name"] or "").strip()
            outline = Outline(
                address=found["address"], title="", own_title=name, source="", category=category, line=number
            )
            outlines.append(outline)
            settings += bool(found["rest"].strip())
    if settings:
        left.append(
            counted(
                "The timer or limit of {count} line was left out: haowai follows what the servers ask for.",
                "The timers or limits of {count} lines were left out: haowai follows what the servers ask for.",
                settings,
            )
        )
    return Listing(outlines=tuple(outlines), tags={}, left=tuple(left))

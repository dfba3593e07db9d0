"""newsboat's `urls`: an address a line, then its tags; `~` names it, `!` hides it, `query:` is a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haowai_tui.library.moving.listing import Listing, Query
from haowai_tui.library.opml import Outline
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.text import clean, shown_url


def looks_like_urls(text: str) -> bool:
    """Whether some line begins with an address, a query or a program."""
    firsts = (words[0] for line in text.splitlines() if (words := _words(line)))
    return any("://" in first or first.startswith(("query:", "exec:", "filter:")) for first in firsts)


def read_urls(text: str) -> Listing:
    """What a file of newsboat's subscriptions holds."""
    outlines: list[Outline] = []
    queries: list[Query] = []
    left: list[str] = []
    tags: dict[str, list[str]] = {}
    hidden = further = 0
    for number, words in enumerate(map(_words, text.splitlines()), 1):
        if not words:
            continue
        address, marks = words[0], words[1:]
        if address.startswith("query:"):
            name, _colon, query = address.removeprefix("query:").partition(":")
            queries.append(Query(name=clean(name).strip(), text=query.strip()))
        elif sentence := _refused(address):
            left.append(sentence)
        else:
            kept = [tag for mark in marks if mark[:1] not in ("~", "!") and (tag := clean(mark).strip())]
            for tag in kept:
                tags.setdefault(tag, []).append(address)
            is_hidden = any(mark.startswith("!") for mark in marks)
            hidden += is_hidden
            further += len(kept) > 1
            outlines.append(_outline(address, marks, kept, hidden=is_hidden, line=number))
    return Listing(
        outlines=tuple(outlines),
        queries=tuple(queries),
        tags={tag: tuple(addresses) for tag, addresses in tags.items()},
        left=(*left, *_told(hidden, further)),
    )


def is_made_by_a_program(address: str) -> bool:
    """Whether newsboat got a feed from a program of the reader's."""
    return address.startswith(("exec:", "filter:"))


def filtered(address: str) -> str:
    """The address of the feed that a program filters; any other address as it is."""
    return address.removeprefix("filter:").partition(":")[2] if address.startswith("filter:") else address


def _outline(address: str, marks: Sequence[str], tags: Sequence[str], *, hidden: bool, line: int) -> Outline:
    own = next((clean(mark[1:]).strip() for mark in marks if mark.startswith("~")), "")
    folder = tags[0] if tags else _("Hidden") if hidden else ""
    category = (folder,) if folder else ()
    return Outline(address=address, title="", own_title=own, source="", category=category, line=line)


def _refused(address: str) -> str:
    """Why an address is not taken over; empty when it is."""
    if address.startswith("exec:"):
        text = _(
            "{address} was left out: haowai runs no programs to get feeds; write its output into a folder instead."
        )
        return text.format(address=clean(address)[:80])
    if address.startswith("filter:"):
        inner = filtered(address)
        text = _("A filter program for {address} was left out: haowai runs none; add the feed itself and use rules.")
        return text.format(address=shown_url(inner))
    return ""


def _told(hidden: int, further: int) -> Iterator[str]:
    if hidden:
        yield counted(
            "{count} hidden feed is shown: haowai hides no feeds, but rules can mute them.",
            "{count} hidden feeds are shown: haowai hides no feeds, but rules can mute them.",
            hidden,
        )
    if further:
        yield counted(
            "{count} feed has several tags; its first became its category.",
            "{count} feeds have several tags; their first became their category.",
            further,
        )


def _words(line: str) -> list[str]:
    """The words of a line: apart by spaces, together in double quotes, with `\\` before a quote in them. A `#` that
    begins a word begins a comment."""
    words: list[str] = []
    place = 0
    while place < len(line):
        if line[place].isspace():
            place += 1
        elif line[place] == "#":
            break
        elif line[place] == '"':
            word, place = _quoted(line, place + 1)
            words.append(word)
        else:
            end = next((at for at in range(place, len(line)) if line[at].isspace()), len(line))
            words.append(line[place:end])
            place = end
    return words


def _quoted(line: str, place: int) -> tuple[str, int]:
    done: list[str] = []
    while place < len(line) and line[place] != '"':
        if line[place] == "\\" and place + 1 < len(line):
            place += 1
        done.append(line[place])
        place += 1
    return "".join(done), place + 1

"""A test kit for the authors of sources: `check_source(MySource(), "my:address")` in a test is all it takes.

It fetches for real, in the same surroundings as haowai does, so the test brings its own server or files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import HaowaiError
from haowai_tui.model import Block, Candidate, Code, Entry, FeedData, Span, Teaser, codec
from haowai_tui.net import Client
from haowai_tui.sources.contract import Capability, Context, Request, Source
from haowai_tui.sources.declared import checked, declared
from haowai_tui.sources.workers import ParserPool
from haowai_tui.standstill import Standstill
from haowai_tui.text import clean, clean_lines, clean_url

LONGEST_STANDSTILL = 0.25
"""Seconds a source may keep the event loop to itself: as long as that, no key is answered."""


def check_source(
    source: Source,
    address: str,
    *,
    settings: dict[str, object] | None = None,
    cache: Path | None = None,
    least_entries: int = 1,
) -> FeedData:
    """Fetch `address` twice from `source` and hold what comes against the contract.

    Returns what the first fetch gave, for further checks. Raises `AssertionError` that lists everything found
    wrong, one line each. `settings` is what `[sources.NAME]` of config.toml would say. Not to be called where
    an event loop runs.
    """
    faults = list(_description_faults(source, address))
    if faults:
        raise AssertionError(_report(source, faults))
    data, faults = asyncio.run(_fetch_twice(source, address, settings or {}, cache, least_entries))
    if faults:
        raise AssertionError(_report(source, faults))
    return data


def _report(source: object, faults: list[str]) -> str:
    lines = "\n".join(f"  - {fault}" for fault in dict.fromkeys(faults))
    return f"{type(source).__name__} does not keep the contract:\n{lines}"


def _description_faults(source: Source, address: str) -> Iterator[str]:
    if not isinstance(source, Source):
        yield "it lacks a name, a title, capabilities or a method of haowai_tui.sources.contract.Source"
        return
    if not source.name.isidentifier() or source.name != source.name.lower():
        yield f"name {source.name!r} is not a lower-case word: it is typed after --source"
    if not source.title or clean(source.title) != source.title:
        yield f"title {source.title!r} is not one clean line"
    if Capability.ARTICLES not in source.capabilities:
        yield "capabilities lack ARTICLES, without which there is nothing to subscribe to"
    for one in (address, "", "x" * 5000, "\x00", "http://[", "sample:no-such-thing"):
        try:
            sure = source.recognises(one)
        except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
            yield f"recognises({one[:30]!r}) raised {type(error).__name__}: it is asked about every address"
            continue
        if not isinstance(sure, int) or not 0 <= sure <= 100:
            yield f"recognises({one[:30]!r}) gave {sure!r}, not a number from 0 to 100"
        elif one == address and sure == 0:
            yield f"recognises({address!r}) gave 0 for the very address under test"


async def _fetch_twice(
    source: Source, address: str, settings: dict[str, object], cache: Path | None, least: int
) -> tuple[FeedData, list[str]]:
    faults: list[str] = []
    async with Client() as client, ParserPool() as workers:
        context = Context(
            client=client, workers=workers, settings=checked(source.name, declared(source), settings), cache=cache
        )
        data = await _fetch(source, Request(address=address), context, faults)
        if data is None:
            return FeedData(), faults
        if data.not_modified:
            return data, [*faults, "the first fetch, without validators, said not modified"]
        faults += _data_faults(data)
        if len(data.entries) < least:
            faults.append(f"{len(data.entries)} entries where at least {least} were expected")
        again = await _fetch(source, Request(address=address, validators=data.validators), context, faults)
        if again is not None and not again.not_modified:
            faults += _identity_faults(data, again)
        faults += await _capability_faults(source, address, data, context)
    return data, faults


async def _fetch(source: Source, request: Request, context: Context, faults: list[str]) -> FeedData | None:
    standstill = Standstill()
    try:
        async with standstill:
            data = await source.fetch(request, context)
    except HaowaiError as error:
        faults.append(f"fetch raised {type(error).__name__}: {error}")
        return None
    except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
        faults.append(f"fetch raised {type(error).__name__}, which is no HaowaiError: {error}")
        return None
    finally:
        if standstill.longest > LONGEST_STANDSTILL:
            faults.append(f"fetch kept the event loop for {standstill.longest:.2f} s: use context.workers.run")
    if not isinstance(data, FeedData):
        faults.append(f"fetch gave {type(data).__name__}, not FeedData")
        return None
    return data


def _data_faults(data: FeedData) -> list[str]:
    faults = [*_text_faults(data.title, "the feed's title"), *_link_faults(data.link, "the feed's link")]
    if data.next_due is not None and not _is_utc(data.next_due):
        faults.append("next_due is not an aware time in UTC")
    guids: set[str] = set()
    for number, entry in enumerate(data.entries):
        if not isinstance(entry, Entry):
            faults.append(f"entries[{number}] is {type(entry).__name__}, not Entry")
            continue
        faults += (f"entries[{number}]: {fault}" for fault in entry_faults(entry))
        if entry.guid and entry.guid in guids:
            faults.append(f"entries[{number}]: guid {entry.guid!r} occurs twice")
        guids.add(entry.guid)
    return faults


def entry_faults(entry: Entry) -> list[str]:
    """What is wrong with one entry, a sentence each; empty when nothing is."""
    faults: list[str] = []
    if not entry.title:
        faults.append("title is empty")
    if not entry.guid and not entry.link:
        faults.append("it has neither guid nor link to be known by again")
    for name in ("guid", "title", "byline", "source_name", "language"):
        faults += _text_faults(getattr(entry, name), name)
    for name in ("key_points", "authors", "categories"):
        values = getattr(entry, name)
        if not isinstance(values, tuple):
            faults.append(f"{name} is {type(values).__name__}, not a tuple")
            continue
        for value in values:
            faults += _text_faults(value, name)
    for name in ("published", "updated"):
        when = getattr(entry, name)
        if when is not None and not _is_utc(when):
            faults.append(f"{name} is not an aware time in UTC")
    if entry.comments is not None and (not isinstance(entry.comments, int) or entry.comments < 0):
        faults.append(f"comments is {entry.comments!r}, not a count or None")
    faults += _link_faults(entry.link, "link")
    for enclosure in entry.enclosures:
        faults += _link_faults(enclosure.url, "an enclosure's url")
    for teaser in (*entry.related, *entry.hot):
        faults += _teaser_faults(teaser)
    faults += _block_faults(entry.blocks)
    if not faults and not _survives_storing(entry):
        faults.append("it does not survive being stored: some field holds what the model does not know")
    return faults


def _survives_storing(entry: Entry) -> bool:
    # Times are stored in milliseconds; finer ones need not come back.
    stored = codec.decode_entry(codec.encode_entry(entry))
    return replace(stored, published=None, updated=None) == replace(
        entry,
        published=None,
        updated=None,
        related=stored.related if len(stored.related) == len(entry.related) else entry.related,
        hot=stored.hot if len(stored.hot) == len(entry.hot) else entry.hot,
    )


def _teaser_faults(teaser: Teaser) -> list[str]:
    return [
        *_text_faults(teaser.title, "a teaser's title"),
        *_text_faults(teaser.snippet, "a teaser's snippet"),
        *_link_faults(teaser.link, "a teaser's link"),
    ]


def _block_faults(blocks: object) -> list[str]:
    if not isinstance(blocks, tuple):
        return [f"blocks is {type(blocks).__name__}, not a tuple"]
    faults: list[str] = []
    for block in blocks:
        if not isinstance(block, get_args(Block)):
            faults.append(f"a block is {type(block).__name__}, which is no block of haowai_tui.model")
            continue
        for text, where in _texts(block):
            if not isinstance(text, str) or clean_lines(text) != text:
                faults.append(f"{where} holds text that is not clean: {text!r:.60}")
        for span in _spans(block):
            faults += _link_faults(span.link, "a link in the text")
    return faults


def _texts(value: object, where: str = "a block") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield value, where
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, where)
    elif isinstance(value, Struct):
        name = type(value).__name__
        for one in value.__struct_fields__:
            yield from _texts(getattr(value, one), f"{name}.{one}")


def _spans(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _spans(one)
    elif isinstance(value, Struct) and not isinstance(value, Code):
        for one in value.__struct_fields__:
            yield from _spans(getattr(value, one))


def _text_faults(text: object, where: str) -> list[str]:
    if not isinstance(text, str):
        return [f"{where} is {type(text).__name__}, not str"]
    return [] if clean(text) == text else [f"{where} is not clean: {text!r:.60} (pass it through text.clean)"]


def _link_faults(link: object, where: str) -> list[str]:
    if not isinstance(link, str):
        return [f"{where} is {type(link).__name__}, not str"]
    if not link or clean_url(link) == link:
        return []
    return [f"{where} is not an absolute http(s) address: {link!r:.80} (pass it through text.clean_url)"]


def _is_utc(when: object) -> bool:
    return isinstance(when, datetime) and when.utcoffset() == timedelta(0)


def _identity_faults(first: FeedData, second: FeedData) -> list[str]:
    def known_by(data: FeedData) -> set[str]:
        return {entry.guid or entry.link for entry in data.entries}

    if known_by(first) and not known_by(first) & known_by(second):
        return ["the second fetch shares no guid and no link with the first: every article would be new each time"]
    return []


async def _capability_faults(source: Source, address: str, data: FeedData, context: Context) -> list[str]:
    faults: list[str] = []
    links = [entry.link for entry in data.entries if entry.link]
    if Capability.ARTICLE in source.capabilities and links:
        entry = await source.article(links[0], context)
        if isinstance(entry, Entry):
            faults += (f"article(): {fault}" for fault in entry_faults(entry))
        else:
            faults.append(f"article() gave {type(entry).__name__}, not Entry")
    if Capability.DISCOVER in source.capabilities:
        found = await source.discover(address, context)
        if not isinstance(found, tuple) or not all(isinstance(one, Candidate) for one in found):
            faults.append("discover() did not give a tuple of Candidate")
    try:
        await source.fetch(Request(address=f"{source.name}:\x00 no such address"), context)
    except HaowaiError:
        return faults
    except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
        faults.append(f"fetch of a nonsense address raised {type(error).__name__}, which is no HaowaiError")
    return faults


__all__ = ["LONGEST_STANDSTILL", "check_source", "entry_faults"]

from __future__ import annotations

import ctypes
import sys
import time
from datetime import datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from msgspec.structs import replace

from haowai_tui.errors import HaowaiError, SourceError
from haowai_tui.model import Candidate, Entry, FeedData, Paragraph, Span
from haowai_tui.sources import registry
from haowai_tui.sources.contract import Capability, Context, Request
from haowai_tui.testing import check_source

GOOD = Entry(guid="1", title="High water", link="https://tide.example/1", blocks=(Paragraph((Span("Noon."),)),))

PLUG_IN = """
from haowai_tui.errors import SourceError
from haowai_tui.model import Entry, FeedData
from haowai_tui.sources.contract import Capability


class TideSource:
    name = "tide"
    title = "Tide tables"
    capabilities = Capability.ARTICLES

    def recognises(self, address):
        return 90 if address.startswith("tide:") else 0

    async def fetch(self, request, context):
        if request.address != "tide:north-pier":
            raise SourceError("There is no such pier.")
        hour = context.settings.get("hour", "noon")
        return FeedData(title="Tides", entries=(Entry(guid="high", title=f"High water at {hour}"),))

    async def article(self, link, context):
        raise SourceError("There are no articles.")

    async def discover(self, address, context):
        raise SourceError("There is nothing to discover.")
"""


class Tide:
    """A source that keeps the contract; each test spoils one thing."""

    name = "tide"
    title = "Tide tables"
    capabilities = Capability.ARTICLES

    def __init__(self, *entries: Entry) -> None:
        self.entries = entries or (GOOD,)

    def recognises(self, address: str) -> int:
        return 90 if address.startswith("tide:") else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        if "\x00" in request.address:
            raise SourceError("There is no such pier.")
        return FeedData(title="Tides", entries=self.entries)

    async def article(self, link: str, context: Context) -> Entry:
        return GOOD

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        return ()


def test_an_installed_source_passes_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tide_kit_plug_in.py").write_text(PLUG_IN)
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("tide", "tide_kit_plug_in:TideSource", registry.GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    registry.forget()
    try:
        data = check_source(registry.load("tide"), "tide:north-pier", settings={"hour": "one"})
    finally:
        registry.forget()
        sys.modules.pop("tide_kit_plug_in", None)
    assert data.entries[0].title == "High water at one"


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (replace(GOOD, title="\x1b[2Jx"), "title is not clean"),
        (replace(GOOD, title=""), "title is empty"),
        (replace(GOOD, link="javascript:alert(1)"), "not an absolute http"),
        (replace(GOOD, guid="", link=""), "neither guid nor link"),
        (replace(GOOD, published=datetime(2026, 1, 1)), "published is not an aware time"),
        (replace(GOOD, comments=-1), "comments is -1"),
        (replace(GOOD, key_points=["x"]), "key_points is list"),
        (replace(GOOD, blocks=("text",)), "no block of haowai_tui.model"),
        (replace(GOOD, blocks=(Paragraph((Span("a\x07b"),)),)), "not clean"),
        (replace(GOOD, blocks=(Paragraph((Span("a", link="file:///x"),)),)), "not an absolute http"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(entry: Entry, finding: str) -> None:
    with pytest.raises(AssertionError, match=finding):
        check_source(Tide(entry), "tide:a")


def test_two_entries_with_one_identifier_are_found() -> None:
    with pytest.raises(AssertionError, match="occurs twice"):
        check_source(Tide(GOOD, replace(GOOD, title="Low water")), "tide:a")


def test_a_source_that_blocks_the_event_loop_is_found() -> None:
    class Slow(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            time.sleep(0.5)  # noqa: ASYNC251 - the fault under test
            return await super().fetch(request, context)

    with pytest.raises(AssertionError, match="kept the event loop"):
        check_source(Slow(), "tide:a")


def test_a_source_that_works_in_the_event_loop_is_found() -> None:
    class Busy(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            until = time.thread_time() + 0.5
            while time.thread_time() < until:
                pass
            return await super().fetch(request, context)

    with pytest.raises(AssertionError, match="kept the event loop"):
        check_source(Busy(), "tide:a")


def test_that_the_machine_had_no_time_for_the_program_is_not_held_against_a_source() -> None:
    class Starved(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            # A call that keeps the interpreter and does nothing: no thread of the program gets on.
            before = time.monotonic()
            ctypes.PyDLL(None).usleep(600_000)
            passed.append(time.monotonic() - before)
            return await super().fetch(request, context)

    passed: list[float] = []
    check_source(Starved(), "tide:a")
    assert passed[0] > 0.5


def test_a_source_that_raises_what_nobody_can_act_on_is_found() -> None:
    class Raw(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            raise KeyError("hour")

    with pytest.raises(AssertionError, match="KeyError, which is no HaowaiError"):
        check_source(Raw(), "tide:a")


def test_a_source_whose_articles_are_new_each_time_is_found() -> None:
    class Restless(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            self.entries = (replace(GOOD, guid=str(time.monotonic_ns())),)
            return await super().fetch(request, context)

    with pytest.raises(AssertionError, match="new each time"):
        check_source(Restless(), "tide:a")


def test_what_does_not_look_like_a_source_is_found() -> None:
    with pytest.raises(AssertionError, match="lacks a name"):
        check_source(object(), "tide:a")  # type: ignore[arg-type]


def test_a_source_that_does_not_recognise_its_own_address_is_found() -> None:
    with pytest.raises(AssertionError, match="the very address under test"):
        check_source(Tide(), "https://a.example/")


def test_an_error_of_haowai_is_a_finding_too() -> None:
    class Offline(Tide):
        async def fetch(self, request: Request, context: Context) -> FeedData:
            raise HaowaiError("Nothing works today.")

    with pytest.raises(AssertionError, match="Nothing works today"):
        check_source(Offline(), "tide:a")

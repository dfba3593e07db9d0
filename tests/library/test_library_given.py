"""What sources of other packages give is held against their contract: a careless one spoils its own row alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from haowai_tui.errors import SourceError
from haowai_tui.library import Library
from haowai_tui.library.events import FullTextDone
from haowai_tui.model import Candidate, Entry, FeedData
from haowai_tui.sources import registry
from haowai_tui.sources.contract import Capability, Context, Request


class Careless:
    """A source that has one article, and gives `given` for everything else that it is asked for."""

    name = title = "careless"
    capabilities = Capability.ARTICLES | Capability.ARTICLE | Capability.DISCOVER
    given: object = None

    def recognises(self, address: str) -> int:
        return 100 if address.startswith("careless:") else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        return FeedData(title="Tides", entries=(Entry(guid="1", title="High water", link="https://a.example/1"),))

    async def article(self, link: str, context: Context) -> object:
        return self.given

    async def discover(self, address: str, context: Context) -> object:
        return self.given

    async def examine(self, address: str, context: Context) -> object:
        return self.given


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Careless]]:
    """The careless source, installed as if by another package."""
    point = SimpleNamespace(name="careless", dist=None, load=lambda: Careless)
    registry.forget()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    yield Careless
    monkeypatch.undo()
    registry.forget()


@pytest.mark.parametrize("given", [None, ["x"], [None], [Candidate(address=5)], "careless:one"], ids=repr)  # type: ignore[arg-type]
def test_feeds_behind_an_address_and_parts_of_a_page_are_what_they_should_be(
    library: Library, source: type[Careless], monkeypatch: pytest.MonkeyPatch, given: object
) -> None:
    monkeypatch.setattr(source, "given", given)
    with pytest.raises(SourceError, match="careless has a fault"):
        asyncio.run(library.resolve("careless:one"))
    with pytest.raises(SourceError, match="careless has a fault"):
        asyncio.run(library.examine("careless:one"))


@pytest.mark.parametrize("given", [None, "x"], ids=repr)
def test_a_whole_text_that_is_none_spoils_that_article_alone(
    library: Library, source: type[Careless], monkeypatch: pytest.MonkeyPatch, given: object
) -> None:
    monkeypatch.setattr(source, "given", given)
    library.import_opml(b'<opml version="2.0"><body><outline xmlUrl="careless:one"/></body></opml>')

    async def run() -> list[str]:
        events = [event async for event in library.refresh(full_text=True)]
        return [event.sentence for event in events if isinstance(event, FullTextDone)]

    (sentence,) = asyncio.run(run())
    assert "careless has a fault" in sentence

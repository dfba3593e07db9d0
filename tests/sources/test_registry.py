from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from haowai_tui.errors import SourceError, UnknownSourceError
from haowai_tui.sources import registry

PLUG_IN = """
from haowai_tui.model import Entry, FeedData
from haowai_tui.sources.contract import Capability


class TideSource:
    name = "tide"
    title = "Tide tables"
    capabilities = Capability.ARTICLES

    def recognises(self, address):
        return 90 if address.startswith("tide:") else 0

    async def fetch(self, request, context):
        entry = Entry(guid="high", title="High water at noon")
        return FeedData(title="Tides", entries=(entry,))

    async def article(self, link, context):
        return Entry()

    async def discover(self, address, context):
        return ()


class NoSource:
    pass


class Leaves(TideSource):
    def __init__(self):
        raise SystemExit(4)


class Numbered(TideSource):
    capabilities = 3


class Settled(TideSource):
    settings = {"harbour": "Cuxhaven"}


class Rude(TideSource):
    def recognises(self, address):
        raise RuntimeError("no")
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Registers sources as an installed package would."""
    (tmp_path / "tide_plug_in.py").write_text(PLUG_IN)
    monkeypatch.syspath_prepend(tmp_path)

    def register(**points: str) -> None:
        found = [EntryPoint(name, value, registry.GROUP) for name, value in points.items()]
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: found if group == registry.GROUP else [])
        registry.forget()

    yield register
    registry.forget()
    sys.modules.pop("tide_plug_in", None)


def test_built_in_sources_are_known_without_being_imported(install) -> None:  # type: ignore[no-untyped-def]
    install()
    assert [info.name for info in registry.available()] == ["feed", "folder", "haowai", "page", "sample"]
    assert {info.package for info in registry.available()} == {"haowai-tui"}


def test_naming_the_sources_imports_none_of_them() -> None:
    program = (
        "import sys; from haowai_tui.sources import registry; registry.available();"
        "print([m for m in sys.modules if m in"
        " ('feedparser', 'httpx', 'textual', 'haowai_tui.sources.feed', 'selectolax')])"
    )
    source = str(Path(__file__).parents[2] / "src")
    ran = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_an_installed_source_is_named_loaded_and_guessed(install) -> None:  # type: ignore[no-untyped-def]
    install(tide="tide_plug_in:TideSource")
    assert "tide" in [info.name for info in registry.available()]
    assert "tide_plug_in" not in sys.modules
    assert registry.load("tide").title == "Tide tables"
    assert registry.load("tide") is registry.load("tide")
    assert registry.guess("tide:north-pier") == "tide"


def test_a_broken_source_is_a_sentence_and_the_others_still_work(install) -> None:  # type: ignore[no-untyped-def]
    install(gone="no_such_module:X", wrong="tide_plug_in:NoSource", rude="tide_plug_in:Rude")
    with pytest.raises(SourceError, match="gone"):
        registry.load("gone")
    with pytest.raises(SourceError, match="contract"):
        registry.load("wrong")
    assert registry.guess("https://a.example/feed") == "feed"


def test_a_package_cannot_take_the_name_of_a_built_in_source(install) -> None:  # type: ignore[no-untyped-def]
    install(feed="tide_plug_in:TideSource")
    assert registry.load("feed").name == "feed"


def test_a_mistyped_name_gets_a_suggestion(install) -> None:  # type: ignore[no-untyped-def]
    install()
    with pytest.raises(UnknownSourceError, match="Did you mean “folder”"):
        registry.load("foldr")
    with pytest.raises(UnknownSourceError, match="feed, folder, haowai, page, sample"):
        registry.load("zzz")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.example/rss", "feed"),
        ("a.example", "feed"),
        ("feed://a.example/rss", "feed"),
        ("sample:town", "sample"),
        ("/no/such/folder", "folder"),
        ("nonsense", "feed"),
        ("\x00", "feed"),
        ("x" * 5000, "feed"),
    ],
)
def test_an_address_is_given_to_the_source_that_reads_it(address: str, name: str) -> None:
    assert registry.guess(address) == name


def test_an_existing_folder_is_a_folder(tmp_path: Path) -> None:
    assert registry.guess(str(tmp_path)) == "folder"


@pytest.mark.parametrize("name", ["Leaves", "Numbered", "Settled"])
def test_a_source_that_ends_the_program_or_is_made_otherwise_is_a_sentence(install, name: str) -> None:  # type: ignore[no-untyped-def]
    install(strange=f"tide_plug_in:{name}", tide="tide_plug_in:TideSource")
    with pytest.raises(SourceError, match="“strange”"):
        registry.load("strange")
    assert registry.guess("tide:cuxhaven") == "tide"

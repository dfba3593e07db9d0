"""A feed with many articles goes, and comes back, part by part; whatever cuts that short, nothing is lost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_library_undo import NOW, everything, filled

from haowai_tui.config import RuleSettings
from haowai_tui.errors import NotFoundError
from haowai_tui.library import Library
from haowai_tui.model import Anchor, Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import index, keeping

RULES = (RuleSettings(query="title:4", do=("mute", "score:7")), RuleSettings(query="title:5", do=("highlight",)))
KEPT = (
    "feeds",
    "articles",
    "bodies",
    "positions",
    "tags",
    "notes",
    "later",
    "facts",
    "feed_options",
    "counts",
    "volumes",
)
"""Tables in which nothing is to be seen of a feed that went and came back."""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two articles."""
    monkeypatch.setattr("haowai_tui.store.removing.AT_ONCE", 2)
    monkeypatch.setattr("haowai_tui.library.feeds.AT_ONCE_ALONE", 2)
    monkeypatch.setattr("haowai_tui.library.undo.FEW", 2)


def entries(count: int, word: str = "渡口") -> tuple[Entry, ...]:
    return tuple(
        Entry(guid=f"g{n}", title=f"{word} {n}", published=NOW, blocks=(Paragraph((Span(f"第{n}班船到了。"),)),))
        for n in range(count)
    )


def marked(home: Path) -> Library:
    """A library with a third feed, of seven articles that are marked in every way."""
    library = filled(str(home), rules=RULES)
    feed = library._store.add_feed("https://example.org/f", source="feed", title="渡口报")
    new = library._store.store_feed(feed.id, FeedData(entries=entries(7)), now=NOW).new
    library.set_read(new[:3], True)
    library.set_starred([new[1]], True)
    library.change_tags([new[2], new[6]], add=["港口"])
    library.set_note(new[3], "记一笔")
    library.add_later([new[5]])
    library.set_position(new[0], Anchor(0, 2))
    library.set_rank(feed.id, 3)
    library.run_rules()
    return library


def rows(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    with library._store._db.reading() as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in KEPT}


def feeds(library: Library) -> list[int]:
    return sorted(feed.id for feed in library.feeds())


def found(library: Library) -> tuple[int, ...]:
    return tuple(library.count(Selection(terms=(word,), muted=None)) for word in ("渡口", "班船", "晨报"))


def test_a_feed_goes_part_by_part_and_comes_back_exactly_as_it_was(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        before, stood, words = everything(library), rows(library), found(library)
        commits = library._store._db.durable_commits
        parts = library.removing_feeds([3])
        assert next(parts) == (2, 7)
        # From then on it is in no list, though most of its articles are still there.
        assert feeds(library) == [1, 2] and library.count(Selection(muted=None)) == 11
        assert list(parts) == [(4, 7), (6, 7), (7, 7)]
        assert library._store._db.durable_commits - commits == 4
        assert found(library) == (0, 0, 3) and not library.are_leaving()
        with pytest.raises(NotFoundError):
            library.feed(3)
        assert [(done.kind, done.about, done.number) for done in library.undoable()][:1] == [
            ("remove_feed", "渡口报", 1)
        ]
        commits = library._store._db.durable_commits
        assert list(library.undoing()) == [(1, 7), (3, 7), (5, 7), (7, 7)]
        assert library._store._db.durable_commits - commits == 7
        assert everything(library) == before and rows(library) == stood and found(library) == words
        assert library.health().integrity == "ok"


def test_a_removal_that_is_stopped_brings_back_what_is_gone_whatever_was_done_meanwhile(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        stood, words = rows(library), found(library)
        parts = library.removing_feeds([3])
        next(parts), next(parts)
        library.set_note(1, "meanwhile")
        actions = library.keep_feeds([3])
        assert feeds(library) == [1, 2, 3] and list(parts) == []
        assert list(library.undoing_these(actions)) == [(2, 4), (4, 4)]
        assert library.note_of(1) == "meanwhile"
        library.undo()
        assert rows(library) == stood and found(library) == words
        assert "remove_feed" not in [done.kind for done in library.undoable()]


def test_a_command_that_is_interrupted_keeps_the_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with marked(tmp_path) as library:
        stood, commits = rows(library), library._store._db.durable_commits
        leave = index.leave

        def interrupted(*given: Any) -> None:
            if library._store._db.durable_commits - commits == 2:
                raise KeyboardInterrupt
            leave(*given)

        monkeypatch.setattr(index, "leave", interrupted)
        with pytest.raises(KeyboardInterrupt):
            library.remove_feed(3)
        assert rows(library) == stood and not library.are_leaving() and found(library) == (7, 7, 3)


def test_whoever_opens_the_library_after_a_crash_goes_on_or_undoes(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        stood, words = rows(library), found(library)
        next(library.removing_feeds([3, 1]))
    # The parts that were done are on the disk, and the feeds are in no list.
    with closing(Library.open(library.paths, library.settings)) as again:
        assert again.are_leaving() and feeds(again) == [2]
        assert list(again.going_on_removing())[-1] == (8, 8)
        assert not again.are_leaving() and again.count(Selection(muted=None)) == 3
        again.undo()
        assert rows(again) == stood and found(again) == words
        next(again.removing_feeds([3]))
    with closing(Library.open(library.paths, library.settings)) as again:
        again.undo()
        assert not again.are_leaving() and rows(again) == stood and found(again) == words


def test_an_undoing_that_is_stopped_goes_on_later_and_what_came_anew_is_not_doubled(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        before, stood = everything(library), rows(library)
        library.remove_feed(3)
        undoing = library.undoing()
        next(undoing), next(undoing)
        undoing.close()
        library.stopped_undoing()
        # It stands, with fewer articles, and a refresh brings the others as new ones.
        assert library.feed(3).total < 6
        assert library._store.store_feed(3, FeedData(entries=entries(7)), now=NOW).new
        library.undo()
        assert everything(library) == before
        assert [row[0] for row in rows(library)["articles"]] == [row[0] for row in stood["articles"]]
        assert rows(library)["counts"] == stood["counts"] and rows(library)["volumes"] == stood["volumes"]


def test_what_comes_for_a_feed_while_it_goes_goes_with_it_and_comes_back_once(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        before = everything(library)
        parts = library.removing_feeds([3])
        next(parts)
        # A refresh was under way.
        library._store.store_feed(3, FeedData(entries=entries(7)), now=NOW)
        library._store.change_address(3, "https://example.org/moved")
        assert list(parts)
        assert library._store.feeds([3]) == [] and library.count(Selection(muted=None)) == 6
        library.undo()
        assert everything(library) == before


def test_marks_on_what_came_anew_stay_when_the_old_comes_back(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        library.remove_feed(3)
        with library._store.together():
            feed = library._store.add_feed("https://example.org/f", source="feed", title="渡口报")
            new = library._store.store_feed(feed.id, FeedData(entries=entries(7)), now=NOW).new
        library._store.set_starred([new[5]], True)
        library._store.set_note(new[5], "新记的")
        library.undo()
        [back] = [feed for feed in library.feeds() if feed.address == "https://example.org/f"]
        assert back.total == 6 and library.count(Selection(feeds=(back.id,), muted=None)) == 7
        assert library.count(Selection(feeds=(back.id,), starred=True)) == 2
        [starred, _other] = library.headlines(Selection(feeds=(back.id,), starred=True))
        assert "新记的" in {library.note_of(starred.id), library.note_of(_other.id)}
        assert found(library) == (7, 7, 3)


def test_a_feed_comes_back_where_its_number_has_been_given_to_another(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        words = found(library)
        library.remove_feed(3)
        other = library._store.add_feed("https://example.org/other", source="feed", title="Other")
        assert other.id == 3
        library.undo()
        [back] = [feed for feed in library.feeds() if feed.address == "https://example.org/f"]
        assert back.id != 3 and back.total == 6 and library.ranks() == {back.id: 3} and found(library) == words
        assert library.feed(3).total == 0


def test_undoing_that_feeds_were_added_takes_their_articles_part_by_part(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        for number in (4, 5):
            feed = library._store.add_feed(f"https://example.org/{number}", source="feed", title=f"N{number}")
            library._store.store_feed(feed.id, FeedData(entries=entries(3, "码头")), now=NOW)
        library.note_added("import", [library.feed(4), library.feed(5)])
        undoing = library.undoing()
        assert next(undoing) == (2, 6) and feeds(library) == [1, 2, 3]
        undoing.close()
        # Stopped, they stay, and undoing goes on later.
        library.stopped_undoing()
        assert feeds(library) == [1, 2, 3, 4, 5] and library.feed(4).total == 1
        next(library.undoing())
    # After a crash it goes on: that was asked for.
    with closing(Library.open(library.paths, library.settings)) as again:
        assert again.are_leaving()
        again.finish_removing()
        assert feeds(again) == [1, 2, 3] and found(again) == (7, 7, 3)
        assert "import" not in [done.kind for done in again.undoable()]


def test_a_feed_that_is_added_while_it_goes_comes_anew(tmp_path: Path) -> None:
    import asyncio

    folder = tmp_path / "晨报"
    folder.mkdir()
    (folder / "a.md").write_text("# 头版\n\n今日无事。\n", "utf-8")
    with marked(tmp_path / "home") as library:
        feed = library._store.add_feed(str(folder), source="folder", title="夹子")
        library._store.store_feed(feed.id, FeedData(entries=entries(5)), now=NOW)
        next(library.removing_feeds([feed.id]))
        added = asyncio.run(library.add(str(folder)))
        assert not added.existed and added.feed.total == 1 and not library.are_leaving()


def test_a_journal_of_an_earlier_program_is_undone(tmp_path: Path) -> None:
    import base64
    import json
    import zlib

    with marked(tmp_path) as library:
        before, words = everything(library), found(library)
        with library._store.action("remove_feed", "渡口报"):
            removed = library._store.remove_feed(3)
            library._store.note_feed(3, removed)
        plain = {
            table: [
                columns,
                [[{"b85": base64.b85encode(v).decode()} if isinstance(v, bytes) else v for v in row] for row in kept],
            ]
            for table, (columns, kept) in removed.tables.items()
        }
        with library._store._db.writing(durable=True) as connection:
            old = zlib.compress(json.dumps(plain, ensure_ascii=False).encode())
            connection.execute("UPDATE undo_steps SET value = ? WHERE what = 'feed'", (old,))
        library.undo()
        assert everything(library) == before and found(library) == words


def test_the_oldest_removals_are_forgotten_with_what_they_kept(tmp_path: Path) -> None:
    with marked(tmp_path) as library:
        library.remove_feed(3)
        for number in range(60):
            library.set_note(1, f"note {number}")
        with library._store._db.reading() as connection:
            assert connection.execute("SELECT count(*) FROM undo_steps WHERE what = 'articles'").fetchone() == (0,)


def test_a_backup_has_the_articles_of_a_removed_feed_only_where_they_are_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> list[str]:
        with library._store._db.reading() as connection:
            [steps] = [table for table in keeping.read_state(connection).tables if table.name == "undo_steps"]
        return [what for row in steps.rows if (what := row[steps.columns.index("what")]) in ("feed", "articles")]

    with marked(tmp_path) as library:
        library.remove_feed(3)
        assert sorted(kept()) == ["articles"] * 4 + ["feed"]
        with library._store._db.reading() as connection:
            asked = "SELECT max(length(value)) FROM undo_steps WHERE what = 'articles'"
            largest = connection.execute(asked).fetchone()[0]
        # None of the parts is large by itself.
        monkeypatch.setattr(keeping, "_LARGEST_STEP", largest)
        assert kept() == ["feed"]

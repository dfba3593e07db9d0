"""What the reader did is taken back, action by action, also by another process and after a restart."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.config import RuleSettings, Settings, paths
from haowai_tui.errors import NotFoundError
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Selection

NOW = datetime.now(UTC)


def filled(home: str, *, rules: tuple[RuleSettings, ...] = ()) -> Library:
    library = Library.open(paths({"HAOWAI_HOME": home}), Settings(rules=rules))
    for source in ("晨报", "Herald"):
        feed = library._store.add_feed(f"folder:/{source}", source="folder", title=source)
        entries = tuple(Entry(guid=str(n), title=f"{source} {n}", published=NOW) for n in range(3))
        library._store.store_feed(feed.id, FeedData(title=source, entries=entries), now=NOW)
    return library


def everything(library: Library) -> list[Any]:
    """All that a reader can change, as it stands."""
    rows = sorted(library.headlines(Selection(muted=None)), key=lambda row: row.id)
    each = [(row, library.tags_of(row.id), library.note_of(row.id)) for row in rows]
    feeds = [(feed.id, feed.title, feed.category, feed.unread, feed.total) for feed in library.feeds()]
    saved = [(feed.name, feed.query, feed.unread) for feed in library.smart_feeds()]
    return [each, feeds, saved, library.later(), library.counts()]


ids = st.lists(st.integers(1, 6), min_size=1, max_size=4)
names = st.sampled_from(["港口", "Wind", "港口二", "ｗｉｎｄ"])
actions = st.one_of(
    st.tuples(st.just("set_read"), ids, st.booleans()),
    st.tuples(st.just("set_starred"), ids, st.booleans()),
    st.tuples(st.just("mark_read"), st.just(Selection(feeds=(1,)))),
    st.tuples(st.just("tag"), ids, names, st.booleans()),
    st.tuples(st.just("set_note"), st.integers(1, 6), st.sampled_from(["", "记一笔", "again"])),
    st.tuples(st.just("add_later"), ids),
    st.tuples(st.just("drop_later"), ids),
    st.tuples(st.just("rename_feed"), st.integers(1, 2), names),
    st.tuples(st.just("move_feed"), st.integers(1, 2), st.lists(names, max_size=2)),
    st.tuples(st.just("remove_feed"), st.integers(1, 2)),
    st.tuples(st.just("save_query"), names, st.sampled_from(["is:unread", "港口"])),
    st.tuples(st.just("remove_query"), names),
    st.tuples(st.just("run_rules")),
)
RULES = (
    RuleSettings(query="晨报", do=("mute", "score:5", "tag:港口")),
    RuleSettings(query="Herald", do=("highlight", "star", "later", "read")),
)


def act(library: Library, action: tuple[Any, ...]) -> None:
    name, *values = action
    if name == "tag":
        numbers, tag, adding = values
        library.change_tags(numbers, **{"add" if adding else "remove": [tag]})
    else:
        getattr(library, name)(*values)


@settings(max_examples=60, deadline=None)
@given(st.lists(actions, max_size=12))
def test_undoing_goes_back_over_every_state_there_was(done: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        library = filled(home, rules=RULES)
        states = [everything(library)]
        for action in done:
            try:
                act(library, action)
            except NotFoundError:
                continue
            now = everything(library)
            if now != states[-1]:
                states.append(now)
        library.close()
        with Library.open(library.paths, library.settings) as again:
            while len(states) > 1:
                assert again.undo()
                if (now := everything(again)) != states[-1]:
                    states.pop()
                assert now == states[-1]
            while again.undo():
                assert everything(again) == states[0]


def test_the_last_fifty_actions_are_kept(tmp_path: Any) -> None:
    with filled(str(tmp_path)) as library:
        for number in range(60):
            library.set_note(1, f"note {number}")
        assert len(library.undoable()) == 50
        while library.undo():
            pass
        assert library.note_of(1) == "note 9"


def test_an_action_that_fails_leaves_nothing_behind(tmp_path: Any) -> None:
    with filled(str(tmp_path)) as library:
        with pytest.raises(RuntimeError), library._store.action("rules"):
            library.set_starred([1], True)
            raise RuntimeError
        assert library.undoable() == [] and library.counts().starred == 0
        library.set_starred([2], True)
        assert [done.number for done in library.undoable()] == [1]


def test_opening_an_article_is_nothing_to_undo(tmp_path: Any) -> None:
    with filled(str(tmp_path)) as library:
        library.set_read([1], True, undoable=False)
        assert library.undoable() == []


def test_a_feed_that_was_added_again_meanwhile_is_not_doubled(tmp_path: Any) -> None:
    with filled(str(tmp_path)) as library:
        library.remove_feed(1)
        library._store.add_feed("folder:/晨报", source="folder", title="new")
        assert "晨报" in library.undo()
        assert [feed.address for feed in library.feeds()].count("folder:/晨报") == 1


def test_a_long_list_is_marked_read_part_by_part_and_one_action_brings_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haowai_tui.library.library.AT_ONCE", 2)
    monkeypatch.setattr("haowai_tui.library.undo.AT_ONCE", 2)
    monkeypatch.setattr("haowai_tui.store.undo.AT_ONCE", 2)
    with tempfile.TemporaryDirectory() as home, filled(home) as library:
        before = everything(library)
        library.set_starred([1], True)
        commits = library._store._db.durable_commits
        parts = list(library.marking_read(library.unread_of(Selection())))
        assert [len(part) for part in parts] == [2, 2, 2]
        # Whoever else writes, or asks in the same thread, waits for one part.
        assert library._store._db.durable_commits - commits == 3
        assert library.counts().unread == 0
        assert [(done.kind, done.number) for done in library.undoable()] == [("mark_list_read", 6), ("star", 1)]
        assert list(library.undoing()) == [(2, 6), (4, 6), (6, 6)]
        library.undo()
        assert everything(library) == before


def test_what_was_marked_before_it_was_stopped_is_taken_back_and_so_is_the_rest_of_an_undoing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("library.library", "library.undo", "store.undo"):
        monkeypatch.setattr(f"haowai_tui.{module}.AT_ONCE", 2)
    with tempfile.TemporaryDirectory() as home, filled(home) as library:
        before = everything(library)
        parts = library.marking_read(library.unread_of(Selection()))
        next(parts)
        # What is done meanwhile is an action of its own.
        library.set_starred([1], True)
        next(parts)
        assert [(done.kind, done.number) for done in library.undoable()] == [("star", 1), ("mark_list_read", 4)]
        library.undo()
        undoing = library.undoing()
        assert next(undoing) == (2, 4)
        assert library.counts().unread == 4
        assert [(done.kind, done.number) for done in library.undoable()] == [("mark_list_read", 2)]
        # Nothing more of it is marked once it has been taken back.
        library.undo()
        assert list(parts) == []
        assert everything(library) == before


def test_of_two_steps_about_one_article_the_earlier_is_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("library.undo", "store.undo"):
        monkeypatch.setattr(f"haowai_tui.{module}.AT_ONCE", 3)
    with tempfile.TemporaryDirectory() as home, filled(home) as library:
        library.set_read([2], True)
        before = everything(library)
        store = library._store
        with store.action("rules"):
            for read, points in ((True, 5), (False, -2), (True, 1)):
                store.set_read(range(1, 7), read)
                store.add_score(range(1, 7), points)
                store.set_starred(range(1, 7), read)
        library.undo()
        assert everything(library) == before


def test_forgetting_an_action_of_many_articles_costs_the_next_one_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haowai_tui.store.undo.AT_ONCE", 1)
    monkeypatch.setattr("haowai_tui.store.undo.MOST", 2)
    with tempfile.TemporaryDirectory() as home, filled(home) as library:
        library.mark_read(Selection())
        steps = []
        for number in range(1, 7):
            library.set_starred([number], True)
            assert [done.kind for done in library.undoable()][:2] == ["star", "star"][: min(number, 2)] + (
                ["mark_list_read"] if number == 1 else []
            )
            with library._store._db.reading() as connection:
                steps.append(connection.execute("SELECT count(*) FROM undo_steps WHERE what = 'read'").fetchone()[0])
        # Two at each action since it is one too many.
        assert steps == [6, 4, 2, 0, 0, 0]
        with library._store._db.reading() as connection:
            assert connection.execute("SELECT count(*) FROM undo_actions").fetchone()[0] == 2


def test_a_backup_leaves_out_an_action_of_more_articles_than_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    from haowai_tui.store import keeping

    monkeypatch.setattr(keeping, "MOST_READ", 5)
    with tempfile.TemporaryDirectory() as home, filled(home) as library:
        library.set_read([1, 2], True)
        library.set_read([1, 2], False)
        library.mark_read(Selection())
        with library._store._db.reading() as connection:
            state = keeping.read_state(connection)
        tables = {table.name: table for table in state.tables}
        assert [row[2] for row in tables["undo_actions"].rows] == ["read", "unread"]
        assert len(tables["undo_steps"].rows) == 4
        assert state.whole

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haowai_tui.errors import UsageError
from haowai_tui.library import Library
from haowai_tui.library.query import OPERATORS, Known, complete, parse, parse_query
from haowai_tui.model import Article, Enclosure, Entry, Feed, FeedData, Image, Paragraph, Selection, Span
from haowai_tui.model.query import (
    AllOf,
    Among,
    AnyOf,
    Before,
    By,
    Expression,
    Has,
    InFeeds,
    InLanguage,
    Is,
    Length,
    Not,
    Since,
    Tagged,
    Words,
)
from haowai_tui.store import Store
from haowai_tui.text.fold import fold

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXTS = ("渡口重新开放", "The ferry runs again", "衡阳的山", "ferry 渡口 café", "山")
FEED = Feed(id=7, address="http://example.org/a", source="feed", title="晨报", category=("新闻", "本地"))


def entry(number: int) -> Entry:
    text = TEXTS[number % len(TEXTS)] * (1 + number % 3)
    image = (Image("http://example.org/p.png"),) if number % 4 == 0 else ()
    return Entry(
        guid=str(number),
        title=TEXTS[(number * 3 + 1) % len(TEXTS)],
        byline=("Ana Núñez", "李山", "")[number % 3],
        published=NOW - timedelta(days=number),
        language=("zh", "en-GB", "zh-Hant")[number % 3],
        blocks=(Paragraph((Span(text),)), *image),
        enclosures=(Enclosure(url="http://example.org/a.mp3"),) if number % 5 == 0 else (),
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("query") / "haowai.db"
    with Store.open(path) as opened:
        for name in ("a", "b"):
            feed = opened.add_feed(f"http://example.org/{name}", source="feed")
            entries = tuple(entry(number + (name == "b") * 7) for number in range(12))
            opened.store_feed(feed.id, FeedData(title=name, entries=entries), now=NOW)
        opened.set_read((1, 5, 9, 14), True)
        opened.set_starred((2, 5, 20), True)
        opened.change_tags((3, 5, 21), ["Reisen"])
        opened.change_tags((5, 6), ["渡輪"])
        opened.set_note(4, "once more")
        opened.add_later((6, 2, 13))
        yield opened


def words(text: str) -> list[str]:
    """Each Chinese character and each other word: what a phrase is a row of."""
    folded = "".join(f" {letter} " if "\u4e00" <= letter <= "\u9fff" else letter for letter in fold(text))
    return folded.split()


def says(text: str, term: str) -> bool:
    have, want = words(text), words(term)
    rows = (have[place : place + len(want)] for place in range(len(have)))
    begun = want[-1].isascii()
    return any(row == want or (begun and row[:-1] == want[:-1] and row[-1].startswith(want[-1])) for row in rows if row)


def holds(asked: Expression, article: Article, store: Store) -> bool:
    """The meaning of a query, stated a second time without a database's help."""
    body = "\n".join([article.byline, *(block.spans[0].text for block in article.blocks if hasattr(block, "spans"))])
    day = article.published or article.received
    match asked:
        case AllOf(parts):
            return all(holds(part, article, store) for part in parts)
        case AnyOf(parts):
            return any(holds(part, article, store) for part in parts)
        case Not(part):
            return not holds(part, article, store)
        case Words(text, title):
            return says(article.title, text) or (not title and any(says(line, text) for line in body.split("\n")))
        case Is(state):
            later = article.id in store.later()
            return {"read": article.read, "unread": not article.read, "starred": article.starred, "later": later}[state]
        case Has("notes"):
            return bool(store.note_of(article.id))
        case Has(part):
            images = any(isinstance(block, Image) for block in article.blocks)
            return images if part == "image" else bool(article.enclosures)
        case InFeeds(ids):
            return article.feed_id in ids
        case Among(ids):
            return article.id in ids
        case Tagged(tag):
            return fold(tag) in [fold(name) for name in store.tags_of(article.id)]
        case By(author):
            return fold(author) in fold(article.byline)
        case Since(when):
            return day >= when
        case Before(when):
            return day < when
        case InLanguage(language):
            return article.language.lower() == language or article.language.lower().startswith(language + "-")
        case Length(comparison, count):
            length = sum(len(words(block.spans[0].text)) for block in article.blocks if hasattr(block, "spans"))
            return bool(
                {
                    "<": length < count,
                    "<=": length <= count,
                    "=": length == count,
                    ">=": length >= count,
                    ">": length > count,
                }[comparison]
            )
    raise AssertionError(asked)


LEAVES = st.one_of(
    st.builds(
        Words,
        st.sampled_from(["渡口", "渡", "山", "ferry", "fer", "CAFE", "the ferry", "開放", "ＦＥＲ"]),
        st.booleans(),
    ),
    st.builds(Is, st.sampled_from(["unread", "read", "starred", "later"])),
    st.builds(Has, st.sampled_from(["image", "enclosure", "notes"])),
    st.builds(InFeeds, st.lists(st.integers(1, 3), max_size=2).map(tuple)),
    st.builds(Among, st.lists(st.integers(1, 24), max_size=6).map(tuple)),
    st.builds(Tagged, st.sampled_from(["reisen", "渡轮", "none"])),
    st.builds(By, st.sampled_from(["nunez", "李", "Ana"])),
    st.builds(Since, st.integers(0, 20).map(lambda days: NOW - timedelta(days=days))),
    st.builds(Before, st.integers(0, 20).map(lambda days: NOW - timedelta(days=days))),
    st.builds(InLanguage, st.sampled_from(["zh", "en", "zh-hant"])),
    st.builds(Length, st.sampled_from(["<", "<=", "=", ">=", ">"]), st.integers(0, 20)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES)
def test_the_database_finds_what_the_query_means(store: Store, asked: Expression) -> None:
    found = {row.id for row in store.headlines(Selection(query=asked))}
    assert found == {number for number in range(1, 25) if holds(asked, store.article(number), store)}


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "(",
                    ")",
                    "OR",
                    "-",
                    '"',
                    "渡口",
                    "ferry",
                    "NEAR(",
                    "*",
                    "^",
                    "title:",
                    "AND",
                    "'",
                    ";",
                    "is:unread",
                    " ",
                ]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_whatever_is_typed_finds_something_or_says_in_which_column_it_is_wrong(store: Store, text: str) -> None:
    try:
        asked = parse_query(text, [FEED], now=NOW)
    except UsageError as error:
        assert "Column" in str(error)
    else:
        assert store.count(asked) == len(store.headlines(asked))


def test_long_and_deep_queries_are_answered_or_refused_with_a_sentence(store: Store) -> None:
    assert store.count(parse_query("ferry " * 100)) == store.count(parse_query("ferry"))
    many = " OR ".join(f"word{number}" for number in range(99))
    assert store.count(parse_query(f"{many} OR ferry")) == store.count(parse_query("ferry"))
    with pytest.raises(UsageError):
        parse_query("ferry " * 101)
    with pytest.raises(UsageError):
        parse_query("(" * 60 + "ferry" + ")" * 60)
    assert store.count(parse_query("(" * 20 + "ferry" + ")" * 20)) == store.count(parse_query("ferry"))


def test_or_binds_less_than_standing_side_by_side_and_minus_binds_most() -> None:
    assert parse("渡口 -山 OR (ferry OR tag:x) is:later", Known()) == AnyOf(
        (
            AllOf((Words("渡口"), Not(Words("山")))),
            AllOf((AnyOf((Words("ferry"), Tagged("x"))), Is("later"))),
        )
    )


def test_what_the_store_keeps_counts_for_is_asked_by_them() -> None:
    found = parse_query("is:unread feed:晨报 after:7d 渡口", [FEED], now=NOW)
    assert found == Selection(unread=True, feeds=(7,), since=NOW - timedelta(days=7), terms=("渡口",))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("category:本地", (7,)),
        ("category:新闻/本地", (7,)),
        ("source:feed", (7,)),
        ("source:folder", ()),
        ("feed:7", (7,)),
    ],
)
def test_feeds_are_asked_for_by_title_category_and_source(text: str, ids: tuple[int, ...]) -> None:
    assert parse_query(text, [FEED]).feeds == ids


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("步道 is:odd", 4, "is:later"),
        ("color:red", 1, "feed:"),
        ("ferry OR", 9, "a word"),
        ("OR ferry", 1, "a word"),
        ("(ferry", 7, ")"),
        ("ferry)", 6, "( before"),
        ("words:many", 1, "words:>500"),
        ("before:never", 1, "before:2026-01-31"),
        ("lang:?", 1, "lang:zh"),
        ("x title:", 9, "title:"),
        ("has:wings", 1, "has:image"),
    ],
)
def test_an_error_points_at_the_column_and_says_what_was_expected(text: str, column: int, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_query(text, [FEED], now=NOW)
    assert f"Column {column}:" in str(caught.value)
    assert expected in str(caught.value)


def test_completion_offers_operators_then_their_values() -> None:
    names = {"feed": ["晨报", "River News", "Riverside"], "tag": ["渡轮"]}
    assert complete("渡口 ti", 5, names) == (3, ["title:"])
    assert complete("-is:st", 6, names) == (1, ["is:starred"])
    assert complete("(feed:riv", 9, names) == (1, ['feed:"River News"', "feed:Riverside"])
    assert complete('feed:"river n', 13, names) == (0, ['feed:"River News"'])
    assert complete("tag:渡輪", 6, names) == (0, ["tag:渡轮"])
    assert complete("is", 2, names)[1] == ["is:"]
    assert all(complete(name[0], 1, names)[1] for name in OPERATORS)


def test_traditional_full_width_and_accented_forms_find_each_other(store: Store) -> None:
    for text, same in (("開放", "开放"), ("ＦＥＲＲＹ", "ferry"), ("cafe", "café"), ("衡陽", "衡阳")):
        assert store.count(parse_query(text)) == store.count(parse_query(same)) > 0


def test_headlines_feeds_and_tags_are_found_by_how_they_sound(library: Library) -> None:
    feed = library._store.add_feed("folder:/hy", source="folder", title="衡阳青山报")
    entries = [
        Entry(guid=str(n), title=title)
        for n, title in enumerate(("衡陽青山通車", "重庆今天有雾", "Harbour news", "长乐的长街"))
    ]
    library._store.store_feed(feed.id, FeedData(entries=tuple(entries)), now=datetime.now(UTC))

    def found(query: str) -> set[str]:
        return {row.title for row in library.headlines(library.parse_query(query)) if row.feed_id == feed.id}

    for query in ("hengyang", "hyqs", "hengyqs", "title:hyqs", "hyqs -gale", "(hyqs OR gale)", "HengYang"):
        assert found(query) == {"衡陽青山通車"}, query
    assert found("chongqing") == found("zhongqing") == {"重庆今天有雾"}
    assert found("changjie") == found("zhangle") == {"长乐的长街"}
    assert found("news") == {"Harbour news"}
    assert found('"hyqs"') == set()
    assert found("feed:hyqsb") == {entry.title for entry in entries}
    assert [item.title for item in library.find_feeds("hengyang")] == ["衡阳青山报"]
    article = next(row.id for row in library.headlines(library.parse_query("hyqs")))
    library.change_tags([article], add=["青山"])
    assert found("tag:qs") == found("tag:qingshan") == {"衡陽青山通車"} and found("tag:qx") == set()
    assert library.complete_query("feed:hy", 7)[1] == ["feed:衡阳青山报"]
    library.remove_feed(feed.id)
    assert library.headlines(library.parse_query("hyqs")) == []


def test_a_latin_word_that_is_frequent_is_not_taken_for_pinyin(library: Library) -> None:
    feed = library._store.add_feed("folder:/en", source="folder", title="Women today")
    texts = ["我们的城市", *(f"women and work {n}" for n in range(20))]
    entries = tuple(Entry(guid=text, title=text) for text in texts)
    library._store.store_feed(feed.id, FeedData(entries=entries[:3]), now=datetime.now(UTC))
    assert "我们的城市" in {row.title for row in library.headlines(library.parse_query("women"))}
    library._store.store_feed(feed.id, FeedData(entries=entries), now=datetime.now(UTC))
    assert "我们的城市" not in {row.title for row in library.headlines(library.parse_query("women"))}


def test_sounds_follow_an_article_that_changes(library: Library) -> None:
    feed = library._store.add_feed("folder:/c", source="folder", title="c")
    for title, here, gone in (("衡阳青山", "hyqs", "gdcj"), ("港大长街", "gdcj", "hyqs")):
        data = FeedData(entries=(Entry(guid="1", title=title),))
        library._store.store_feed(feed.id, data, now=datetime.now(UTC))
        assert len(library.headlines(library.parse_query(here))) == 1
        assert library.headlines(library.parse_query(gone)) == []

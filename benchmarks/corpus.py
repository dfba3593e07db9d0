"""A store of made-up news in Chinese and English, the same at every run, for measuring what grows with its size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_PLACES = "青萍市 云溪县 临江镇 白石港 南浦区 衡阳 松岭乡 望海湾 清河 东陵".split()
_SUBJECTS = "渡口 图书馆 地铁 学校 医院 果园 水库 老街 博物馆 风电场 菜市场 湿地".split()
_EVENTS = "重新开放 迎来首批客人 完成检修 公布新计划 推迟开工 增加班次 下调票价 发出预警 获得奖项 征求意见".split()
_TAILS = "居民表示欢迎。 工程预计明年完成。 当地部门正在核实情况。 记者在现场看到秩序良好。 专家建议再等等看。".split()
_WHO = "council ferry library school hospital harbour museum market reservoir railway".split()
_DID = "reopens expands delays announces repairs closes celebrates reviews cancels".split()
_WHAT = (
    "eastern bridge", "winter timetable", "river walk", "night service", "new hall", "flood plan", "ticket prices",
    "old quarter",
)  # fmt: skip


_CHINESE_WORDS, _LATIN_WORDS = 20_000, 8_000


@cache
def _tail(chinese: bool) -> tuple[list[str], list[float]]:
    """Words that no news has but that are as frequent and as rare as real ones (Zipf's law), and their weights summed
    up: without a long tail an index is smaller, and first letters stand for fewer words, than they really do."""
    chance = random.Random(3)
    if chinese:
        characters = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
        chance.shuffle(characters)
        weights = list(accumulate(1 / (rank + 20) for rank in range(len(characters))))
        words = ["".join(chance.choices(characters, cum_weights=weights, k=2)) for _ in range(_CHINESE_WORDS)]
    else:
        pieces = [head + vowel for head in "b c d f g h l m n p r s t v w st tr pl".split() for vowel in "aeiou"]
        ends = ("", "n", "r", "s", "l", "nd")
        words = [
            "".join(chance.choices(pieces, k=chance.choice((1, 2, 2, 3, 4)))) + chance.choice(ends)
            for _ in range(_LATIN_WORDS)
        ]
    return words, list(accumulate(1 / (rank + 5) for rank in range(len(words))))


def _filler(chance: random.Random, *, chinese: bool, count: int) -> list[str]:
    words, weights = _tail(chinese)
    return chance.choices(words, cum_weights=weights, k=count)


def _entry(number: int, chance: random.Random) -> Entry:
    published = NOW - timedelta(minutes=number * 7)
    if number % 3:
        title = f"{chance.choice(_PLACES)}{chance.choice(_SUBJECTS)}{chance.choice(_EVENTS)}"
        body = "".join(
            f"{chance.choice(_PLACES)}的{chance.choice(_SUBJECTS)}{chance.choice(_EVENTS)}，{chance.choice(_TAILS)}"
            f"{''.join(_filler(chance, chinese=True, count=10))}。"
            for _ in range(5)
        )
    else:
        title = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)}".capitalize()
        body = " ".join(
            f"The {chance.choice(_WHO)} {chance.choice(_DID)} the {chance.choice(_WHAT)}."
            f" {' '.join(_filler(chance, chinese=False, count=8)).capitalize()}."
            for _ in range(8)
        )
    if number % 5_000 == 17:
        title += " 萤火虫"
    return Entry(guid=str(number), title=title, published=published, blocks=(Paragraph((Span(body),)),))


def entries(count: int, *, seed: int = 7) -> Iterator[Entry]:
    """`count` articles, oldest first as they arrive in life, two Chinese ones to an English one; one in 5,000 speaks of
    fireflies."""
    chance = random.Random(seed)
    return (_entry(number, chance) for number in reversed(range(count)))


def fill(store: Store, count: int, *, feeds: int = 50, batch: int = 2_000) -> None:
    """Put `count` articles into `feeds` feeds of a store."""
    ids = [store.add_feed(f"https://example.org/{n}", source="feed", title=f"Feed {n}").id for n in range(feeds)]
    waiting: list[Entry] = []
    filled = 0
    for entry in entries(count):
        waiting.append(entry)
        if len(waiting) == batch:
            store.store_feed(ids[filled % feeds], FeedData(entries=tuple(waiting)), now=NOW)
            waiting, filled = [], filled + 1
    if waiting:
        store.store_feed(ids[filled % feeds], FeedData(entries=tuple(waiting)), now=NOW)

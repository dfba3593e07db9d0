"""A store of made-up news in Chinese and English, the same at every run, for measuring what grows with its size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

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


def _entry(number: int, chance: random.Random) -> Entry:
    published = NOW - timedelta(minutes=number * 7)
    if number % 3:
        title = f"{chance.choice(_PLACES)}{chance.choice(_SUBJECTS)}{chance.choice(_EVENTS)}"
        body = "".join(
            f"{chance.choice(_PLACES)}的{chance.choice(_SUBJECTS)}{chance.choice(_EVENTS)}，{chance.choice(_TAILS)}"
            for _ in range(8)
        )
    else:
        title = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)}".capitalize()
        body = " ".join(
            f"The {chance.choice(_WHO)} {chance.choice(_DID)} the {chance.choice(_WHAT)}." for _ in range(12)
        )
    if number % 5_000 == 17:
        title += " 萤火虫"
    return Entry(guid=str(number), title=title, published=published, blocks=(Paragraph((Span(body),)),))


def entries(count: int, *, seed: int = 7) -> Iterator[Entry]:
    """`count` articles, newest first, two Chinese ones to an English one; one in 5,000 speaks of fireflies."""
    chance = random.Random(seed)
    return (_entry(number, chance) for number in range(count))


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

"""Write the background articles and the flood of the labelled set again, the same to the byte every time.

Run ``python tests/data/insight/make_background.py``: rows of events in ``tune.jsonl`` and ``holdout.jsonl`` are kept,
rows without an event are replaced, and the ``flood`` entries of ``hot.json`` are replaced.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
PER_HALF = 600
FLOOD = 80
SPAN_DAYS = 14
EARLIEST = 6  # o'clock in China: desks sleep before
SATURDAY = 5
ALIKE = 0.6
SLOT = re.compile(r"\{([a-z]+)(\d?)(?::(\d+)-(\d+))?\}")
Row = dict[str, Any]
MONTHS = ("January", "February", "March")

PAPERS = {
    "BL": "北岭日报",
    "JC": "江城晚报",
    "CL": "沧浪都市报",
    "DH": "东海早报",
    "NL": "南麓周刊",
    "LH": "岭海新闻网",
    "HC": "华川通讯社",
    "YA": "云岸快报",
    "LJ": "临江商报",
    "QY": "青原在线",
    "HT": "海棠财经",
    "HQ": "汇桥财经",
    "XY": "星野科技",
    "SC": "赛场报",
    "MS": "民声网",
    "CG": "晨光客户端",
    "GW": "港灣日報",
    "BD": "寶島新報",
    "WG": "維港快訊",
    "NY": "南洋時刊",
    "HA": "The Harbour Courier",
    "NG": "Northgate Times",
    "DB": "Delta Business Wire",
    "MP": "Meridian Post",
    "KW": "Kestrel Wire",
    "LO": "Lowland Herald",
    "TG": "The Tidewater Gazette",
}
CHINESE = ("BL", "JC", "CL", "DH", "LH", "YA", "LJ", "QY", "MS", "CG")
ENGLISH = ("HA", "NG", "MP", "LO", "TG")
FLOODS = {
    "tune": ("青原在线", "彩票开奖", "快讯：{town}{district}投注站第{n:1-999}号开出三等奖{n:2-40}注"),
    "holdout": ("云岸快报", "股市收盘", "快讯：{company}股价异动，{n:1-5}分钟内波动{f:2-9}%"),
}
FLOOD_TEXT = {
    "tune": "{d}{h}时{n:10-59}分消息，福彩双球第2026033期，{town}市{road}{n:1-399}号投注站中出三等奖{n:2-40}注，"
    "每注奖金3000元，中奖彩民可持票到{district}兑奖点办理。本期奖池{n:6-24}亿元。",
    "holdout": "{d}{h}时{n:10-59}分，{company}股价快速波动，最新报{n:4-98}.{n:10-99}元，成交{n:1-30}亿元，"
    "换手率{f:1-9}%，所属{industry}板块当日{f:0-4}%。以上由行情系统自动生成。",
}


class Filler:
    """Fills the slots of one article: names, and numbers whose slot bears a digit, keep their value in it."""

    def __init__(self, rng: random.Random, words: dict[str, list[str]], when: datetime) -> None:
        self._rng = rng
        self._words = words
        self._bound: dict[str, str] = {}
        local = when.astimezone(CHINA)
        self._bound["d"] = f"{local.month}月{local.day}日"
        self._bound["h"] = str(local.hour)
        self._bound["ed"] = f"{MONTHS[when.month - 1]} {when.day}"

    def fill(self, frame: str) -> str:
        """Return `frame` with every slot replaced."""
        return SLOT.sub(self._slot, frame)

    def bind(self, name: str, value: str) -> None:
        """Let the slot `name` stand for `value` from now on."""
        self._bound[name] = value

    def value(self, name: str) -> str:
        """Return what the slot `name` stands for in this article."""
        return self.fill("{" + name + "}")

    def _slot(self, match: re.Match[str]) -> str:
        name, which, low, high = match.groups()
        key = name + which
        if key not in self._bound:
            if low is None:
                self._bound[key] = self._pick(name)
            elif which:
                self._bound[key] = self._number(name, int(low), int(high))
            else:
                return self._number(name, int(low), int(high))
        return self._bound[key]

    def _number(self, name: str, low: int, high: int) -> str:
        return str(self._rng.randint(low, high)) if name == "n" else f"{self._rng.uniform(low, high):.1f}"

    def _pick(self, name: str) -> str:
        if name == "person":
            return self._rng.choice(self._words["surname"]) + self._rng.choice(self._words["given"])
        taken = set(self._bound.values())
        return self._rng.choice([word for word in self._words[name] if word not in taken])


def load_frames() -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Return the vocabulary and the kinds of article, in the order of the files."""
    words = tomllib.loads((HERE / "background_words.toml").read_text(encoding="utf-8"))["words"]
    kinds: list[dict[str, Any]] = []
    for part in ("notices", "news", "columns"):
        kinds += tomllib.loads((HERE / f"background_frames_{part}.toml").read_text(encoding="utf-8"))["kind"]
    return words, kinds


def article(source: str, when: datetime, lang: str, topic: str, title: str, text: str) -> Row:
    """Return one background row, still without its id."""
    return {
        "id": "",
        "event": "",
        "duplicate": "",
        "topic": topic,
        "source": PAPERS.get(source, source),
        "published": when.isoformat(),
        "received": when.isoformat(),
        "title": title,
        "text": text,
        "lang": lang,
    }


def write_one(rng: random.Random, words: dict[str, list[str]], kind: dict[str, Any], when: datetime) -> tuple[str, ...]:
    """Return key, title and text of one article of `kind`; two articles with one key would tell of one event."""
    filler = Filler(rng, words, when)
    frames = [rng.choice(slot) for slot in kind["parts"]]
    headline = rng.choice(kind["titles"])
    if kind.get("paired"):
        headline = kind["titles"][kind["parts"][0].index(frames[0])]
    title = filler.fill(headline)
    filler.bind("title", title)
    paragraphs = [filler.fill(frame) for frame in frames]
    if len(paragraphs) > 2 and rng.random() < 0.2:
        del paragraphs[1]
    place = "{etown}" if kind.get("lang") == "en" else "{town}"
    key = filler.fill(kind.get("once", place + "|{d}"))
    return key, title, "\n".join(paragraph for paragraph in paragraphs if paragraph)


def too_like(text: str, others: list[str]) -> bool:
    """Tell whether a news text would pass for a reprint of one of `others`; series of notices are alike by intent."""
    mine = {text[at : at + 3] for at in range(len(text) - 2)}
    for other in others:
        theirs = {other[at : at + 3] for at in range(len(other) - 2)}
        if len(mine & theirs) > ALIKE * len(mine | theirs):
            return True
    return False


def wrong_date(rng: random.Random, when: datetime) -> str | None:
    """Return the date a careless paper prints: mostly right, sometimes none, a year off or eight hours off."""
    chance = rng.random()
    if chance < 0.05:
        return None
    if chance < 0.07:
        return when.replace(year=when.year - 1).isoformat()
    if chance < 0.10:
        return (when + timedelta(hours=8)).isoformat()
    return (when - timedelta(minutes=rng.randint(1, 90))).isoformat()


def lookalikes(half: str) -> list[Row]:
    """Return the hand-written background that shares names with the events."""
    told = tomllib.loads((HERE / "background_lookalikes.toml").read_text(encoding="utf-8"))[half]
    rows = []
    for order, one in enumerate(told):
        when = datetime(2026, 3, one["day"], 1 + order % 9, 7 * (order % 8), tzinfo=UTC)
        lang = "en" if one["source"] in (*ENGLISH, "DB", "KW") else "zh"
        rows.append(article(one["source"], when, lang, one["topic"], one["title"], one["text"]))
    return rows


def background(half: str) -> list[Row]:
    """Return the background of one half, in no order."""
    rng = random.Random(f"haowai insight background {half}")
    words, kinds = load_frames()
    wanted = [kind for kind in kinds for _ in range(kind["count"])]
    rng.shuffle(wanted)
    rows = lookalikes(half)
    seen: set[str] = set()
    told: dict[str, list[str]] = defaultdict(list)
    turn = 0
    while len(rows) < PER_HALF:
        kind = wanted[turn % len(wanted)]
        turn += 1
        when = NOW - timedelta(minutes=rng.randint(5, SPAN_DAYS * 24 * 60 - 60))
        if when.astimezone(CHINA).hour < EARLIEST or (
            kind.get("workdays") and when.astimezone(CHINA).weekday() >= SATURDAY
        ):
            continue
        key, title, text = write_one(rng, words, kind, when)
        marks = {f"{kind['name']}|{key}", title, text}
        if marks & seen or (len(kind["titles"]) > 1 and too_like(text, told[kind["name"]])):
            continue
        seen |= marks
        told[kind["name"]].append(text)
        lang = kind.get("lang", "zh")
        source = rng.choice(kind.get("sources", ENGLISH if lang == "en" else CHINESE))
        row = article(source, when, lang, kind["topic"], title, text)
        row["published"] = wrong_date(rng, when)
        rows.append(row)
    return rows


def flood(half: str) -> Row:
    """Return the feed that sends 80 articles of one template within five hours."""
    rng = random.Random(f"haowai insight flood {half}")
    words, _ = load_frames()
    source, topic, frame = FLOODS[half]
    rows: list[Row] = []
    for number in range(1, FLOOD + 1):
        when = NOW - timedelta(minutes=(FLOOD - number) * 3 + rng.randint(30, 32))
        filler = Filler(rng, words, when)
        title = filler.fill(frame)
        row = article(source, when, "zh", topic, title, filler.fill(FLOOD_TEXT[half]))
        row["id"] = f"{half}-flood-{number:02d}"
        rows.append(row)
    return {"source": source, "articles": rows}


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def whole(half: str, events: list[Row]) -> list[Row]:
    """Return the rows of `events` and the background by time of arrival; ids count from 1 and give no label away."""
    rows = sorted(events + background(half), key=lambda row: (row["received"], row["title"]))
    return [row | {"id": f"{half}-{number:04d}"} for number, row in enumerate(rows, 1)]


def main() -> None:
    """Replace the background of both halves and the two floods."""
    hot = json.loads((HERE / "hot.json").read_text(encoding="utf-8"))
    for half in ("tune", "holdout"):
        path = HERE / f"{half}.jsonl"
        rows = whole(half, [row for row in read_rows(path) if row["event"]])
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text("".join(lines), encoding="utf-8")
        hot[half]["flood"] = flood(half)
    (HERE / "hot.json").write_text(json.dumps(hot, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""What an article is about, as terms: Chinese pairs of characters, words, numbers, and names across scripts.

A term is a plain string. Numbers begin with `#` and are whole, so that 2100亿, ２１００億 and 210 billion are one term;
names that Chinese and English write differently meet in their reading, which begins with `@`: 江城 and Jiangcheng
are both `@jiangcheng`, 地震 and quake are both `@=quake`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from msgspec import Struct

from haowai_tui.insight.readings import pair_reading, pair_senses, words_readings
from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold

MOST_TERMS = 72
"""Terms kept of one article."""
MOST_READINGS = 24
"""Readings kept of one article: only the pairs that tell most are read aloud."""

_READ = 1600
"""Characters of the body that are looked at: what matters of an event stands in them."""
_LEAD = 160
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.6, 1.0
_PRIOR = 100
"""So many articles are taken to have been seen before the first: frequencies mean little in a small library. With more,
every term of one would be rare, and whatever shares a few would be one event."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_DATE = pattern(
    "(?:(?:19|20)\\d\\d年)?(?:\\d{1,2}月)?(?:\\d{1,2}[日号])(?:上午|中午|下午|凌晨|早上|晚间?|深夜|傍晚)?"
    "|(?:19|20)\\d\\d年(?:\\d{1,2}月)?(?:底|初)?|\\d{1,2}月(?:底|初|中旬|上旬|下旬|份)?|\\d{1,2}[时点:](?:\\d{1,2}分?|半|许|左右)?"
    "|(?:january|february|march|april|may|june|july|august|september|october|november|december) \\d{1,2}(?:, \\d{4})?"
    "|\\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \\d{4})?"
    "|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\\b(?:19|20)\\d\\d\\b|上午|下午|凌晨|昨[天日晚夜]|今[天日晚早]|[本上下]周[一二三四五六日]?|周[一二三四五六日]"
)
_NUMBER = pattern(
    "(\\d+(?:,\\d{3})+|\\d+)(\\.\\d+)?"
    f" ?(thousand|million|billion|trillion|percent|per cent|%|万亿|[万亿千百]?)(个百分点|[{_HAN}]?)"
)
_SCALE = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12,
          "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}  # fmt: skip
_RUNS = pattern(f"[{_HAN}]+|[a-z][a-z'’-]*[0-9]*|[^\\W\\d_{_HAN}a-z]+|[0-9]+[a-z]+")
_IS_HAN = pattern(f"[{_HAN}]")

_EMPTY_CHARACTERS = frozenset(
    "的了在是和与及为等这那其之于被把从就也都还又并而但或再已曾很更最各每该些个们着我你他她它吗呢吧啊说称让给来则即且"
)
_EMPTY_WORDS = frozenset(
    "a about after again all also an and any are as at be because been before being between both but by can could did"
    " do does doing down during each few for from further had has have having he her here hers him his how i if in"
    " into is it its just last like made make many may me more most much my new next no nor not now of off on one once"
    " only or other our out over own per said same say says she should since so some still such than that the their"
    " them then there these they this those through to told too two under until up us use very was we were what when"
    " where which while who whom why will with would year years you your day days time first people".split()
)


class Profile(Struct, frozen=True):
    """An article's terms with how much weight the article itself gives them: by place and by how often."""

    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `total` articles terms occur: counted, or estimated from a sample. What is not there is rare, or
    with `usual` so telling: then not all terms were looked up."""

    total: int
    of: Mapping[str, int]
    usual: float | None = None
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    lengths: dict[tuple[int, bool], tuple[object, float]] = field(default_factory=dict, repr=False, compare=False)
    """What `affinity` has worked out of articles with these frequencies."""

    def rarity(self, term: str) -> float:
        """How telling a term is: the logarithm of how seldom it occurs."""
        known = self._known.get(term)
        if known is None:
            found = self.of.get(term)
            if found is None and self.usual is not None:
                known = self._known[term] = self.usual
            else:
                known = self._known[term] = math.log((self.total + _PRIOR) / ((found or 0) + 1.0))
        return known

    def rarities(self, terms: Iterable[str]) -> list[float]:
        """How telling each of `terms` is; most have been asked before."""
        known, rarity = self._known.get, self.rarity
        return [known(term) or rarity(term) for term in terms]


def profile(title: str, text: str) -> Profile:
    """The terms of an article: the headline weighs most, then the lead, and what is said often weighs more."""
    text = text[:_READ]
    weights: dict[str, float] = {}
    counts: dict[str, int] = {}
    for part, weight in ((title, _TITLE_WEIGHT), (text[:_LEAD], _LEAD_WEIGHT), (text[_LEAD:], _BODY_WEIGHT)):
        for term in terms_of(part):
            weights[term] = max(weight, weights.get(term, 0.0))
            counts[term] = counts.get(term, 0) + 1
    return Profile({term: weight * (1 + math.log(counts[term])) for term, weight in weights.items()})


def telling(article: Profile, frequencies: Frequencies, *, most: int = MOST_TERMS) -> Profile:
    """The article's `most` most telling terms, and the readings of the first Chinese pairs among them."""
    rarities = frequencies.rarities(article.terms)
    worth = [(-weight * rarity, term) for (term, weight), rarity in zip(article.terms.items(), rarities, strict=True)]
    ranked = [term for _worth, term in nsmallest(most, worth)]
    kept = {term: article.terms[term] for term in ranked}
    pairs = [term for term in ranked if is_pair(term)][:MOST_READINGS]
    for pair in pairs:
        for reading in (pair_reading(pair), *pair_senses(pair)):
            if reading:
                kept["@" + reading] = max(kept[pair], kept.get("@" + reading, 0.0))
    return Profile(kept)


def terms_of(text: str) -> Iterator[str]:
    """Every term in a text, as often as it occurs, in no order that matters."""
    folded = _DATE.sub(" ", fold(text))
    for number in _NUMBER.finditer(folded):
        term = _number(*number.groups())
        if term:
            yield term
    words: list[str] = []
    for run in _RUNS.findall(folded):
        if _IS_HAN.match(run):
            yield from _pairs(run)
        else:
            word = _stem(run)
            words.append(word)
            if len(word) > 1 and word not in _EMPTY_WORDS:
                yield word
    for reading in words_readings(words):
        yield "@" + reading


def is_pair(term: str) -> bool:
    """Whether a term is two Chinese characters."""
    # Asked a million times in grouping a morning's articles, so without a regular expression.
    return len(term) == 2 and ("\u3400" <= term[0] <= "\u9fff" or term[0] in "\u3005\u3007")


def pairs_in(terms: Iterable[str]) -> list[str]:
    """Those that are two Chinese characters."""
    return [term for term in terms if len(term) == 2 and ("\u3400" <= term[0] <= "\u9fff" or term[0] in "\u3005\u3007")]


def _pairs(run: str) -> Iterator[str]:
    for place in range(len(run) - 1):
        pair = run[place : place + 2]
        if pair[0] not in _EMPTY_CHARACTERS and pair[1] not in _EMPTY_CHARACTERS:
            yield pair


def _stem(word: str) -> str:
    word = word.replace("’", "'")
    word = word.removesuffix("'s").strip("'-")
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word


def _number(whole: str, part: str | None, scale: str, unit: str) -> str:
    try:
        value = float(whole.replace(",", "") + (part or ""))
    except ValueError:
        return ""
    if scale in ("%", "percent", "per cent") or unit == "个百分点":
        return f"#{value:g}%"
    value *= _SCALE.get(scale, 1.0)
    if value < 10 and not part:
        return ""
    return f"#{value:.6g}"

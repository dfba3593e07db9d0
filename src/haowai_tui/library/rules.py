"""Rules: what is done to articles that a query finds, as they arrive and when asked for.

Rules run in the order of the settings, and each sees what those before it did.
"""

from __future__ import annotations

import logging
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import UsageError
from haowai_tui.library.parts import AT_ONCE
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config import RuleSettings
    from haowai_tui.model import Selection
    from haowai_tui.model.smart import RuleState
    from haowai_tui.store import Store

    Act = Callable[[Store, Sequence[int]], tuple[int, ...]]

log = logging.getLogger("haowai")

ACTIONS = ("read", "star", "later", "mute", "highlight", "notify", "score:+N", "tag:NAME")
_SCORE = re.compile(r"[+-]?\d{1,6}")
_BATCH = 500


class Run(Struct, frozen=True, kw_only=True):
    """What running one rule did: the ids of the articles that it changed, or is to tell of, by action. `rule` is None
    for points that were taken away because no rule gives them any longer."""

    rule: RuleSettings | None
    changed: dict[str, tuple[int, ...]]

    @property
    def articles(self) -> frozenset[int]:
        """The articles that it changed in any way."""
        return frozenset(number for ids in self.changed.values() for number in ids)

    @property
    def to_tell(self) -> tuple[int, ...]:
        """The articles that the reader is to be told of."""
        return self.changed.get("notify", ())


def key_of(rule: RuleSettings) -> str:
    """What a rule's counter is kept under: the same as long as the rule says the same."""
    import hashlib
    import json

    said = json.dumps([rule.query, *rule.do], ensure_ascii=False)
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()


def selection(store: Store, rule: RuleSettings) -> Selection:
    """The articles that a rule is about. Raises `UsageError`."""
    from haowai_tui.library import query
    from haowai_tui.model import Selection

    asked = query.selection_of(query.parse(rule.query, query.Known(feeds=store.feeds(), hot=_refuse_hot)))
    if asked == Selection():
        raise UsageError(_("A rule needs a query."))
    return asked


def _refuse_hot() -> Sequence[int]:
    raise UsageError(_("is:hot cannot be asked in a rule: what is hot shows only after articles have arrived."))


def check(store: Store, rule: RuleSettings) -> Selection:
    """Look a rule over and give its selection. Raises `UsageError` for what cannot be understood in it."""
    for action in rule.do:
        _act(action)
    if not rule.do:
        raise UsageError(_("A rule needs something to do: {actions}.").format(actions=", ".join(ACTIONS)))
    return selection(store, rule)


def _act(action: str) -> Act:
    """What an action of a rule does. Raises `UsageError`."""
    from haowai_tui.library import query

    name, _colon, value = action.partition(":")
    match name, bool(value):
        case "read", False:
            return lambda store, ids: store.set_read(ids, True)
        case "star", False:
            return lambda store, ids: store.set_starred(ids, True)
        case "later", False:
            return _put_off
        case "mute", False:
            return lambda store, ids: store.set_muted(ids, True)
        case "highlight", False:
            return lambda store, ids: store.set_highlighted(ids, True)
        case "notify", False:
            return _notify
        case "score", True if _SCORE.fullmatch(value):
            points = int(value)
            return lambda store, ids: store.add_score(ids, points)
        case "tag", True:
            return partial(_tag, query.tag_name(value))
    text = _("A rule cannot do {action}; it can do: {actions}.")
    raise UsageError(text.format(action=action, actions=", ".join(ACTIONS)))


def _notify(store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    # Nothing is stored: who runs the rules tells the reader.
    return tuple(ids)


def _put_off(store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    # What is in the queue keeps its place there.
    queued = set(store.later())
    return store.add_later([number for number in ids if number not in queued])


def _tag(tag: str, store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    return store.change_tags(ids, [tag])


def apply(store: Store, rules: Sequence[RuleSettings], ids: Sequence[int]) -> list[Run]:
    """Run the rules over the articles `ids`; counts their hits. Rules that cannot be understood are left out and named
    in the log."""
    runs: list[Run] = []
    for rule, chosen in _understood(store, rules):
        found = matching(store, chosen, ids)
        acts = {action: _act(action) for action in rule.do if found}
        runs.append(Run(rule=rule, changed={action: act(store, found) for action, act in acts.items()}))
    store.count_hits(_hits_of(runs))
    return runs


def _understood(store: Store, rules: Sequence[RuleSettings]) -> Iterator[tuple[RuleSettings, Selection]]:
    for rule in rules:
        try:
            yield rule, check(store, rule)
        except UsageError as error:
            log.warning("a rule was left out: %s", error)


def _hits_of(runs: Sequence[Run]) -> list[tuple[str, int]]:
    counted = [(run.rule, len(run.articles)) for run in runs]
    return [(key_of(rule), count) for rule, count in counted if rule and count]


def changed_by(runs: Sequence[Run]) -> int:
    """How many articles rules have changed in any way. Takes a moment for a million."""
    changed: set[int] = set()
    for run in runs:
        changed |= run.articles
    return len(changed)


def over_all(store: Store, rules: Sequence[RuleSettings], runs: list[Run]) -> Iterator[Callable[[], int]]:
    """The parts of running the rules over all articles, to be done one after the other; each gives how many articles it
    has gone through. In the end `runs` has what the rules did. Scores are added up from nothing and nobody is told of
    what is long there: running twice is like running once, and the second run changes nothing. What arrives meanwhile
    has got its points as it came."""
    scores = Totals(store.newest_id())
    done: list[Run] = []
    for rule, chosen in _understood(store, rules):
        found = matching(store, chosen)
        acts = {action: scores.act(action) for action in rule.do if len(found)}
        changed = {action: array("q") for action in acts}
        for start in range(0, len(found), AT_ONCE):
            yield partial(_do_part, store, acts, found[start : start + AT_ONCE], changed)
        done.append(Run(rule=rule, changed={action: tuple(ids) for action, ids in changed.items()}))
    yield from scores.settle(store)

    # Outside of the transaction: of a million articles that takes half a second.
    runs.extend(scores.settled(done))
    hits = _hits_of(runs)

    def count() -> int:
        store.count_hits(hits)
        return 0

    yield count


def _do_part(store: Store, acts: Mapping[str, Act], ids: Sequence[int], changed: Mapping[str, array[int]]) -> int:
    for action, act in acts.items():
        changed[action].extend(act(store, ids))
    return len(ids)


class Totals:
    """The points that rules give as they run over everything: added up first, so that only what differs in the end is
    changed."""

    def __init__(self, last: int) -> None:
        """`last` is the last article that gets any."""
        self._last = last
        self._points: dict[int, dict[int, int]] = {}
        """By what are `AT_ONCE` ids one after the other."""
        self._changed = array("q")
        self._lost = array("q")

    def act(self, action: str) -> Act:
        """What an action of a rule does when it runs over everything. Raises `UsageError`."""
        name, _colon, value = action.partition(":")
        if name == "score":
            return partial(self._add, int(value))
        return _nothing if name == "notify" else _act(action)

    def _add(self, points: int, store: Store, ids: Sequence[int]) -> tuple[int, ...]:
        from haowai_tui.store.scores import MOST_SCORE

        for number in filter(self._last.__ge__, ids):
            given = self._points.setdefault(number // AT_ONCE, {})
            given[number] = max(-MOST_SCORE, min(MOST_SCORE, given.get(number, 0) + points))
        return tuple(ids)

    def settle(self, store: Store) -> Iterator[Callable[[], int]]:
        """The parts of giving the articles their points. Muted ones, which no rule sees, keep those that they have."""
        for place in sorted({*store.scored(AT_ONCE), *self._points}):
            yield partial(self._give, store, place)

    def _give(self, store: Store, place: int) -> int:
        given = self._points.get(place, {})
        among = range(place * AT_ONCE, min((place + 1) * AT_ONCE, self._last + 1))
        changed = store.set_scores(given, among)
        self._changed.extend(changed)
        self._lost.extend([number for number in changed if number not in given])
        return 0

    def settled(self, runs: Sequence[Run]) -> list[Run]:
        """The runs with what they changed in truth, and behind them what had points that no rule gives any longer."""
        changed = frozenset(self._changed)
        settled = [
            replace(run, changed={act: _among(act, ids, changed) for act, ids in run.changed.items()}) for run in runs
        ]
        lost = tuple(self._lost)
        return [*settled, Run(rule=None, changed={"score": lost})] if lost else settled


def _among(action: str, ids: Sequence[int], changed: frozenset[int]) -> tuple[int, ...]:
    return tuple(number for number in ids if number in changed) if action.startswith("score:") else tuple(ids)


def _nothing(store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    return ()


def matching(store: Store, chosen: Selection, ids: Sequence[int] | None = None) -> Sequence[int]:
    """The ids of a selection's articles, newest first, of those among `ids` when they are given."""
    if ids is None:
        return store.ids_of(chosen)
    return list(_matching_among(store, chosen, ids))


def _matching_among(store: Store, chosen: Selection, ids: Sequence[int]) -> Iterator[int]:
    fixed = replace(chosen, ids=tuple(ids))
    offset = 0
    while batch := store.headlines(fixed, offset=offset, limit=_BATCH):
        yield from [row.id for row in batch]
        offset += len(batch)


def states(store: Store, rules: Sequence[RuleSettings]) -> list[RuleState]:
    """The rules in their order with their counters."""
    from haowai_tui.model.smart import RuleState

    hits = store.hits()
    done: list[RuleState] = []
    for place, rule in enumerate(rules, start=1):
        count, last = hits.get(key_of(rule), (0, None))
        state = RuleState(place=place, query=rule.query, do=rule.do, hits=count, last=last)
        try:
            check(store, rule)
        except UsageError as error:
            state = replace(state, error=str(error))
        done.append(state)
    return done

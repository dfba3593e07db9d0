"""What belongs together and what is hot, as haowai computed it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from haowai_tui.model.article import Headline

RelatedKind = Literal["own", "event", "subject"]


class Related(Struct, frozen=True, kw_only=True):
    """A row of the list of related articles.

    `kind` says why it is here: its source printed it (`own`), it reports the same event, or it is on the same subject.
    `shared` are the words that both articles have, most telling first; `more` is how many other sources published the
    same text. `article_id` is None for an `own` row whose story is not stored; `link` is then where it is.
    """

    kind: RelatedKind
    title: str
    source: str = ""
    when: datetime | None = None
    snippet: str = ""
    link: str = ""
    article_id: int | None = None
    shared: tuple[str, ...] = ()
    more: int = 0


class Story(Struct, frozen=True, kw_only=True):
    """The articles of one event. `headline` is the one that stands for them; `first` and `last` are when the oldest and
    the newest appeared. `hours` counts the articles in each of equal stretches of time up to now, oldest first.
    `printed` says that a source had it in its own hot list, `habit` that the reader's habits lifted it."""

    id: int
    headline: Headline
    articles: int
    sources: int
    first: datetime
    last: datetime
    score: float = 0.0
    hours: tuple[int, ...] = ()
    printed: bool = False
    habit: bool = False


class Coverage(Struct, frozen=True, kw_only=True):
    """How one event is covered: all its articles, oldest first, and the ids of those that arrived since the reader last
    looked."""

    story: Story
    timeline: tuple[Headline, ...]
    fresh: frozenset[int] = frozenset()

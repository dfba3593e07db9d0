"""How an article looks: what kind of text takes which colours."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style as RichStyle

from haowai_tui.model import Style
from haowai_tui.typeset import Run

COMPONENTS = frozenset(
    "article--" + name
    for name in (
        "headline", "heading", "quiet", "quote", "code", "line", "accent", "key", "link", "keyword", "string",
        "comment", "number", "match", "match-now", "hint", "chosen", "added", "removed",
    )
)  # fmt: skip

CSS = """
ArticlePane {
    background: $background;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: scroll;
    scrollbar-size-vertical: 1;
    scrollbar-color: $line;
    scrollbar-color-hover: $quiet;
    scrollbar-color-active: $accent;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
}
ArticlePane > .article--headline { color: $headline; text-style: bold; }
ArticlePane > .article--heading { color: $headline; text-style: bold; }
ArticlePane > .article--quiet { color: $quiet; }
ArticlePane > .article--quote { color: $foreground; text-style: italic; }
ArticlePane > .article--code { color: $code; background: $code-background; }
ArticlePane > .article--line { color: $line; }
ArticlePane > .article--accent { color: $accent; }
ArticlePane > .article--key { color: $headline; }
ArticlePane > .article--link { color: $link; text-style: underline; }
ArticlePane > .article--keyword { color: $accent; background: $code-background; }
ArticlePane > .article--string { color: $success; background: $code-background; }
ArticlePane > .article--comment { color: $quiet; background: $code-background; }
ArticlePane > .article--number { color: $warning; background: $code-background; }
ArticlePane > .article--match { color: $headline; background: $match-quiet; }
ArticlePane > .article--match-now { color: $match; background: $match-background; text-style: bold; }
ArticlePane > .article--hint { color: $match; background: $match-background; text-style: bold; }
ArticlePane > .article--chosen { background: $row; }
ArticlePane > .article--added { color: $success; text-style: underline; }
ArticlePane > .article--removed { color: $error; text-style: strike; }
ArticlePane:ansi > .article--match { text-style: reverse; }
ArticlePane:ansi > .article--match-now { text-style: bold reverse underline; }
ArticlePane:ansi > .article--hint { text-style: bold reverse; }
ArticlePane:ansi > .article--chosen { text-style: reverse; }
"""

_KINDS = {
    "headline": "headline",
    "heading": "heading",
    "byline": "quiet",
    "remark": "quiet",
    "quote": "quote",
    "code": "code",
    "code-gap": "code",
    "caption": "quiet",
    "box": "line",
    "rule": "line",
    "bullet": "accent",
    "link-number": "quiet",
    "label": "accent",
    "key-point": "key",
    "link-target": "quiet",
    "match": "match",
    "match-now": "match-now",
    "hint": "hint",
}


class Look:
    """Styles of runs, each worked out once. `component` gives the style of a component class by its name."""

    def __init__(self, component: Callable[[str], RichStyle]) -> None:
        self._component = component
        self._known: dict[tuple[str, Style, bool], RichStyle] = {}

    def forget(self) -> None:
        """Work the styles out anew: the theme has changed."""
        self._known.clear()

    def style(self, run: Run) -> RichStyle:
        """The style of a run, to be laid over the pane's own."""
        key = (run.kind, run.style, bool(run.link))
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._made(*key)
        return style

    def _made(self, kind: str, flags: Style, linked: bool) -> RichStyle:
        name = _token(kind) if kind.startswith("token") else _KINDS.get(kind.rstrip("123456"), "")
        style = self._component("article--" + name) if name else RichStyle.null()
        if linked and kind not in ("link-number", "match", "match-now", "hint"):
            style += self._component("article--link")
        if flags & Style.CODE and kind == "text":
            style += self._component("article--code")
        for flag, change in ((Style.ADDED, "added"), (Style.REMOVED, "removed")):
            if flags & flag:
                style += self._component("article--" + change)
        return style + RichStyle(
            bold=True if flags & Style.BOLD else None,
            italic=True if flags & Style.ITALIC else None,
            strike=True if flags & Style.STRIKE else None,
            underline=True if flags & Style.UNDERLINE else None,
            reverse=True if flags & Style.MARK else None,
        )


def _token(kind: str) -> str:
    kind = kind.lower()
    return next((name for name in ("keyword", "string", "comment", "number") if name in kind), "code")

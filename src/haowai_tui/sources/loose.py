"""Two things that feedparser reads otherwise than publishers mean them, put right in its handlers.

It takes what is said of a file (`media:description`) for what the entry says, whose own words are gone then; and it
takes every identifier that is not called none for an address, so that "post-41" leads to a page that is not there.
"""

from __future__ import annotations

from typing import Any

from haowai_tui.text import leads_somewhere


def put_right() -> None:
    """Set feedparser's handlers right; once is enough, and twice is the same."""
    from feedparser.mixin import _FeedParserMixin as Mixin

    if Mixin._start_media_description is _start_description:
        return
    end_guid = Mixin._end_guid

    def _end_guid(parser: Any) -> None:
        written = "".join(parser.elementstack[-1][2]) if parser.elementstack else ""
        context = parser._get_context()
        had = "link" in context
        end_guid(parser)
        if not had and not leads_somewhere(written):
            context.pop("link", None)

    Mixin._end_guid = Mixin._end_id = _end_guid
    Mixin._start_media_description = _start_description
    Mixin._end_media_description = _end_description


def _start_description(parser: Any, attributes: dict[str, str]) -> None:
    parser.push("media_description", 1)
    said = parser._get_context().setdefault("media_descriptions", [])
    said.append({"of": len(parser._get_context().get("media_content", ())), "type": attributes.get("type", "plain")})


def _end_description(parser: Any) -> None:
    value = parser.pop("media_description")
    parser._get_context()["media_descriptions"][-1]["value"] = value or ""

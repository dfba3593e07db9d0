"""What a tag may be called, so that it can be asked for in a query."""

from __future__ import annotations

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

_LONGEST_TAG = 60


def tag_name(text: str) -> str:
    """`text` as a tag. Raises `UsageError` for what cannot be one."""
    tag = clean(text).strip()
    if not tag or len(tag) > _LONGEST_TAG or any(mark in tag for mark in '"()') or any(map(str.isspace, tag)):
        raise UsageError(
            _('{tag} cannot be a tag: a tag has 1 to {count} characters, no spaces, no " and no parentheses.').format(
                tag=tag or '""', count=_LONGEST_TAG
            )
        )
    return tag

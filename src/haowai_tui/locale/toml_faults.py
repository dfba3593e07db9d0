"""What Python's reader of TOML finds wrong with a file, in the interface's language."""

from __future__ import annotations

import re

from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _

_EXACT = frozenset(
    {
        N_("Cannot overwrite a value"),
        N_("Escaped character is not a Unicode scalar value"),
        N_("Expected '=' after a key in a key/value pair"),
        N_("Expected ']' at the end of a table declaration"),
        N_("Expected ']]' at the end of an array declaration"),
        N_("Expected newline or end of document after a statement"),
        N_("Invalid date or datetime"),
        N_("Invalid hex value"),
        N_("Invalid initial character for a key part"),
        N_("Invalid statement"),
        N_("Invalid value"),
        N_("Unclosed array"),
        N_("Unclosed inline table"),
        N_("Unescaped '\\' in a string"),
        N_("Unterminated string"),
    }
)
_WITH_WHAT = (
    ("Cannot declare {what} twice", N_("Cannot declare {what} twice")),
    ("Cannot mutate immutable namespace {what}", N_("Cannot add to {what}, which is whole already")),
    ("Cannot redefine namespace {what}", N_("Cannot define {what} once more")),
    ("Duplicate inline table key {what}", N_("{what} stands twice in an inline table")),
    ("Expected {what}", N_("Expected {what}")),
    ("Found invalid character {what}", N_("Illegal character {what}")),
    ("Illegal character {what}", N_("Illegal character {what}")),
)


def toml_fault(told: str) -> str:
    """What `tomllib` told, without the place. What is not known here stays as it is."""
    if told in _EXACT:
        return _(told)
    for theirs, ours in _WITH_WHAT:
        before, after = theirs.split("{what}")
        if found := re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", told, re.DOTALL):
            return _(ours).format(what=_name(found[1]))
    return told


def _name(what: str) -> str:
    """A key as it stands in the file, where it is told as Python writes one: ('ui', 'theme')."""
    if not what.startswith("("):
        return what
    return ".".join(first or second for first, second in re.findall(r"'([^']*)'|\"([^\"]*)\"", what)) or what

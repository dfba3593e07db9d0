"""A query cut into tokens, each with the column at which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from haowai_tui.errors import QueryError
from haowai_tui.locale import gettext as _

Kind = Literal["word", "phrase", "operator", "not", "or", "(", ")", "end"]

# An operator's name must not be followed by //: that is an address.
_TOKEN = re.compile(
    r'(?P<minus>-(?=[^\s)]))|(?P<paren>[()])|(?P<name>[a-z]+):(?!//)(?P<value>"[^"]*"?|[^\s()"]*)'
    r'|"(?P<phrase>[^"]*)"?|(?P<word>[^\s()"]+)'
)


class Token(Struct, frozen=True):
    """A piece of a query. `column` counts characters from 1; `name` is the operator's."""

    kind: Kind
    text: str
    column: int
    name: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, and last one of kind `end`."""
    for found in _TOKEN.finditer(text):
        column = found.start() + 1
        if found["minus"]:
            yield Token("not", "-", column)
        elif found["paren"] == "(":
            yield Token("(", "(", column)
        elif found["paren"]:
            yield Token(")", ")", column)
        elif found["name"] is not None:
            yield Token("operator", found["value"].strip('"'), column, found["name"])
        elif found["phrase"] is not None:
            yield Token("phrase", found["phrase"], column)
        else:
            yield Token("or" if found["word"] == "OR" else "word", found["word"], column)
    yield Token("end", "", len(text) + 1)


def unknown(column: int, found: str, expected: str) -> QueryError:
    """What is said of something that is none of the things `expected` there."""
    text = _("Column {column}: {found} is not known; there are {expected}.")
    return QueryError(text.format(column=column, found=found, expected=expected), column)


def missing(column: int, expected: str) -> QueryError:
    """What is said where something should stand that does not."""
    text = _("Column {column}: {expected} is expected here.")
    return QueryError(text.format(column=column, expected=expected), column)

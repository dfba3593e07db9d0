"""The words of the index that begin so, in place of their beginning.

Asked for all that begins so, FTS5 first merges the lists of all such words whole, however few articles are looked at;
asked for the words themselves, it reads as much of their lists as it needs.
"""

from __future__ import annotations

import re
import sqlite3

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.store.rows import Connection
from haowai_tui.store.words import Asked, Either, Every, Question, Without

_MOST = 32
"""A beginning of more words stays one: looking for them, and in so many lists, would take longer."""
_BEGUN = pattern(r'"([^"]*)" \*')
_TABLES = ("search", "sounds")
_TABLE = "CREATE VIRTUAL TABLE temp.{table}_words USING fts5vocab ('main', '{table}', 'instance')"
_NEXT = "SELECT term FROM temp.{table}_words WHERE term >= ? LIMIT 1"
_LEAST = "\x01"
"""Sorts before whatever a word may go on with, and stands in none."""


def open_words(connection: sqlite3.Connection) -> None:
    """Let a connection see the words of the indexes; nothing is written into the file."""
    for table in _TABLES:
        connection.execute(_TABLE.format(table=table))


def spelled_out(connection: Connection, question: Question) -> Question:
    """A question that finds the same, with whole words where it asks for what begins so."""
    match question:
        case Asked(table, match):
            if table not in _TABLES:
                return question
            return replace(question, match=_BEGUN.sub(lambda begun: _whole(connection, table, begun), match))
        case Every(parts):
            return Every(tuple(spelled_out(connection, part) for part in parts))
        case Either(parts):
            return Either(tuple(spelled_out(connection, part) for part in parts))
        case Without(part):
            return Without(spelled_out(connection, part))


def _whole(connection: Connection, table: str, begun: re.Match[str]) -> str:
    *before, beginning = begun[1].split(" ")
    words = _beginning_with(connection, table, beginning)
    if not words:
        return begun[0]
    phrases = (" ".join([*before, word]) for word in words)
    return "(" + " OR ".join(f'"{phrase}"' for phrase in phrases) + ")"


def _beginning_with(connection: Connection, table: str, beginning: str) -> list[str]:
    """The words of an index that begin so; none when they are many."""
    words: list[str] = []
    at = beginning
    while row := connection.execute(_NEXT.format(table=table), (at,)).fetchone():
        word = str(row[0])
        if not word.startswith(beginning):
            break
        if len(words) == _MOST:
            return []
        words.append(word)
        at = word + _LEAST
    return words

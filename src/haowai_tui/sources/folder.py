"""A folder of text, Markdown and HTML files as a feed: each file an article, its time the file's.

Files directly in the folder and one level below are read, the name of a sub-folder becoming a category.
Hidden files, links that lead out of the folder, and files over 5 MB are passed over.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import SourceError
from haowai_tui.locale import gettext as _
from haowai_tui.markup import (
    html_to_blocks,
    html_to_text,
    markdown_to_blocks,
    parse_saved_page,
    text_to_blocks,
)
from haowai_tui.model import Block, Candidate, Entry, FeedData, Heading, Validators, spans_text
from haowai_tui.sources.contract import Capability, Context, Request
from haowai_tui.sources.parse import byline, line, lines, title_or_opening
from haowai_tui.text import clean, decode, detect_language, parse_date

LARGEST_FILE = 5_000_000
"""Bytes of the largest file that is read as an article."""

MOST_FILES = 5_000
"""Files read from one folder."""

_TEXT, _MARKDOWN, _HTML = {".txt"}, {".md", ".markdown"}, {".html", ".htm"}
_SUFFIXES = _TEXT | _MARKDOWN | _HTML
_DIGITS = re.compile(r"(\d+)")
_YAML_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.S | re.M)
_TOML_MATTER = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.S | re.M)
_HTML_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.I | re.S)


class _File(Struct, frozen=True):
    path: Path
    name: str
    size: int
    changed: int


class FolderSource:
    """Reads a folder on this machine by its absolute path."""

    name = "folder"
    title = "Folder"
    capabilities = Capability.ARTICLES

    def recognises(self, address: str) -> int:
        """Surely when it is a folder now; else as far as it is written like a path."""
        if "://" in address or "\x00" in address:
            return 0
        try:
            if Path(address).expanduser().is_dir():
                return 100
        except (OSError, RuntimeError, ValueError):
            return 0
        return 60 if address.startswith(("/", "~/", "./", "../")) else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The folder's files; not modified when no name, size or time has changed. Raises `SourceError`."""
        return await context.workers.run(read_folder, request.address, request.validators.etag)

    async def article(self, link: str, context: Context) -> Entry:
        """Not offered: `capabilities` has no `ARTICLE`. Raises `SourceError`."""
        raise SourceError(_("A folder cannot be asked for one article."))

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """Not offered: `capabilities` has no `DISCOVER`. Raises `SourceError`."""
        raise SourceError(_("A folder has no feeds behind it."))


def read_folder(address: str, known: str = "") -> FeedData:
    """The entries of a folder; `known` is the etag of the last time. Raises `SourceError` if unreadable."""
    try:
        folder = Path(address).expanduser().resolve(strict=True)
        files = sorted(_files(folder), key=lambda file: _natural(file.name))[:MOST_FILES]
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(
            _("The folder “{folder}” cannot be read. Check that it exists and may be opened.").format(
                folder=clean(address)
            )
        ) from error
    state = hashlib.sha256()
    for file in files:
        state.update(f"{file.name}\0{file.size}\0{file.changed}\n".encode("utf-8", "surrogateescape"))
    validators = Validators(etag=state.hexdigest())
    if validators.etag == known:
        return FeedData(not_modified=True, validators=validators)
    title = line(folder.name) or "/"
    entries = [entry for file in files if (entry := _read_file(file, title)) is not None]
    if files and not entries:
        raise SourceError(_("None of the files in the folder “{folder}” may be opened.").format(folder=title))
    language = detect_language(" ".join(entry.title for entry in entries)[:4000])
    return FeedData(title=title, language=language, entries=tuple(entries), validators=validators)


def _files(folder: Path) -> Iterator[_File]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            try:
                inner = list(path.iterdir())
            except OSError:
                # A sub-folder closed to the reader does not close the folder.
                continue
            yield from (file for one in inner if (file := _file(one, folder)) is not None)
        elif (file := _file(path, folder)) is not None:
            yield file


def _file(path: Path, folder: Path) -> _File | None:
    """The file at a path, or None when it is not one to read."""
    if path.name.startswith(".") or path.suffix.lower() not in _SUFFIXES:
        return None
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder):
            return None
        found = path.stat()
    except (OSError, RuntimeError):
        return None
    # Regular files only: opening a pipe would wait for ever.
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_FILE:
        return None
    return _File(path, path.relative_to(folder).as_posix(), found.st_size, found.st_mtime_ns)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts `2.txt` before `10.txt`."""
    parts = _DIGITS.split(name.casefold())
    return [(0, int(part[:18]), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _read_file(file: _File, folder_title: str) -> Entry | None:
    try:
        descriptor = os.open(file.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError:
        return None
    suffix = file.path.suffix.lower()
    if suffix in _HTML:
        entry = html_entry(decode(data, kind="html"))
    elif suffix in _MARKDOWN:
        entry = markdown_entry(decode(data, kind="text"))
    else:
        entry = text_entry(decode(data, kind="text"))
    title = entry.title or title_or_opening("", entry.blocks) or line(file.path.stem)
    categories = entry.categories
    if "/" in file.name:
        categories = lines([file.name.split("/")[0], *categories])
    return replace(
        entry,
        guid=line(file.name),
        title=title,
        source_name=entry.source_name or folder_title,
        published=entry.published or _time(file.changed),
        language=entry.language or detect_language(title),
        categories=categories,
    )


def _time(nanoseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def text_entry(text: str) -> Entry:
    """An entry from plain text: a saved page of the known layout, else its first line as the headline."""
    saved = parse_saved_page(text)
    if saved is not None:
        return saved
    first, _break, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    title = line(first)
    if len(title) > 120:
        # A first line that long is a paragraph, not a headline.
        return Entry(blocks=text_to_blocks(text))
    return Entry(title=title, blocks=text_to_blocks(rest))


def markdown_entry(text: str) -> Entry:
    """An entry from Markdown: front matter in YAML or TOML form, else the first heading as the title."""
    body = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    matter, body = _front_matter(body)
    title, blocks = _without_title(line(matter.get("title")), markdown_to_blocks(body))
    authors = _several(matter.get("author") or matter.get("authors") or matter.get("byline"))
    return Entry(
        title=title,
        byline=byline(authors),
        authors=authors,
        source_name=line(matter.get("source")),
        published=parse_date(str(matter.get("date") or matter.get("published") or "")[:200]),
        categories=_several(matter.get("tags") or matter.get("categories")),
        language=line(matter.get("language") or matter.get("lang")),
        blocks=blocks,
    )


def html_entry(text: str) -> Entry:
    """An entry from an HTML file: its `<title>`, else its first heading."""
    found = _HTML_TITLE.search(text)
    title, blocks = _without_title(line(html_to_text(found[1])) if found else "", html_to_blocks(text))
    return Entry(title=title, blocks=blocks)


def _without_title(title: str, blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The title, taken from the first heading when there is none, and the blocks without it said twice."""
    if blocks and isinstance(blocks[0], Heading):
        heading = clean(spans_text(blocks[0].spans))
        if not title or title == heading:
            return heading, blocks[1:]
    return title, blocks


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    """What is written between the lines at the top of a Markdown file, and what follows them."""
    toml = _TOML_MATTER.match(text)
    if toml:
        try:
            return tomllib.loads(toml[1]), text[toml.end() :]
        except tomllib.TOMLDecodeError:
            return {}, text[toml.end() :]
    yaml = _YAML_MATTER.match(text)
    # A rule at the top of a text looks the same as front matter, but is not followed by `key: value`.
    if yaml is None or not re.match(r"\s*[\w-]+\s*:", yaml[1]):
        return {}, text
    return _simple_yaml(yaml[1]), text[yaml.end() :]


def _simple_yaml(text: str) -> dict[str, object]:
    """The part of YAML that front matter is written in: `key: value`, `[a, b]`, lists of `- item` lines."""
    found: dict[str, object] = {}
    key = ""
    for written in text.split("\n"):
        pair = re.match(r"([\w-]+)\s*:\s*(.*)$", written)
        item = re.match(r"\s*-\s+(.*)$", written)
        if pair:
            key, value = pair[1].lower(), pair[2].strip()
            found[key] = _yaml_list(value) if value.startswith("[") else value.strip("\"'")
        elif item and key:
            before = found.get(key)
            found[key] = [*(before if isinstance(before, list) else []), item[1].strip().strip("\"'")]
    return found


def _yaml_list(value: str) -> list[str]:
    return [part.strip().strip("\"'") for part in value.strip("[]").split(",")]


def _several(value: object) -> tuple[str, ...]:
    return lines(value if isinstance(value, list) else [value])

"""Articles go to the reader's services as those ask for them, and secrets go nowhere else."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from haowai_tui.config import Settings, ShareSettings, paths
from haowai_tui.errors import NetError, NotFoundError, SaverError, SettingsError, StatusError
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, Paragraph, Span
from haowai_tui.savers import registry
from haowai_tui.savers.services import Webhook
from servers import Answer, serve

SECRET = "canary-4711"
LINK = "https://example.org/渡口?a=1&b=2"
SENT = "https://example.org/%E6%B8%A1%E5%8F%A3?a=1&b=2"

Opened = Callable[..., Library]


@pytest.fixture
def opened(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A library with one article of two tags and a note, and services."""
    set_language("en")
    libraries: list[Library] = []

    def open_(*tables: dict[str, object]) -> Library:
        settings = Settings(share=ShareSettings(savers=tables))
        library = Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings)
        libraries.append(library)
        feed = library._store.add_feed("https://example.org/feed", source="feed", title="江城晚报")
        entry = Entry(title="渡口重新开放", link=LINK, blocks=(Paragraph((Span("一早，渡口又开了。"),)),))
        number = library._store.store_entry(feed.id, entry, now=datetime.now(UTC))
        library.change_tags([number], add=["渡口", "later-read"])
        library.set_note(number, "周末去看看")
        return library

    yield open_
    for library in libraries:
        library.close()


def save(library: Library) -> None:
    asyncio.run(library.save_to("mine", 1))


def ok(*paths: str, body: bytes = b"{}") -> dict[str, Answer]:
    return {path: Answer(body, 201) for path in paths}


def test_readeck_gets_address_title_and_tags(opened: Opened) -> None:
    with serve(ok("/api/bookmarks")) as server:
        save(opened({"name": "mine", "kind": "readeck", "address": server.url + "/", "token": SECRET}))
    (post,) = server.posts
    assert post.headers["Authorization"] == f"Bearer {SECRET}"
    assert json.loads(post.body) == {"url": SENT, "title": "渡口重新开放", "labels": ["later-read", "渡口"]}


def test_linkding_gets_the_note_too(opened: Opened) -> None:
    with serve(ok("/api/bookmarks/")) as server:
        save(opened({"name": "mine", "kind": "linkding", "address": server.url, "token": SECRET}))
    (post,) = server.posts
    assert post.headers["Authorization"] == f"Token {SECRET}"
    body = json.loads(post.body)
    assert (body["url"], body["notes"], body["description"]) == (SENT, "周末去看看", "一早，渡口又开了。")


def test_wallabag_is_asked_for_a_token_first(opened: Opened) -> None:
    table = {"name": "mine", "kind": "wallabag", "client_id": "1", "client_secret": "2", "user": "me"}
    with serve(ok("/oauth/v2/token", "/api/entries.json", body=b'{"access_token": "abc"}')) as server:
        save(opened({**table, "address": server.url, "password": SECRET}))
    token, entry = server.posts
    assert parse_qs(token.body.decode())["password"] == [SECRET]
    assert entry.headers["Authorization"] == "Bearer abc"
    assert parse_qs(entry.body.decode()) == {"url": [SENT], "title": ["渡口重新开放"], "tags": ["later-read,渡口"]}


def test_what_is_no_wallabag_is_said_to_be_none(opened: Opened) -> None:
    table = {"name": "mine", "kind": "wallabag", "client_id": "1", "client_secret": "2", "user": "me", "password": "x"}
    for body in (b"<html>", b"[]", b'{"access_token": "a\\nb"}'):
        with serve(ok("/oauth/v2/token", body=body)) as server, pytest.raises(SaverError, match="not Wallabag"):
            save(opened({**table, "address": server.url}))


def test_a_wrong_password_for_wallabag_is_told_as_that(opened: Opened) -> None:
    table = {"name": "mine", "kind": "wallabag", "client_id": "1", "client_secret": "2", "user": "me", "password": "x"}
    routes = {"/oauth/v2/token": Answer(b'{"error": "invalid_grant"}', 400)}
    with serve(routes) as server, pytest.raises(StatusError, match="mine refused the name"):
        save(opened({**table, "address": server.url}))


@pytest.mark.parametrize("error", [RuntimeError("boo"), SystemExit(3)], ids=repr)
def test_a_service_of_another_package_that_fails_is_a_sentence(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    async def fails(*_args: object) -> None:
        raise error

    monkeypatch.setattr(Webhook, "save", fails)
    with pytest.raises(SaverError, match="mine has a fault"):
        save(opened({"name": "mine", "kind": "webhook", "address": "http://127.0.0.1:1/"}))


def test_instapaper_knows_the_reader_by_basic_authentication(opened: Opened) -> None:
    with serve(ok("/api/add")) as server:
        save(opened({"name": "mine", "kind": "instapaper", "address": server.url, "user": "我", "password": SECRET}))
    (post,) = server.posts
    assert base64.b64decode(post.headers["Authorization"].removeprefix("Basic ")).decode() == f"我:{SECRET}"
    assert parse_qs(post.body.decode())["url"] == [SENT]


def test_a_secret_may_be_printed_by_a_program(opened: Opened) -> None:
    command = [sys.executable, "-c", f"print({SECRET!r}); print('more')"]
    with serve(ok("/hook")) as server:
        save(opened({"name": "mine", "kind": "webhook", "address": server.url + "/hook", "token_command": command}))
    (post,) = server.posts
    assert post.headers["Authorization"] == f"Bearer {SECRET}"
    assert json.loads(post.body)["feed"] == "江城晚报"


def test_a_wrong_password_is_a_sentence_without_it(opened: Opened) -> None:
    with serve({"/api/bookmarks": Answer(b"no", 401)}) as server, pytest.raises(StatusError) as raised:
        save(opened({"name": "mine", "kind": "readeck", "address": server.url, "token": SECRET}))
    assert "mine refused" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_secrets_do_not_follow_a_redirect(opened: Opened) -> None:
    with serve({"/stolen": Answer(b"")}) as other:
        target = {"/api/bookmarks": Answer(b"", 307, {"Location": other.url + "/stolen"})}
        with serve(target) as server, pytest.raises(NetError, match="leads to another address"):
            save(opened({"name": "mine", "kind": "readeck", "address": server.url, "token": SECRET}))
        assert not other.posts


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"kind": "readeck", "address": "https://example.org"}, "needs token"),
        ({"kind": "readeck", "address": "https://example.org", "token": 5}, "needs token"),
        ({"kind": "readeck", "address": "https://example.org", "token": "x", "tokn": "x"}, "no setting tokn"),
        ({"kind": "readeck", "address": "https://example.org", "token_command": "pass x"}, "list of words"),
    ],
)
def test_settings_that_are_not_whole_are_named(opened: Opened, table: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        save(opened({"name": "mine", **table}))


def test_names_that_are_not_there_are_named(opened: Opened) -> None:
    library = opened({"name": "mine", "kind": "reedeck"})
    with pytest.raises(SaverError, match="Did you mean “readeck”"):
        save(library)
    with pytest.raises(NotFoundError, match="there are: mine"):
        asyncio.run(library.save_to("other", 1))


def test_every_kind_that_is_installed_says_what_it_needs() -> None:
    for info in registry.plugins.available():
        saver = registry.plugins.load(info.name)
        assert saver.title
        assert "address" in saver.needs

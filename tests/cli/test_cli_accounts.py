from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from greaderface import GReaderFace
from haowai_tui.config import paths
from haowai_tui.errors import SyncAuthError
from haowai_tui.library.secrets import forget_secret, keep_secret, secret_of
from servers import Answer, serve
from syncing import hurry
from syncworld import Server, World, serve_world

Run = Callable[..., int]


@pytest.fixture
def world() -> World:
    world = World(password="canary-5q")
    world.add_feed("harbour", items=3, category="News")
    return world


@pytest.fixture
def server(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    hurry(monkeypatch, "greader")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serve_world(world, GReaderFace) as server:
        yield server


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def joined(run: Run, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An account called home."""
    say(monkeypatch, "canary-5q\n")
    assert run("account", "add", "greader", server.url, "--user", "anna", "--name", "home", "--no-keyring") == 0
    assert "knows you as anna" in capsys.readouterr().out


@pytest.mark.usefixtures("joined")
def test_a_day_with_an_account(
    run: Run, world: World, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sync") == 0
    assert "home: 3 new articles" in capsys.readouterr().out
    run("list", "--json")
    first = json.loads(capsys.readouterr().out)[0]
    run("star", first["id"])
    run("account")
    assert "1 action waits" in capsys.readouterr().out
    assert run("add", "--account", "home", "https://wind.example/feed.xml") == 0
    assert run("sync", "--json") == 0
    (account,) = json.loads(capsys.readouterr().out.splitlines()[-1])["accounts"]
    assert (account["status"], account["sent"], account["new"]) == ("ok", 2, 2)
    assert run("refresh", "--json") == 0
    assert json.loads(capsys.readouterr().out)["accounts"][0]["status"] == "ok"
    assert run("account", "test", "home") == 0
    for command in (("account",), ("account", "--json"), ("config", "show"), ("feeds", "--json"), ("export",)):
        run(*command)
        assert "canary-5q" not in capsys.readouterr().out
    holding = [path.name for path in home.rglob("*") if path.is_file() and b"canary-5q" in path.read_bytes()]
    assert holding == ["accounts.json"]
    assert run("account", "remove", "home") == 0
    assert not (home / "data" / "accounts.json").exists()
    assert len(world.feeds) == 2


@pytest.mark.usefixtures("joined")
def test_a_server_that_says_no_is_a_sentence_and_an_exit_code(
    run: Run, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.password = "another"
    assert run("sync") == 5
    assert "refuses the name or the password" in capsys.readouterr().out
    assert run("account", "test", "home") == 5
    assert "refuses the name or the password" in capsys.readouterr().err


def test_what_is_typed_wrongly_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("account", "add", "gopher", "https://example.org") == 2
    assert "freshrss" in capsys.readouterr().err
    assert run("account", "add", "freshrss", "--user", "anna", "--password-command", "echo x") == 2
    assert "needs the address" in capsys.readouterr().err
    assert run("account", "remove", "home") == 3
    assert run("sync") == 0
    assert "account add" in capsys.readouterr().err


def test_a_program_prints_the_password_without_a_shell(
    run: Run, server: Server, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "give it"
    program.write_text("#!/bin/sh\n[ \"$1\" = '$(id)' ] && echo canary-5q && echo canary-in-stderr >&2\n")
    program.chmod(0o700)
    command = f"'{program}' '$(id)'"
    assert run("account", "add", "greader", server.url, "--user", "anna", "--password-command", command) == 0
    assert run("sync") == 0
    assert not (home / "data" / "accounts.json").exists()
    program.write_text("#!/bin/sh\necho canary-in-stderr >&2; exit 3\n")
    assert run("sync") == 5
    told = capsys.readouterr()
    assert "code 3" in told.out and "canary-in-stderr" not in told.out + told.err


class Ring:
    """A keyring that remembers, or refuses."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_keyring(self) -> Ring:
        return self

    def set_password(self, service: str, name: str, text: str) -> None:
        if self.locked:
            raise RuntimeError("locked")
        self.kept[service, name] = text

    def get_password(self, service: str, name: str) -> str | None:
        if self.locked:
            raise RuntimeError("locked")
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


def test_the_keyring_keeps_it_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, where = Ring(), paths({"HAOWAI_HOME": str(tmp_path)})
    where.data.mkdir(parents=True)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    place = keep_secret(where, "home", {"password": "canary"})
    assert place == {"in": "keyring"} and secret_of(where, "home", place) == {"password": "canary"}
    assert not list(where.data.iterdir())
    ring.locked = True
    with pytest.raises(SyncAuthError, match="unlock"):
        secret_of(where, "home", place)
    assert keep_secret(where, "home", {"password": "canary"}) == {"in": "file"}
    ring.locked = False
    forget_secret(where, "home", place)
    assert not ring.kept and not list(where.data.iterdir())


def test_without_a_keyring_to_keep_things_in_it_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    where.data.mkdir(parents=True)
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: SimpleNamespace(priority=0)))
    place = keep_secret(where, "home", {"password": "canary"})
    assert place == {"in": "file"}
    kept = where.data / "accounts.json"
    kept.chmod(0o644)
    assert secret_of(where, "home", place)["password"] == "canary"
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "address", ["http://[::1", "http://[::1]x/", "https://rss.example:0", "http://a:secret@", "x y"]
)
def test_an_account_at_no_address_is_a_sentence(run, capsys, address):
    assert run("account", "add", "freshrss", address, "--user", "anna", "--password-command", "echo x") == 2
    said = capsys.readouterr().err
    assert "is not the address of a server" in said and "secret" not in said


@pytest.mark.parametrize("rest", ["", "100000"])
def test_a_busy_server_is_not_told_as_if_a_sync_went_on_where_none_is(run, capsys, monkeypatch, rest):
    hurry(monkeypatch, "freshrss")
    answer = Answer(status=503, headers={"Retry-After": rest} if rest else {})
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\n"))
    with serve({"/accounts/ClientLogin": answer}) as server:
        assert run("account", "add", "freshrss", server.url, "--user", "anna", "--no-keyring") == 5
    said = capsys.readouterr().err
    assert "is busy (503)" in said and "try again" in said and "sync" not in said

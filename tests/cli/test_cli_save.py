"""Articles into services from the shell."""

from __future__ import annotations

import json

import pytest

from servers import Answer, serve

FEED = b"""<rss version="2.0"><channel><title>Paper</title>
<item><guid>1</guid><title>One</title><link>https://a.example/1</link></item>
<item><guid isPermaLink='false'>2</guid><title>Without an address</title><description>Words.</description></item>
<item><guid>3</guid><title>Three</title><link>https://a.example/3</link></item></channel></rss>"""


@pytest.fixture
def server(run, home, capsys):
    """A server with a feed of three articles, subscribed to, and a service."""
    with serve({"/feed": Answer(FEED), "/hook": Answer(b"{}")}) as running:
        home.mkdir()
        hook = f'[[share.savers]]\nname = "hook"\nkind = "webhook"\naddress = "{running.url}/hook"\n'
        (home / "config.toml").write_text(hook, "utf-8")
        assert run("add", f"{running.url}/feed") == 0
        capsys.readouterr()
        yield running


def test_an_article_that_cannot_be_kept_keeps_none_of_the_others(run, server, capsys):
    assert run("save", "hook", 1, 2, 3) == 1
    err = capsys.readouterr().err
    assert "2: This article has no address" in err and "2 articles kept in hook" in err
    assert [json.loads(post.body)["title"] for post in server.posts] == ["One", "Three"]
    assert run("save", "hook", 1, 2, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["id"], bool(one["error"])) for one in told] == [(1, False), (2, True)]


def test_a_service_that_does_not_let_us_in_is_asked_once(run, server, capsys):
    server.routes["/hook"] = Answer(b"no", 401)
    assert run("save", "hook", 1, 3) == 5
    assert len(server.posts) == 1
    assert "refused the name" in capsys.readouterr().err
    assert run("save", "other", 1) == 3

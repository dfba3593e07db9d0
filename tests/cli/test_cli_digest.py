"""`haowai digest`: what can be read in the time there is."""

from __future__ import annotations

import json


def test_a_digest_for_scripts(run, subscribed, capsys):
    assert run("digest", "--minutes", 1, "--json") == 0
    digest = json.loads(capsys.readouterr().out)
    assert digest["wanted"] == 1 and digest["minutes"] <= 1.0 and digest["left"] == 1
    assert [row["minutes"] for row in digest["stories"]] == [0.5, 0.5]
    assert all(row["hot"] is False and row["story"] is None and row["read"] is False for row in digest["stories"])


def test_a_digest_in_lines(run, subscribed, capsys):
    assert run("digest") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert sorted(line[3] for line in lines) == ["Harbour reopens", "Wind tonight", "港口重新开放"]
    assert {line[1] for line in lines} == {"1 min"}


def test_a_digest_of_no_minutes_cannot_be_understood(run, subscribed, capsys):
    assert run("digest", "--minutes", 0) == 2
    assert run("mark", "read", 1, 2, 3) == 0
    capsys.readouterr()
    assert run("digest") == 0
    assert "Everything has been read." in capsys.readouterr().err

"""The example in docs/ is installed as a reader would, without a network, and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "haowai-source-example"
SOURCE = Path(__file__).resolve().parents[2] / "src"
TEST = """
from haowai_source_example import CsvSource
from haowai_tui.testing import check_source
data = check_source(CsvSource(), "csv:{path}", settings={{"most": 2}})
assert [entry.title for entry in data.entries] == ["早班船六点离岸", "Second"], data
assert data.entries[0].published.isoformat() == "2026-03-05T02:11:00+00:00"
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(EXAMPLE)], check=True, capture_output=True)
    home = tmp_path_factory.mktemp("home")
    return {**os.environ, "PYTHONPATH": f"{SOURCE}:{target}", "HAOWAI_HOME": str(home), "HAOWAI_LANG": "en"}


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.csv"
    rows = ["title,link,time,text", "早班船六点离岸,https://example.org/1,2026年3月5日 10:11,船上坐了四十二个人。"]
    rows += ["Second,,,text", "Third,,,text"]
    path.write_text("\n".join(rows), "utf-8")
    return path


def haowai(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "haowai_tui", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_example_keeps_the_contract(environment: dict[str, str], news: Path) -> None:
    code = TEST.format(path=news)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_example_is_found_and_read_once_it_is_installed(environment: dict[str, str], news: Path) -> None:
    infos = json.loads(haowai(environment, "sources", "--json").stdout)
    assert {"name": "csv", "package": "haowai-source-example", "version": "0.1.0", "fault": ""} in infos
    added = haowai(environment, "add", f"csv:{news}", "--json")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["new"] == 3
    assert (
        "船上坐了" in haowai(environment, "search", "四十二", "--json").stdout + haowai(environment, "read", "1").stdout
    )
    news.unlink()
    done = haowai(environment, "refresh", "--force", "--json")
    assert "cannot be read" in json.loads(done.stdout)["feeds"][0]["error"]


def test_a_broken_plugin_is_one_sentence_and_spoils_nothing_else(environment: dict[str, str], tmp_path: Path) -> None:
    package = tmp_path / "broken-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[haowai_tui.sources]\nbroken = broken_plugin:Source\n")
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('boom')\n")
    env = {**environment, "PYTHONPATH": f"{environment['PYTHONPATH']}:{tmp_path}", "HAOWAI_HOME": str(tmp_path / "h")}
    listed = haowai(env, "sources", "--json")
    faults = {info["name"]: info["fault"] for info in json.loads(listed.stdout)}
    assert "cannot be loaded" in faults["broken"] and not faults["feed"] and not faults["csv"]
    added = haowai(env, "add", "x:y", "--source", "broken")
    assert added.returncode != 0 and "Traceback" not in added.stderr and "cannot be loaded" in added.stderr

"""What holds for all tests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from haowai_tui import loops
from haowai_tui.locale import language, set_language

# A busy machine is no fault of what is tested: how long an example takes to be made or to run says nothing here.
settings.register_profile("haowai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("haowai")

_BESIDE_THE_SCREEN = ("library", "net", "sources", "sync")
_ON_EITHER = ("net", "test_workers.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What waits for servers or processes is tested on libuv's loop and on Python's own."""
    if metafunc.definition.path.parent.name in _ON_EITHER or metafunc.definition.path.name in _ON_EITHER:
        metafunc.parametrize("event_loop", ("libuv", "python"), indirect=True)


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """Whatever language a test speaks, the next one speaks its own."""
    before = language()
    yield
    set_language(before)


@pytest.fixture(autouse=True)
def event_loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done beside the screen runs on the loop that it has in the program."""
    if request.path.parent.name not in _BESIDE_THE_SCREEN:
        return
    monkeypatch.setattr(asyncio, "run", loops.run)
    if getattr(request, "param", "libuv") == "python":
        # As if it were not installed.
        monkeypatch.setitem(sys.modules, "uvloop", None)

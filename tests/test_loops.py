from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from haowai_tui import loops


async def kind() -> str:
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


def test_work_beside_the_screen_runs_on_libuv() -> None:
    pytest.importorskip("uvloop")
    assert loops.run(kind()) == "uvloop"


def test_without_uvloop_it_runs_on_python_s_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loops.run(kind()) == "asyncio"


def test_nobody_waits_for_a_thread_that_does_not_end() -> None:
    begun, over = threading.Event(), threading.Event()
    ended: list[bool] = []

    def wait() -> None:
        begun.set()
        ended.append(over.wait(60))

    async def begin() -> None:
        asyncio.get_running_loop().run_in_executor(None, wait)
        assert await asyncio.to_thread(begun.wait, 30)

    loops.run(begin())
    assert not ended
    over.set()

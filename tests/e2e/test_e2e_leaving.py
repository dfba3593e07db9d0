"""Leaving by a key: in time, whatever hangs, with the place kept and the terminal as it was."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kept import HINT, assert_kept
from terminal import Terminal

# What hangs, on the screen of a reader who is there; the times are shorter so that nobody waits for the tests.
HANGS = """
import asyncio, sys, threading, time
from haowai_tui.tui import lost, prepare_environment
prepare_environment()
lost.LEAVING_SECONDS, lost.KEEPING_SECONDS = 0.5, 2.0
from haowai_tui.tui.screens.reader import ReaderScreen

def threads(screen):
    for _thread in range(12):
        screen.run_worker(asyncio.to_thread(time.sleep, 600), exit_on_error=False)

def nothing(screen):
    pass

async def for_ever(screen):
    await asyncio.Event().wait()

async def deaf(screen):
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            pass

async def deaf_beside(screen):
    screen.run_worker(deaf(screen))
    return ""

def stuck(screen):
    screen.reader_app._executor.submit(time.sleep, 600)

begins = ReaderScreen.begin_settling
def begin(screen):
    begins(screen)
    {begin}(screen)
ReaderScreen.begin_settling = begin
{replaced}
from haowai_tui.__main__ import main
sys.exit(main([]))
"""
WAYS = {
    "threads that nobody can stop": ("threads", ""),
    "what is said at the end": ("nothing", "ReaderScreen.session_summary = for_ever"),
    "work that does not hear that it is to stop": ("nothing", "ReaderScreen.session_summary = deaf_beside"),
}


def hanging(begin: str, replaced: str) -> list[str]:
    return [sys.executable, "-c", HANGS.replace("{begin}", begin).replace("{replaced}", replaced)]


@pytest.mark.parametrize("way", WAYS)
def test_a_reader_leaves_whatever_hangs(command, env, way):
    with Terminal(hanging(*WAYS[way]), columns=120, rows=40, env=env) as terminal:
        before = terminal.modes()
        terminal.wait_for(HINT, 25)
        terminal.send("s", "G")
        terminal.wait_still()
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert terminal.modes() == before
        assert terminal.private_modes() == {7, 25}
    assert_kept(command, env)


def test_where_nothing_can_be_kept_the_reader_is_told(env):
    with Terminal(hanging("stuck", ""), columns=120, rows=40, env=env) as terminal:
        before = terminal.modes()
        terminal.wait_for(HINT, 25)
        terminal.wait_still()
        terminal.send("q")
        assert terminal.wait_end() == 4
        assert terminal.modes() == before
        assert terminal.private_modes() == {7, 25}
        assert b"could not keep where you are" in terminal.raw


def test_pressing_again_does_not_begin_to_leave_again(env):
    """What is asked of the library once more would only be in the way."""
    counted = """
times = []
keep = ReaderScreen.remember
async def remember(screen):
    times.append(1)
    await asyncio.sleep(0.5)
    await keep(screen)
    open(sys.argv[1], "w").write(str(len(times)))
ReaderScreen.remember = remember
"""
    kept = f"{env['HAOWAI_HOME']}-times"
    with Terminal([*hanging("nothing", counted), kept], columns=120, rows=40, env=env) as terminal:
        terminal.wait_for(HINT, 25)
        terminal.wait_still()
        terminal.send("q")
        terminal.read(0.2)
        terminal.send("q")
        terminal.read(0.2)
        terminal.send("q")
        assert terminal.wait_end() == 0
    assert Path(kept).read_text("ascii") == "1"

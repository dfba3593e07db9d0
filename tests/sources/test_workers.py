from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from haowai_tui.errors import ParseError
from haowai_tui.model import FeedData
from haowai_tui.net.body import MOST_IN_MEMORY, Body
from haowai_tui.sources.parse import parse
from haowai_tui.sources.parser_child import LENGTH, MEMORY_LIMIT
from haowai_tui.sources.workers import FeedWorkers, ParserPool
from haowai_tui.standstill import Standstill
from haowai_tui.text.prepared import Prepared, PreparedEntries, words_of

CASES = Path(__file__).parents[1] / "data" / "feeds"
FEED = (CASES / "rss-2.0.xml").read_bytes()
HEAD = b"<rss version='2.0'><channel><title>x</title>"


async def ask(pool: ParserPool, body: bytes = FEED) -> FeedData:
    return await pool.parse_feed(body, charset="", address="https://feeds.example/", content_type="")


def processes(pool: ParserPool) -> list[int]:
    return [child._process.pid for child in pool._children]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_feed_comes_out_of_a_child_as_it_was_read_there() -> None:
    async def read() -> None:
        async with ParserPool(workers=1) as pool:
            for name in ("rss-2.0.xml", "atom.xml", "podcast.xml", "json-feed-1.1.json", "empty-rss.xml"):
                body = (CASES / name).read_bytes()
                assert await ask(pool, body) == parse(body, address="https://feeds.example/")
            assert len(processes(pool)) == 1

    asyncio.run(read())


def test_what_is_not_stored_comes_with_its_words_and_the_rest_without() -> None:
    items = "".join(
        f"<item><title>第{number}班渡轮</title><link>https://a.example/{number}</link></item>" for number in (1, 2)
    )
    body = f"<rss version='2.0'><channel><title>港口</title>{items}</channel></rss>".encode()

    async def read(known: Callable[[], frozenset[bytes]]) -> list[Prepared]:
        async with ParserPool(workers=1) as pool:
            data = await FeedWorkers(pool, known).parse_feed(
                body, charset="", address="https://feeds.example/", content_type=""
            )
        assert isinstance(data.entries, PreparedEntries)
        return list(data.entries.prepared)

    first, second = asyncio.run(read(frozenset))
    for one in (first, second):
        assert one.words is not None
        told = replace(one.words, starts="")
        assert told == replace(words_of(one.entry()), starts="")
    again = asyncio.run(read(lambda: frozenset([first.fingerprint])))
    assert again[0] == replace(first, words=None)
    assert again[1].words is not None


def test_no_child_is_started_before_there_is_something_to_parse() -> None:
    async def read() -> None:
        async with ParserPool() as pool:
            assert processes(pool) == []
            assert await pool.run(max, 1, 2) == 2
            assert processes(pool) == []

    asyncio.run(read())


def test_children_that_are_expected_are_started_at_once_no_more_than_can_work_and_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began: list[object] = []
    whole = asyncio.create_subprocess_exec

    async def start(*args: object, **kwargs: object) -> object:
        began.append(args)
        return await whole(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)

    async def read() -> None:
        async with ParserPool(workers=2) as pool:
            await pool.expect(0)
            assert began == []
            await pool.expect(9)
            assert len(began) == 2
            await asyncio.gather(*(ask(pool) for _number in range(4)))
            assert len(began) == len(processes(pool)) == 2

    asyncio.run(read())


def test_children_that_are_still_starting_end_with_the_pool() -> None:
    async def begin(*, seconds: float) -> None:
        async with ParserPool(workers=2) as pool:
            await pool.expect(2)
            await asyncio.sleep(seconds)

    for seconds in (0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.03, 0.6):
        asyncio.run(begin(seconds=seconds))
        # No child is left, not even as a zombie.
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def test_what_is_not_a_feed_is_a_sentence_and_the_child_lives_on() -> None:
    async def read() -> None:
        async with ParserPool(workers=1) as pool:
            with pytest.raises(ParseError, match="not a feed"):
                await ask(pool, b"<inventory/>")
            before = processes(pool)
            assert len((await ask(pool)).entries) == 1
            assert processes(pool) == before

    asyncio.run(read())


def test_a_feed_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    async def read() -> None:
        async with ParserPool(workers=1, time_limit=0.5) as pool:
            await ask(pool)
            (pid,) = processes(pool)
            os.kill(pid, signal.SIGSTOP)
            # Stopped, it would never answer.
            with pytest.raises(ParseError, match="longer than"):
                await asyncio.wait_for(ask(pool), 60)
            assert is_gone(pid)
            assert len((await ask(pool)).entries) == 1

    asyncio.run(read())


def test_a_feed_that_keeps_a_processor_busy_is_given_up_for_that() -> None:
    item = "<item><title>{n}</title><description>&lt;p&gt;" + "渡轮 ferry reopens " * 100 + "</description></item>"
    body = HEAD + "".join(item.replace("{n}", str(number)) for number in range(5_000)).encode() + b"</channel></rss>"

    async def read() -> None:
        async with ParserPool(workers=1, time_limit=0.2) as pool:
            with pytest.raises(ParseError, match="longer than"):
                await ask(pool, body)
            assert processes(pool) == []

    asyncio.run(read())


def test_elements_with_thousands_of_attributes_or_categories_are_no_trap() -> None:
    attributes = " ".join(f"a{n}='1'" for n in range(20_000))
    with pytest.raises(ParseError, match="too damaged"):
        parse(f"<rss><channel><item {attributes}/></channel></rss>".encode(), address="")
    categories = "".join(f"<category>{n % 15_000}</category>" for n in range(20_000))
    text = f"<rss version='2.0'><channel><item><title>t</title>{categories}</item></channel></rss>"
    (entry,) = parse(text.encode(), address="").entries
    assert len(entry.categories) == len(set(entry.categories)) <= 15_000


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b"<item><title>" + b"A" * 8_000_000 + b"</title></item></channel></rss>",
        HEAD + b"<item><title>x</title><description>" + b"&lt;a" * 1_600_000 + b"</description></item></channel></rss>",
        HEAD + b"<item><description><![CDATA[" + b"<p>" * 2_600_000 + b"]]></description></item></channel></rss>",
        HEAD + b"<item/>" * 1_100_000 + b"</channel></rss>",
        HEAD + "<item><title>😀</title></item>".encode() + b"<item><title>harbour</title></item>" * 200_000,
    ],
    ids=["one-title", "references", "tags", "elements", "wide-characters"],
)
def test_a_long_feed_takes_a_few_times_its_size_of_memory_whatever_it_is_made_of(body: bytes) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from haowai_tui.sources.parser_child import Asked, _import_parsers, respond\n"
        "def most():\n"
        "    return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "_import_parsers()\n"
        "before = most()\n"
        "list(respond(Asked(language='en', known=frozenset()), sys.stdin.buffer.read))\n"
        "print(most() - before)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, check=True)
    assert int(run.stdout) * 1024 < 10 * len(body)


def test_long_feeds_are_parsed_one_at_a_time_and_leave_no_large_process_behind() -> None:
    long = Body(b"<rss version='2.0'><channel><title>x</title><!--" + b" " * (MOST_IN_MEMORY // 2))
    long.add(b" " * MOST_IN_MEMORY + b"--></channel></rss>")
    body = b"<rss version='2.0'><channel><title>x</title>" + b" " * MOST_IN_MEMORY + b"</channel></rss>"

    async def read() -> None:
        async with ParserPool(workers=3) as pool:
            await ask(pool)
            tasks = [asyncio.create_task(ask(pool, one)) for one in (body, body, body)]
            most = 0
            while not all(task.done() for task in tasks):
                most = max(most, len(processes(pool)))
                await asyncio.sleep(0.002)
            assert [task.result().title for task in tasks] == ["x"] * 3
            assert most == 1 and processes(pool) == []
            # From a file, piece by piece.
            found = await pool.parse_feed(long, charset="", address="", content_type="")
            assert found.title == "x"
            assert processes(pool) == []

    asyncio.run(read())


def test_a_child_that_died_is_replaced() -> None:
    async def read() -> None:
        async with ParserPool(workers=1) as pool:
            await ask(pool)
            (pid,) = processes(pool)
            os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)
            assert len((await ask(pool)).entries) == 1

    asyncio.run(read())


def test_an_interrupt_at_the_keyboard_does_not_reach_the_children() -> None:
    async def read() -> None:
        async with ParserPool(workers=1) as pool:
            await ask(pool)
            (pid,) = processes(pool)
            os.kill(pid, signal.SIGINT)
            await ask(pool)
            assert processes(pool) == [pid]

    asyncio.run(read())


def test_closing_leaves_no_process_and_no_zombie() -> None:
    async def read() -> list[int]:
        async with ParserPool(workers=2) as pool:
            await asyncio.gather(*(ask(pool) for _ in range(6)))
            assert len(processes(pool)) <= 2
            return processes(pool)

    assert all(is_gone(pid) for pid in asyncio.run(read()))


def test_a_cancelled_refresh_ends_its_child_and_the_pool_works_on() -> None:
    async def read() -> None:
        async with ParserPool(workers=1) as pool:
            await ask(pool)
            (pid,) = processes(pool)
            os.kill(pid, signal.SIGSTOP)
            task = asyncio.create_task(ask(pool))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert is_gone(pid)
            assert len((await ask(pool)).entries) == 1

    asyncio.run(read())


def test_a_child_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    source = str(Path(__file__).parents[2] / "src")
    child = subprocess.Popen(
        [sys.executable, "-m", "haowai_tui.sources.parser_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
        cwd=tmp_path,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.read(LENGTH.size) == LENGTH.pack(0)
    child.stdin.close()
    assert child.wait(5) == 0
    child.stdout.close()


def test_a_child_never_imports_from_the_folder_haowai_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feedparser.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)

    async def read() -> FeedData:
        async with ParserPool(workers=1) as pool:
            return await ask(pool)

    assert len(asyncio.run(read()).entries) == 1


def test_the_event_loop_runs_on_while_a_large_feed_is_parsed() -> None:
    item = "<item><title>长</title><link>https://a.example/{}</link><description>{}</description></item>"
    items = "".join(item.format(number, "正文" * 200) for number in range(1500))
    body = f"<rss version='2.0'><channel><title>大</title>{items}</channel></rss>".encode()

    async def read() -> tuple[int, float]:
        async with ParserPool(workers=1, time_limit=60) as pool:
            async with Standstill() as standstill:
                data = await ask(pool, body)
            return len(data.entries), standstill.longest

    count, longest = asyncio.run(read())
    assert count == 1500
    assert longest < 0.5


def test_a_child_may_not_use_more_memory_than_its_limit() -> None:
    def limits(pid: int) -> str:
        written = Path(f"/proc/{pid}/limits")
        return written.read_text() if written.exists() else f"Max address space {MEMORY_LIMIT}"

    async def read() -> str:
        async with ParserPool(workers=1) as pool:
            await ask(pool)
            return limits(processes(pool)[0])

    written = asyncio.run(read())
    assert str(MEMORY_LIMIT) in next(line for line in written.splitlines() if "address space" in line)

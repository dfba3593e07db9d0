"""What a terminal answers about its background, among the keys of someone who is already typing."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from haowai_tui.tui import answers
from haowai_tui.tui.answers import AnswerParser, GroundTold, is_dark
from haowai_tui.tui.answers_known import can_ask

WHITE = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
NIGHT = "\x1b]11;rgb:1616/1818/1c1c\x07"


@pytest.fixture(autouse=True)
def unasked() -> Iterator[None]:
    AnswerParser.expected_until = 0.0
    yield
    AnswerParser.expected_until = 0.0


def told(messages: list[Message]) -> list[str | bool]:
    """Keys by their names, answers by whether they say dark."""
    return [m.dark if isinstance(m, GroundTold) else m.key for m in messages if isinstance(m, GroundTold | Key)]


def read(*pieces: str) -> list[str | bool]:
    """What comes of pieces that are read one after another."""
    parser = AnswerParser()
    messages: list[Message] = []
    for piece in pieces:
        messages += parser.feed(piece)
    time.sleep(answers._HELD_SECONDS)
    messages += parser.tick()
    time.sleep(0.11)  # Textual's own wait for what follows an Escape
    messages += parser.tick()
    return told(messages)


@pytest.mark.parametrize(
    ("colour", "dark"),
    [
        ("ffff/ffff/ffff", False),
        ("0000/0000/0000", True),
        ("00/2b/36", True),
        ("f/f/e", False),
        ("fdfd/f6f6/e3e3", False),
        ("ffff/ffff/ffff/ffff", False),
        ("", None),
        ("ffff/ffff", None),
        ("fffff/0/0", None),
    ],
)
def test_a_colour_is_dark_or_light_as_the_eye_weighs_it(colour: str, dark: bool | None) -> None:
    assert is_dark(colour) is dark


def test_an_answer_is_taken_out_from_between_typed_keys() -> None:
    assert read(f"j{WHITE}k") == [False, "j", "k"]
    assert read(NIGHT) == [True]
    assert read("\x1b[?997;2n", "q") == [False, "q"]


@given(st.integers(1, len(WHITE) - 1), st.sampled_from(["", "j", "中"]))
def test_an_answer_that_comes_in_two_pieces_types_nothing(cut: int, key: str) -> None:
    answers.question()
    parser = AnswerParser()
    text = key + WHITE
    got = told([*parser.feed(text[: len(key) + cut]), *parser.feed(text[len(key) + cut :])])
    assert [one for one in got if not isinstance(one, bool)] == ([key] if key else [])
    assert False in got


def test_escape_alone_is_the_key_and_comes_at_once() -> None:
    parser = AnswerParser()
    list(parser.feed("\x1b"))
    time.sleep(0.11)
    assert told(list(parser.tick())) == ["escape"]


def test_escape_is_the_key_while_an_answer_is_awaited_too() -> None:
    answers.question()
    assert read("\x1b") == ["escape"]
    assert read("\x1b[A", "j") == ["up", "j"]


@pytest.mark.parametrize(
    ("pieces", "keys"),
    [
        (("\x1bq",), ["escape", "q"]),
        (("\x1b2jj",), ["escape", "2", "j", "j"]),
        (("a\x1b/号",), ["a", "escape", "slash", "号"]),
        (("\x1b", "q"), ["escape", "q"]),
        (("\x1b", "[A"), ["up"]),
        (("\x1bOA\x1b",), ["up", "escape"]),
        (("\x1bf\x1bb",), ["ctrl+right", "ctrl+left"]),
    ],
)
def test_escape_and_what_comes_with_it_are_two_keys(pieces: tuple[str, ...], keys: list[str]) -> None:
    assert read(*pieces) == keys
    # As an answer is awaited it may be the beginning of that, and what comes together is still two keys.
    answers.question()
    assert read(*pieces) == keys


@pytest.mark.parametrize(
    ("begins", "rest"),
    [
        ("\x1b[<", "35;10;20M"),
        ("\x1b[?", "2026;2$y"),
        ("\x1b[?", "1;2;4;6;9;15;16;17;18;21;22;28;29c"),
        ("\x1b[>", "41;388;0c"),
        ("\x1b]11;", "rgb:ffff/ffff/ffff\x1b\\"),
    ],
)
def test_what_the_line_cuts_in_two_types_nothing_however_late_the_rest_is(begins: str, rest: str) -> None:
    # Where less came first, that may be what was typed.
    for cut in range(len(rest)):
        parser = AnswerParser()
        got = [*parser.feed("j" + begins + rest[:cut])]
        parser._held_since -= 60
        got += [*parser.tick(), *parser.feed(rest[cut:] + "k"), *parser.tick()]
        assert [message.key for message in got if isinstance(message, Key)] == ["j", "k"], cut


@pytest.mark.parametrize("answer", ["\x1b]52;c;aGVsbG8=\x07", "\x1bP>|Some(388)\x1b\\", "\x1b_Gi=1;OK\x1b\\"])
def test_what_another_program_asked_for_types_nothing(answer: str) -> None:
    assert read(f"j{answer}k") == ["j", "k"]


def test_of_a_sequence_whose_rest_is_lost_nothing_is_typed() -> None:
    assert read("\x1b[<35;10;", "j", "k") == ["k"]


PASTED = "two lines\nof 中文"


@given(st.lists(st.integers(1, 28), max_size=6))
def test_what_is_pasted_is_pasted_in_whatever_pieces_it_comes(cuts: list[int]) -> None:
    text = f"\x1b[200~{PASTED}\x1b[201~q"
    places = sorted({0, *(8 + cut for cut in cuts if 8 + cut < len(text)), len(text)})
    parser = AnswerParser()
    got: list[Message] = []
    for start, end in itertools.pairwise(places):
        got += parser.feed(text[start:end])
        parser._held_since -= 60
        if parser._timeout_time is not None:
            parser._timeout_time = 0.0
        got += parser.tick()
    assert [message.text for message in got if isinstance(message, Paste)] == [PASTED]
    assert told(got) == ["q"]


def test_an_escape_within_what_is_pasted_is_no_key() -> None:
    parser = AnswerParser()
    got = [*parser.feed("\x1b[200~a\x1b[31mb\x1b[201~")]
    assert [message.text for message in got if isinstance(message, Paste)] == ["a[31mb"]
    assert not told(got)


def test_what_only_looks_like_an_answer_is_left_to_textual() -> None:
    assert read("a]11;b") == ["a", "right_square_bracket", "1", "1", "semicolon", "b"]
    assert read("\x1b]11;rgb:zz\x07"[:3], "j")[-1] == "j"


def test_consoles_that_would_print_the_question_are_not_asked() -> None:
    asked = {term: can_ask({"TERM": term}) for term in ("linux", "vt220", "dumb", "xterm-256color", "tmux-256color")}
    assert asked == {
        "linux": False, "vt220": False, "dumb": False, "xterm-256color": True, "tmux-256color": True,
    }  # fmt: skip
    assert not can_ask({})

"""Ctrl-C is a KeyboardInterrupt, whatever the library computes, and falsifies nothing."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import ghn
from ghn import nas

SMALL = {"channels": 8, "cells": 1, "batch": 16, "threads": 1}


@pytest.fixture(autouse=True)
def signal_of_a_terminal() -> Iterator[None]:
    """What was begun in the background, as by a runner of tests, ignores the signal otherwise."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def interrupting(seconds: float = 0.3) -> Iterator[None]:
    """Sends the signal of Ctrl-C after a while, as a terminal does."""
    timer = threading.Timer(seconds, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def busy(text: str) -> float:
    return sum(range(20_000)) * 0 + float(text.count("conv"))


def _nothing(*_: object) -> None:
    pass


#: Calls that take minutes where nobody ends them.
LONG: dict[str, Callable[..., object]] = {
    "rank": lambda **more: nas.rank(nas.space("nas-bench-201"), "vote", **SMALL, **more),
    "search": lambda **more: nas.search(
        "nas-bench-201", "naswot", evaluations=10_000, **SMALL, **more
    ),
    "search by a function": lambda **more: nas.search(
        "nas-bench-201", busy, evaluations=15_000, method="random", **more
    ),
    "pretrain": lambda **more: nas.Predictor().pretrain(
        nas.space("nas-bench-201").draw(200), steps=100_000, threads=1, **more
    ),
}


@pytest.mark.parametrize("progress", [None, _nothing], ids=["silent", "with progress"])
@pytest.mark.parametrize("name", LONG)
def test_a_long_call_is_interrupted(
    name: str, progress: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = signal.getsignal(signal.SIGINT)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), interrupting():
        LONG[name](progress=progress)
    assert time.monotonic() - start < 20
    assert signal.getsignal(signal.SIGINT) is handler
    # Nothing is raised where nobody can catch it.
    assert "ignored" not in capfd.readouterr().err


def test_an_evaluation_is_interrupted(model: ghn.Model, cell: str, root: pathlib.Path) -> None:
    digits = root / "Examples" / "digits"
    seen: list[tuple[int, int]] = []
    whole = model.evaluate(cell, digits, limit=48, batch=16, progress=lambda *x: seen.append(x))
    assert sorted(done for done, _ in seen) == [16, 32, 48] and whole.images == 48
    assert {total for _, total in seen} == {48}

    # Too few images for a clock: the signal comes while a batch is computed.
    def press(*_: object) -> None:
        threading.Thread(target=os.kill, args=[os.getpid(), signal.SIGINT]).start()
        time.sleep(0.1)

    with pytest.raises(KeyboardInterrupt):
        model.evaluate(cell, digits, limit=320, batch=8, threads=1, progress=press)
    with pytest.raises(KeyError, match="mine"):
        model.evaluate(cell, digits, limit=64, progress=_fail)


def _fail(*_: object) -> None:
    raise KeyError("mine")


def test_pieces_are_interrupted(model: ghn.Model, cell: str, tmp_path: pathlib.Path) -> None:
    def slow(*_: object) -> None:
        time.sleep(0.05)

    with pytest.raises(KeyboardInterrupt), interrupting(0.2):
        model.predict_pieces(cell, slow)
    with pytest.raises(KeyboardInterrupt), interrupting(0.2):
        model.predict_file(cell, tmp_path / "w.safetensors", progress=slow)
    assert not (tmp_path / "w.safetensors").exists()


def test_an_interrupted_search_goes_on_by_true_scores(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "visited.jsonl"

    def search(evaluations: int, resume: bool) -> nas.Search:
        return nas.search(
            "nas-bench-201", busy, evaluations=evaluations, method="random", history=path,
            resume=resume,
        )

    with pytest.raises(KeyboardInterrupt), interrupting():
        search(15_000, resume=False)
    count = len(path.read_text().splitlines()) - 1
    assert count > 0 and "error" not in path.read_text()
    found = search(count + 8, resume=True)
    assert not found.failures
    assert all(score == text.count("conv") for text, score in found.visited)


def test_what_a_function_raises_marks_no_candidate(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "visited.jsonl"
    calls: list[str] = []

    def score(text: str) -> float:
        calls.append(text)
        if len(calls) == 20:
            raise KeyError("mine")
        return float(len(text))

    with pytest.raises(KeyError, match="mine"):
        nas.search("nas-bench-201", score, evaluations=40, history=path)
    assert len(calls) == 20 and "error" not in path.read_text()


def test_a_handler_of_the_program_is_called_and_decides() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    try:
        with interrupting(0.1):
            ranking = nas.rank(nas.space("nas-bench-201").draw(400), "naswot", **SMALL)
        assert seen == [signal.SIGINT] and not ranking.failures

        def stop(number: int, frame: Any) -> None:
            raise TimeoutError("mine")

        signal.signal(signal.SIGINT, stop)
        with pytest.raises(TimeoutError, match="mine"), interrupting():
            LONG["rank"]()
        assert signal.getsignal(signal.SIGINT) is stop
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_call_within_a_callback_is_interrupted() -> None:
    with pytest.raises(KeyboardInterrupt), interrupting():
        nas.search("nas-bench-201", lambda _: float(len(LONG["rank"]().names)), evaluations=2)


def test_an_interrupt_that_a_function_catches_is_its_own() -> None:
    caught: list[str] = []

    def score(text: str) -> float:
        try:
            time.sleep(0.05)
        except KeyboardInterrupt:
            caught.append(text)
        return 1.0

    with interrupting(0.2):
        found = nas.search("nas-bench-201", score, evaluations=16)
    assert len(caught) == 1 and len(found.visited) == 16


def test_other_threads_are_called_back() -> None:
    seen: list[int] = []
    worker = threading.Thread(
        target=lambda: nas.rank(["(2, 2, 0, 4, 3, 0)"], "params", progress=lambda *x: seen.append(x[0]))
    )
    worker.start()
    worker.join()
    assert seen == [1]

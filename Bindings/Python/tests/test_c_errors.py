"""Calls of ghn.h with bad arguments answer a status, and never crash."""

from __future__ import annotations

import ctypes
import json
import pathlib

import pytest

import ghn
from ghn import _library

INVALID_ARGUMENT = 1


def _status(name: str, *arguments: object) -> int:
    error = _library.ErrorStrings()
    function = getattr(_library.library(), "ghn_" + name)
    status: int = function(*arguments, ctypes.byref(error))
    if status:
        assert error.message
    _library.library().ghn_error_clear(ctypes.byref(error))
    assert error.message is None
    # Nobody has to ask why.
    assert function(*arguments, None) == status
    return status


@pytest.mark.parametrize("name", sorted(_library._CALLS))
def test_null_and_zero_are_told(name: str) -> None:
    # What a type of ctypes makes of nothing is NULL, or 0.
    nothing = [kind() for kind in _library._CALLS[name]]
    assert _status(name, *nothing) == INVALID_ARGUMENT


@pytest.mark.parametrize(
    "name", sorted(name for name, kinds in _library._CALLS.items() if kinds[0] is _library.Handle)
)
def test_handles_of_another_type_are_told(name: str, model: ghn.Model, cell: str) -> None:
    network = ghn.architecture(cell)
    other = model if name in ("architecture_describe", "forward") else network
    arguments = [other.handle, *(kind() for kind in _library._CALLS[name][1:])]
    assert _status(name, *arguments) == INVALID_ARGUMENT
    # With places for results it is still the handle.
    if name in ("model_describe", "architecture_describe"):
        arguments[-1] = ctypes.byref(ctypes.c_void_p())
        assert _status(name, *arguments) == INVALID_ARGUMENT


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b"\xff", b'{"nowhere": 1}', b'{"threads": "two"}', b'{"threads": 1e99}', b""]
)
def test_options_that_are_none_are_told(text: bytes, model: ghn.Model, cell: str) -> None:
    network, place = ghn.architecture(cell), ctypes.c_void_p()
    status = _status("predict", model.handle, network.handle, text, ctypes.byref(place))
    assert status == INVALID_ARGUMENT and not place


def test_text_that_is_no_utf8_is_told() -> None:
    place = ctypes.c_void_p()
    for arguments in [(b"nas-bench-201", b"\xff\xfe"), (b"\xff", b"x")]:
        assert _status("space_canonical", *arguments, ctypes.byref(place)) == INVALID_ARGUMENT


def test_extents_that_are_none_are_told(cell: str) -> None:
    tensors = _library.handle_result("tensors_make")
    scalars = (ctypes.c_float * 4)()
    try:
        for extents in [(-1, 2), (1 << 62, 1 << 62), (1 << 40, 1 << 40)]:
            shape = (ctypes.c_int64 * 2)(*extents)
            given = (b"x", ctypes.cast(scalars, ctypes.c_void_p), shape, 2)
            assert _status("tensors_add", tensors, *given) == INVALID_ARGUMENT
        shape = (ctypes.c_int64 * 2)(2, 2)
        assert _status("tensors_add", tensors, b"x", None, shape, 2) == INVALID_ARGUMENT
        assert _status("tensors_add", tensors, b"x", None, shape, 65) == INVALID_ARGUMENT
    finally:
        _library.library().ghn_tensors_free(ctypes.byref(tensors))
    assert not tensors


def test_what_is_freed_twice_is_freed_once() -> None:
    tensors = _library.handle_result("tensors_make")
    for _ in range(2):
        _library.library().ghn_tensors_free(ctypes.byref(tensors))
    _library.library().ghn_tensors_free(None)
    _library.library().ghn_string_free(None)
    _library.library().ghn_error_clear(None)
    assert _library.library().ghn_tensors_count(None) == 0


def test_a_free_of_another_type_frees_nothing(cell: str) -> None:
    tensors = _library.handle_result("tensors_make")
    try:
        for name in ("model", "architecture", "predictor"):
            getattr(_library.library(), f"ghn_{name}_free")(ctypes.byref(tensors))
            assert tensors and _library.library().ghn_tensors_count(tensors) == 0
    finally:
        _library.library().ghn_tensors_free(ctypes.byref(tensors))
    assert not tensors


def _message(name: str, *arguments: object) -> tuple[int, str]:
    error = _library.ErrorStrings()
    status = getattr(_library.library(), "ghn_" + name)(*arguments, ctypes.byref(error))
    message = (error.message or b"").decode()
    _library.library().ghn_error_clear(ctypes.byref(error))
    return status, message


@pytest.mark.parametrize(
    "option, expected, found",
    [
        ('"threads": 1e30', "threads: expected a whole number below 2^63", "1e+30"),
        ('"threads": "two"', "threads: expected a whole number below 2^63", "'two'"),
        ('"threads": [1]', "threads: expected a whole number below 2^63", "a list or an object"),
        ('"seed": -1', "seed: expected a whole number from 0 to 2^64 - 1", "-1"),
        ('"class_layer": 3', "class_layer: expected a text", "3"),
        ('"class_layer": "a\\u0000b"', "class_layer: expected a text without zero bytes", "one with some"),
    ],
)
def test_an_option_of_another_kind_is_named(
    option: str, expected: str, found: str, model: ghn.Model, cell: str
) -> None:
    network, place = ghn.architecture(cell), ctypes.c_void_p()
    text = f"{{{option}}}".encode()
    status, message = _message("predict", model.handle, network.handle, text, ctypes.byref(place))
    assert status == INVALID_ARGUMENT
    assert message.startswith("options: " + expected) and message.endswith("found " + found)


CANCELLED = 6


def test_callbacks_end_their_calls(model: ghn.Model, cell: str, root: pathlib.Path) -> None:
    place, calls = ctypes.c_void_p(), []
    score = _library.SCORE(lambda *_: calls.append(0) or 7)
    wishes = b'{"evaluations": 9, "threads": 1}'
    arguments = (None, b"nas-bench-201", wishes, score, _library.PROGRESS(), None, ctypes.byref(place))
    assert _message("search", *arguments) == (CANCELLED, "cancelled by the callback")
    assert len(calls) == 1
    # One that forgets to write a score.
    forgetful = _library.SCORE(lambda *_: 0)
    status, message = _message("search", *arguments[:3], forgetful, *arguments[4:])
    assert status == INVALID_ARGUMENT and "a score from the callback" in message

    stop = _library.PROGRESS(lambda *_: 1)
    network = ghn.architecture(cell)
    wishes = json.dumps({"data": str(root / "Examples" / "digits"), "limit": 64}).encode()
    arguments = (model.handle, network.handle, wishes, stop, None, ctypes.byref(place))
    assert _message("evaluate", *arguments)[0] == CANCELLED and not place

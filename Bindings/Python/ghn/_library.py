"""The functions of ``ghn.h``, loaded when the first of them is called."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import pathlib
from typing import Any

from ._errors import BY_STATUS, Error, InvalidArgument

Handle = ctypes.c_void_p

PIECE = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_size_t,
    ctypes.c_void_p,
    ctypes.c_size_t,
)
PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)
LINE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p)
SCORE = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_double)
)


class ErrorStrings(ctypes.Structure):
    """``ghn_error``."""

    _fields_ = [
        ("message", ctypes.c_char_p),
        ("location", ctypes.c_char_p),
        ("expected", ctypes.c_char_p),
        ("found", ctypes.c_char_p),
    ]


_text = ctypes.c_char_p
_place = ctypes.POINTER(ctypes.c_void_p)
_size = ctypes.c_size_t
_texts = ctypes.POINTER(ctypes.c_char_p)
_numbers = ctypes.POINTER(ctypes.c_double)

#: The arguments of each call that answers a status, the last, ``ghn_error *``, left out.
_CALLS: dict[str, list[Any]] = {
    "use_blas": [_text],
    "model_load": [_text, _place],
    "model_told": [Handle, _text, _place],
    "model_describe": [Handle, _place],
    "architecture_open": [_text, _text, _place],
    "architecture_read": [ctypes.c_char_p, _size, _text, _place],
    "architecture_describe": [Handle, Handle, _place],
    "tensors_get": [
        Handle,
        _size,
        _texts,
        _place,
        _place,
        ctypes.POINTER(_size),
    ],
    "tensors_unpredicted": [Handle, _place],
    "tensors_make": [_place],
    "tensors_add": [Handle, _text, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int64), _size],
    "tensors_write": [Handle, Handle, _text, _text],
    "predict": [Handle, Handle, _text, _place],
    "predict_pieces": [Handle, Handle, _text, PIECE, ctypes.c_void_p],
    "predict_file": [Handle, Handle, _text, _text, PROGRESS, ctypes.c_void_p],
    "embed": [Handle, _place, _size, _text, _place],
    "initialize": [Handle, Handle, _text, _place],
    "forward": [Handle, Handle, Handle, _place],
    "evaluate": [Handle, Handle, _text, PROGRESS, ctypes.c_void_p, _place],
    "space_names": [_place],
    "space_count": [_text, ctypes.POINTER(ctypes.c_uint64)],
    "space_at": [_text, ctypes.c_uint64, _place],
    "space_draw": [_text, ctypes.c_uint64, _size, _place],
    "space_mutate": [_text, _text, ctypes.c_uint64, _place],
    "space_canonical": [_text, _text, _place],
    "space_json": [_text, _text, _place],
    "naslib_indices": [_text, _place],
    "score_names": [_place],
    "score": [Handle, _texts, _size, _text, LINE, ctypes.c_void_p],
    "aggregate": [_numbers, _size, _size, _numbers],
    "metrics": [_numbers, _numbers, _size, _text, _place],
    "truth": [_text, _text, _texts, _size, _numbers],
    "predictor_make": [_text, _place],
    "predictor_pretrain": [
        Handle,
        _texts,
        _size,
        _numbers,
        _size,
        _numbers,
        _size,
        _text,
        PROGRESS,
        ctypes.c_void_p,
    ],
    "predictor_fit": [Handle, _texts, _numbers, _size, _numbers, _size],
    "predictor_query": [Handle, _texts, _size, _numbers, _size, _numbers, _numbers],
    "few_labels": [Handle, _texts, _numbers, _size, _numbers, _size, _text, _place],
    "search": [Handle, _text, _text, SCORE, PROGRESS, ctypes.c_void_p, _place],
}


@functools.cache
def library() -> ctypes.CDLL:
    """The library, loaded at the first call."""
    path = os.environ.get("GHN_LIBRARY") or pathlib.Path(__file__).parent / "lib" / "libghn.so"
    lib = ctypes.CDLL(str(path))
    for name, arguments in _CALLS.items():
        function = getattr(lib, "ghn_" + name)
        function.argtypes = [*arguments, ctypes.POINTER(ErrorStrings)]
        function.restype = ctypes.c_int32
    for name in ["model", "architecture", "tensors", "predictor"]:
        function = getattr(lib, f"ghn_{name}_free")
        function.argtypes = [_place]
        function.restype = None
    lib.ghn_error_clear.argtypes = [ctypes.POINTER(ErrorStrings)]
    lib.ghn_error_clear.restype = None
    lib.ghn_string_free.argtypes = [ctypes.c_void_p]
    lib.ghn_string_free.restype = None
    lib.ghn_tensors_count.argtypes = [Handle]
    lib.ghn_tensors_count.restype = ctypes.c_size_t
    lib.ghn_version.argtypes = []
    lib.ghn_version.restype = ctypes.c_char_p
    blas = pathlib.Path(path).with_name("libscipy_openblas.so")
    if blas.exists():
        error = ErrorStrings()
        if lib.ghn_use_blas(str(blas).encode(), ctypes.byref(error)):
            raise ImportError((error.message or b"").decode())
        # The copy is the library's own, whose threads have work: others would wait for each other.
        ctypes.CDLL(str(blas)).scipy_openblas_set_num_threads(1)
    return lib


def version() -> str:
    """The version of the library."""
    text: bytes = library().ghn_version()
    return text.decode()


def call(name: str, *arguments: Any, path: str | None = None) -> None:
    """Calls a function of ``ghn.h``; raises the exception of its status."""
    error = ErrorStrings()
    status = getattr(library(), "ghn_" + name)(*arguments, ctypes.byref(error))
    if status == 0:
        return
    parts = [
        None if part is None else part.decode("utf-8", "replace")
        for part in (error.message, error.location, error.expected, error.found)
    ]
    library().ghn_error_clear(ctypes.byref(error))
    message, location, expected, found = parts
    if location == "model" and found == "NULL":
        raise InvalidArgument.of(
            "model", expected="a hypernetwork, such as model=ghn.load()", found="none"
        )
    # What C calls options are arguments here.
    if location and location.startswith("options: "):
        location = location.removeprefix("options: ")
        message = (message or "").removeprefix("options: ")
    raise BY_STATUS.get(status, Error)(
        message or f"status {status}", location=location, expected=expected, found=found, path=path
    )


def text_result(name: str, *arguments: Any, path: str | None = None) -> str:
    """Calls a function whose last result is a string that the caller frees."""
    place = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(place), path=path)
    try:
        found = ctypes.cast(place, ctypes.c_char_p).value
        return "" if found is None else found.decode()
    finally:
        library().ghn_string_free(place)


def json_result(name: str, *arguments: Any, path: str | None = None) -> Any:
    """Calls a function whose last result is JSON."""
    return json.loads(text_result(name, *arguments, path=path))


def handle_result(name: str, *arguments: Any, path: str | None = None) -> ctypes.c_void_p:
    """Calls a function whose last result is a handle."""
    place = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(place), path=path)
    return place


def options(**fields: Any) -> bytes | None:
    """Options as JSON, without those that are ``None``; numbers of NumPy are numbers, paths are texts.

    Raises:
        InvalidArgument: if a value is none of JSON, naming its option.
    """
    wanted = {name: value for name, value in fields.items() if value is not None}
    for name, value in wanted.items():
        try:
            json.dumps(value, default=_plain, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise unfit(name, "a number, a text, or a list of such", value) from error
        if isinstance(value, (str, os.PathLike)):
            word(os.fspath(value), name)
    return json.dumps(wanted, default=_plain).encode() if wanted else None


def _plain(value: Any) -> Any:
    """A number of NumPy as one of Python, a path as a text."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is none of JSON")


def unfit(name: str, expected: str, value: Any) -> InvalidArgument:
    """Says that an argument is of another kind than expected."""
    return InvalidArgument.of(name, expected=expected, found=type(value).__name__)


def word(value: Any, name: str) -> bytes:
    """A text on its way to C, where it ends at its first zero byte.

    Raises:
        InvalidArgument: if it is none, has such a byte, or is no Unicode.
    """
    if not isinstance(value, str):
        raise unfit(name, "a text", value)
    if "\0" in value:
        raise InvalidArgument.of(
            name, expected="a text without zero bytes", found=repr(value[:120])
        )
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument.of(name, expected="Unicode", found=repr(value[:120])) from error


def place(path: Any, name: str = "path") -> str:
    """The path of a file on its way to C, as a text.

    Raises:
        InvalidArgument: if it is none, or has a zero byte.
    """
    try:
        found = os.fsdecode(path)
    except TypeError as error:
        raise unfit(name, "a path", path) from error
    word(found, name)
    return found


def encoded(texts: list[str], name: str) -> Any:
    """Strings as an array of C."""
    words = [word(text, f"{name}[{index}]") for index, text in enumerate(texts)]
    return (ctypes.c_char_p * max(1, len(words)))(*words)

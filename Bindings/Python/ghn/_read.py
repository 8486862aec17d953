"""What people have in hand, as the texts and bytes that the library reads."""

from __future__ import annotations

import collections.abc
import json
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from ._errors import InvalidArgument
from ._library import unfit, word


def source(x: Any) -> tuple[str | None, bytes | None]:
    """The path of an architecture's file, or its bytes.

    Args:
        x: a path; bytes of a file; the string of a NAS-Bench-201 cell; JSON, or what Python prints of
            a genotype; a genotype as a namedtuple or a dictionary; a NAS-Bench-101 pair
            ``(matrix, ops)``; the six indices of NASLib; or rows of ENAS.
    """
    if isinstance(x, os.PathLike):
        return os.fsdecode(x), None
    if isinstance(x, str):
        content = word(x, "architecture")
        return (None, content) if is_text(x) else (x, None)
    if isinstance(x, (bytes, bytearray, memoryview)):
        return None, bytes(x)
    return None, text(x).encode()


def is_text(name: str) -> bool:
    """Whether a text is an architecture itself, and not the path of a file."""
    head = name.lstrip()[:1]
    is_literal = head in ("|", "{", "[", "(", '"') or "Genotype(" in name
    return is_literal and not _exists(name)


def listed(xs: Any, name: str) -> Iterator[Any]:
    """The architectures of a list, one after another.

    Raises:
        InvalidArgument: if it is no list, such as a single text, whose characters are none.
    """
    if isinstance(xs, (str, bytes, bytearray, os.PathLike)) or hasattr(xs, "_asdict"):
        found = f"one {type(xs).__name__}"
        raise InvalidArgument.of(name, expected="a list of architectures", found=found)
    try:
        return iter(xs)
    except TypeError as error:
        raise unfit(name, "a list of architectures", xs) from error


def texts(xs: Any, name: str) -> list[str]:
    """The architectures of a list as texts and paths.

    Raises:
        InvalidArgument: if one cannot be told so, with its place.
    """
    found = []
    for index, x in enumerate(listed(xs, name)):
        try:
            found.append(text(x))
            word(found[-1], name)
        except InvalidArgument as error:
            raise InvalidArgument.of(
                f"{name}[{index}]", expected=str(error.expected), found=str(error.found)
            ) from None
    return found


def _exists(name: str) -> bool:
    try:
        return os.path.exists(name)
    except ValueError:  # a zero byte
        return False


def text(x: Any) -> str:
    """An architecture as one line of text, or the path of its file.

    Raises:
        InvalidArgument: if it is none, or cannot be told by a text or a path.
    """
    if isinstance(x, str):
        return x
    if isinstance(x, os.PathLike):
        return os.path.abspath(os.fsdecode(x))
    if isinstance(x, (bytes, bytearray, memoryview)):
        found = text_in(bytes(x))
        if found is None:
            raise InvalidArgument.of("architecture", expected=_EXPECTED, found="bytes of a file")
        return found
    if hasattr(x, "text_or_path"):
        if x.text_or_path is not None:
            return str(x.text_or_path)
        kind = f"an {type(x).__name__} of bytes, of a module or with wishes"
        raise InvalidArgument.of("architecture", expected=_EXPECTED, found=kind)
    if hasattr(x, "_asdict"):
        x = x._asdict()
    if isinstance(x, dict):
        return _json(x)
    if _is_cell101(x):
        return _json({"matrix": _whole(x[0]), "ops": list(x[1])})
    if isinstance(x, (collections.abc.Sequence, np.ndarray)):
        return _json(x)
    raise InvalidArgument.of("architecture", expected=_EXPECTED, found=type(x).__name__)


_EXPECTED = "a text, the path of a file, a genotype or a cell"


def text_in(content: bytes) -> str | None:
    """The text of an architecture in bytes; ``None`` in those of a model."""
    try:
        name = content.decode()
    except UnicodeDecodeError:
        return None
    return name if is_text(name) else None


def _json(x: Any) -> str:
    try:
        return json.dumps(x, default=_plain)
    except InvalidArgument:
        raise
    except (TypeError, ValueError, RecursionError) as error:
        found = f"what JSON cannot say ({error})"
        raise InvalidArgument.of("architecture", expected=_EXPECTED, found=found) from error


def _is_cell101(x: Any) -> bool:
    return (
        isinstance(x, (tuple, list))
        and len(x) == 2
        and np.ndim(np.asarray(x[0], dtype=object)) == 2
        and isinstance(x[1], (collections.abc.Sequence, np.ndarray))
        and all(isinstance(operation, str) for operation in x[1])
    )


def _whole(matrix: Any) -> list[list[int]]:
    """The whole numbers of a matrix, also where they are stored as others."""
    array = np.asarray(matrix)
    if array.dtype.kind not in "biuf":
        raise InvalidArgument.of("matrix", expected="numbers", found=f"elements of {array.dtype}")
    if not np.isfinite(array).all():
        odd = array[~np.isfinite(array)].flat[0]
        raise InvalidArgument.of("matrix", expected="whole numbers", found=str(odd))
    rounded = np.rint(array)
    if not np.array_equal(rounded, array):
        odd = array[rounded != array].flat[0]
        raise InvalidArgument.of("matrix", expected="whole numbers", found=str(odd))
    found: list[list[int]] = rounded.astype(np.int64).tolist()
    return found


def _plain(value: Any) -> Any:
    """What JSON has no words for."""
    if isinstance(value, range):
        return list(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (np.integer, np.bool_)):
        return int(value)
    raise InvalidArgument.of(
        "architecture", expected="whole numbers and strings", found=type(value).__name__
    )

"""What people have in hand, as the texts and bytes that the library reads."""

from __future__ import annotations

import collections.abc
import json
import os
from typing import Any

import numpy as np

from ._errors import InvalidArgument


def source(x: Any) -> tuple[str | None, bytes | None]:
    """The path of an architecture's file, or its bytes.

    Args:
        x: a path; bytes of a file; the string of a NAS-Bench-201 cell; JSON, or what Python prints of
            a genotype; a genotype as a namedtuple or a dictionary; a NAS-Bench-101 pair
            ``(matrix, ops)``; the six indices of NASLib; or rows of ENAS.
    """
    if isinstance(x, os.PathLike):
        return os.fspath(x), None
    if isinstance(x, str):
        return (None, x.encode()) if is_text(x) else (x, None)
    if isinstance(x, (bytes, bytearray, memoryview)):
        return None, bytes(x)
    return None, text(x).encode()


def is_text(word: str) -> bool:
    """Whether a word is an architecture itself, and not the path of a file."""
    head = word.lstrip()[:1]
    is_literal = head in ("|", "{", "[", "(", '"') or "Genotype(" in word
    return is_literal and not os.path.exists(word)


def text(x: Any) -> str:
    """An architecture as one line of text, or the path of its file."""
    if isinstance(x, str):
        return x
    if isinstance(x, os.PathLike):
        return os.path.abspath(str(os.fspath(x)))
    if hasattr(x, "_asdict"):
        x = x._asdict()
    if isinstance(x, dict):
        return json.dumps(x, default=_plain)
    if _is_cell101(x):
        matrix, operations = x
        return json.dumps({"matrix": np.asarray(matrix).astype(int).tolist(), "ops": list(operations)})
    if isinstance(x, (collections.abc.Sequence, np.ndarray)):
        return json.dumps(x, default=_plain)
    raise InvalidArgument.of(
        "architecture",
        expected="a path, bytes, a text, a genotype, a cell or a module",
        found=type(x).__name__,
    )


def _is_cell101(x: Any) -> bool:
    return (
        isinstance(x, (tuple, list))
        and len(x) == 2
        and np.ndim(np.asarray(x[0], dtype=object)) == 2
        and all(isinstance(operation, str) for operation in x[1])
    )


def _plain(value: Any) -> Any:
    """What JSON has no words for."""
    if isinstance(value, range):
        return list(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.bool_):
        return int(value)
    raise InvalidArgument.of(
        "architecture", expected="whole numbers and strings", found=type(value).__name__
    )

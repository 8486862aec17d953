"""Arrays of numbers on their way to the library."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from .._errors import InvalidArgument


def numbers(value: Any, name: str) -> npt.NDArray[np.float64]:
    """A contiguous array of float64."""
    try:
        return np.ascontiguousarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(value).__name__
        raise InvalidArgument.of(name, expected="numbers", found=kind) from error


def pointer(array: npt.NDArray[np.float64]) -> Any:
    """The address of the first number, as ctypes takes it."""
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))

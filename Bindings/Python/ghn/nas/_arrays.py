"""Arrays of numbers on their way to the library."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from .._errors import InvalidArgument


def numbers(value: Any, name: str) -> npt.NDArray[np.float64]:
    """A contiguous array of float64; a tensor of PyTorch may be on any device."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        return np.ascontiguousarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(value).__name__
        raise InvalidArgument.of(name, expected="numbers", found=kind) from error


def truths(value: Any, count: int, name: str = "truth") -> npt.NDArray[np.float64]:
    """What is true of so many architectures, (n,).

    Raises:
        InvalidArgument: if these are no numbers, or of another shape.
    """
    array = numbers(value, name)
    if array.shape != (count,):
        raise InvalidArgument.of(name, expected=f"the shape ({count},)", found=str(array.shape))
    return array


def pointer(array: npt.NDArray[np.float64]) -> Any:
    """The address of the first number, as ctypes takes it."""
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))

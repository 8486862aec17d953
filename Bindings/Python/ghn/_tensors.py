"""Tensors by name, as NumPy arrays over the library's own memory."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ._errors import InvalidArgument
from ._library import call, handle_result, library, word
from ._owned import Owned

FloatArray = npt.NDArray[np.float32]


class TensorsHandle(Owned):
    """A handle of ``ghn_tensors``."""

    _kind = "tensors"


class _Memory:
    """The scalars of one tensor; NumPy keeps it as the base of the array, and it keeps the handle."""

    def __init__(self, owner: TensorsHandle, address: int, shape: tuple[int, ...]) -> None:
        self._owner = owner
        self.__array_interface__ = {
            "shape": shape,
            "typestr": "<f4",
            "data": (address, False),
            "version": 3,
        }


class Tensors(Mapping[str, FloatArray]):
    """Arrays by name, in order: float32, over memory of the library, without a copy.

    An array is made when it is asked for, and always the same one. It keeps the memory alive, so that it
    may outlive the mapping. Its numbers may be changed.
    """

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._owner = TensorsHandle(handle)
        self._arrays: dict[str, FloatArray] = {}

    @functools.cached_property
    def _places(self) -> dict[str, tuple[int | None, tuple[int, ...]]]:
        """Where the scalars of each tensor lie, and its shape."""
        places = {}
        name, rank = ctypes.c_char_p(), ctypes.c_size_t()
        scalars, extents = ctypes.c_void_p(), ctypes.c_void_p()
        results = [ctypes.byref(place) for place in (name, scalars, extents, rank)]
        for index in range(library().ghn_tensors_count(self.handle)):
            call("tensors_get", self.handle, index, *results)
            shape: tuple[int, ...] = ()
            if rank.value:
                shape = tuple((ctypes.c_int64 * rank.value).from_address(extents.value or 0))
            places[(name.value or b"").decode()] = (scalars.value, shape)
        return places

    @property
    def handle(self) -> ctypes.c_void_p:
        return self._owner.handle

    def __getitem__(self, name: str) -> FloatArray:
        array = self._arrays.get(name)
        if array is None:
            array = self._arrays.setdefault(name, _array(self._owner, *self._places[name]))
        return array

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _array(owner: TensorsHandle, address: int | None, shape: tuple[int, ...]) -> FloatArray:
    if not address or 0 in shape:
        return np.zeros(shape, np.float32)
    array: FloatArray = np.asarray(_Memory(owner, address, shape))
    return array


def made(arrays: Mapping[str, Any]) -> Tensors:
    """Copies arrays into tensors of the library."""
    handle = handle_result("tensors_make")
    try:
        for name, value in arrays.items():
            array = as_float32(value, name)
            shape = (ctypes.c_int64 * max(1, array.ndim))(*array.shape)
            call(
                "tensors_add",
                handle,
                word(str(name), "parameters"),
                array.ctypes.data if array.size else None,
                shape,
                array.ndim,
            )
    except BaseException:
        TensorsHandle(handle).close()
        raise
    return Tensors(handle)


def as_float32(value: Any, name: str) -> FloatArray:
    """A contiguous array of float32 with these numbers; a tensor of PyTorch may be on any device."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if np.iscomplexobj(value):
        raise InvalidArgument.of(name, expected="real numbers", found="complex ones")
    try:
        array = np.ascontiguousarray(value, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InvalidArgument.of(name, expected="numbers", found=type(value).__name__) from error
    shaped: FloatArray = array.reshape(np.shape(value))
    return shaped

"""Objects of the library that Python frees."""

from __future__ import annotations

import ctypes
from typing import Any, TypeVar

from ._errors import InvalidArgument
from ._library import library

Self = TypeVar("Self", bound="Owned")


class Owned:
    """A handle that is freed with its object, or by :meth:`close`."""

    _kind = ""
    #: How else to take it to another process.
    _elsewhere = "make it anew in each process"

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle = handle

    @property
    def handle(self) -> ctypes.c_void_p:
        """The handle.

        Raises:
            InvalidArgument: if it was closed.
        """
        if not self._handle:
            name = type(self).__name__
            raise InvalidArgument.of(self._kind, expected=f"an open {name}", found="a closed one")
        return self._handle

    @property
    def is_closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return not self._handle

    def close(self) -> None:
        """Frees what the object holds; every later call with it is an error."""
        handle, self._handle = self._handle, ctypes.c_void_p()
        if handle:
            getattr(library(), f"ghn_{self._kind}_free")(ctypes.byref(handle))

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # the interpreter may be ending
            pass

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be pickled: {self._elsewhere}")

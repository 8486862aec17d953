"""The exceptions of the library."""

from __future__ import annotations

import errno
import os
from typing import Any


#: The numbers of the system's errors, by what the system says of them.
_NUMBERS = {os.strerror(number): number for number in errno.errorcode}


class Error(Exception):
    """Why a call failed.

    Attributes:
        message: one line for people.
        location: the file, operation, parameter or option at fault; ``None`` where there is none.
        expected: what should have been there; ``None`` where it cannot be said.
        found: what was there instead.
        path: the file that was read or written; ``None`` where none was.
        node: the place in an architecture, such as ``node 3, operation 0``.
    """

    def __init__(
        self,
        message: str,
        location: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        path: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.expected = expected
        self.found = found
        self.path = path

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> Any:
        parts = (self.message, self.location, self.expected, self.found, self.path)
        return type(self), parts

    @property
    def node(self) -> str | None:
        return None if self.location == self.path else self.location


class InvalidArgument(Error, ValueError):
    """An argument that is of the wrong kind, closed, or out of bounds."""

    @classmethod
    def of(cls, name: str, *, expected: str, found: str) -> InvalidArgument:
        """The error of the argument of a name."""
        return cls(
            f"{name}: expected {expected}, found {found}",
            location=name,
            expected=expected,
            found=found,
        )


class Malformed(Error, ValueError):
    """An architecture, a checkpoint or a table that is not sound."""


class _OfFile(Error, OSError):
    """An error of the system: with ``filename``, and ``errno`` where the system said why."""

    def __init__(self, message: str, *parts: str | None, **named: str | None) -> None:
        super().__init__(message, *parts, **named)
        # Where no file was handed to the call, such as one of its options, the library names it.
        self.path = self.path or self.location
        self.filename = self.path
        self.errno = _NUMBERS.get(self.found or "")


class Unreadable(_OfFile):
    """A file that cannot be read."""


class Unwritable(_OfFile):
    """A file that cannot be written."""


class Unsupported(Error):
    """A network that cannot be predicted, exported or run."""


class Cancelled(Error):
    """A callback ended the call."""


#: The exception of each status of ``ghn.h``.
BY_STATUS: dict[int, type[Error]] = {
    1: InvalidArgument,
    2: Malformed,
    3: Unreadable,
    4: Unwritable,
    5: Unsupported,
    6: Cancelled,
}

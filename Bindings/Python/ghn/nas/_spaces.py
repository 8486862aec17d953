"""Spaces of architectures."""

from __future__ import annotations

import ctypes
import operator
from collections.abc import Iterator
from typing import Any, overload

from .._errors import InvalidArgument
from .._library import call, json_result, text_result, word
from .._read import text


class Space:
    """A set of architectures with a distribution over it.

    >>> cells = space("nas-bench-201")
    >>> len(cells)
    15625
    >>> cells.canonical(cells[7]) in cells.canonical(cells[7])
    True
    """

    def __init__(self, name: str) -> None:
        self.name = name
        count = ctypes.c_uint64()
        call("space_count", word(name, "name"), ctypes.byref(count))
        self._count = count.value

    def draw(self, count: int = 1, *, seed: int = 0) -> list[str]:
        """So many candidates that follow from a seed; a longer list begins with a shorter one."""
        found: list[str] = json_result("space_draw", self.name.encode(), _seed(seed), _count(count))
        return found

    def mutate(self, x: Any, *, seed: int = 0) -> str:
        """A neighbor of a candidate: itself but for one small change."""
        return text_result(
            "space_mutate", self.name.encode(), word(text(x), "architecture"), _seed(seed)
        )

    def canonical(self, x: Any) -> str:
        """The representative of all candidates that are isomorphic to this one."""
        return text_result("space_canonical", self.name.encode(), word(text(x), "architecture"))

    def json(self, x: Any) -> str:
        """A line of JSON that every call and command reads as the same network."""
        return text_result("space_json", self.name.encode(), word(text(x), "architecture"))

    def __len__(self) -> int:
        """How many candidates there are.

        Raises:
            TypeError: if the space does not enumerate them.
        """
        if not self._count:
            raise TypeError(f"the candidates of {self.name} are not enumerated: draw() some")
        return self._count

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        """The candidate of an index, or those of a slice.

        Raises:
            TypeError: if the space does not enumerate them.
            IndexError: if there are fewer.
        """
        count = len(self)
        if isinstance(index, slice):
            return [self[place] for place in range(count)[index]]
        place = _whole(index)
        if place is None or not -self._count <= place < self._count:
            raise IndexError(f"{self.name} has {self._count} enumerated candidates, found {index!r}")
        return text_result("space_at", self.name.encode(), place % self._count)

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        count = f", {self._count:,} candidates" if self._count else ""
        return f"<ghn.nas.Space {self.name!r}{count}>"


def spaces() -> list[str]:
    """The names of all spaces."""
    found: list[str] = json_result("space_names")
    return found


def space(name: str) -> Space:
    """The space of a name, one of :func:`spaces`."""
    return Space(name)


def to_naslib(x: Any) -> tuple[int, ...]:
    """The six indices by which NASLib writes a NAS-Bench-201 cell.

    They stand for ``[skip, none, conv3, conv1, avgpool]`` on the edges (1,2), (1,3), (1,4), (2,3),
    (2,4), (3,4). :func:`ghn.architecture` and all of :mod:`ghn.nas` take such a tuple as it is.

    >>> to_naslib("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|")
    (2, 1, 1, 1, 1, 0)
    """
    return tuple(json_result("naslib_indices", word(text(x), "architecture")))


def _whole(number: Any) -> int | None:
    """A whole number, also one of NumPy; ``None`` for anything else."""
    try:
        return operator.index(number)
    except TypeError:
        return None


def _seed(seed: int) -> int:
    number = _whole(seed)
    if number is None or not 0 <= number < 1 << 64:
        raise InvalidArgument.of("seed", expected="a number from 0 to 2**64 - 1", found=repr(seed))
    return number


def _count(count: int) -> int:
    number = _whole(count)
    if number is None or number < 0:
        raise InvalidArgument.of("count", expected="a number that is not negative", found=repr(count))
    return number

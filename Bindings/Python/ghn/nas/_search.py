"""Search in a space."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable
from typing import Any

from .._errors import Error
from .._guard import Guard
from .._library import SCORE, json_result, options, place, word
from .._model import Model, handle_of
from ._scores import single_score
from ._spaces import Space


@dataclasses.dataclass(frozen=True)
class Search:
    """What a search found.

    Attributes:
        best: the text of the best candidate.
        json: a line from which every call and command builds the same network.
        score: its score.
        visited: all candidates that were scored, in order, with their scores.
        failures: why others could not be scored.
    """

    best: str
    json: str
    score: float
    visited: list[tuple[str, float]] = dataclasses.field(repr=False)
    failures: dict[str, str] = dataclasses.field(default_factory=dict, repr=False)


def search(
    space: str | Space,
    score: str | Callable[[str], float],
    *,
    model: Model | None = None,
    method: str = "evolution",
    evaluations: int = 200,
    minutes: float | None = None,
    population: int = 32,
    sample: int | None = None,
    max_params: int | None = None,
    max_flops: float | None = None,
    seed: int = 0,
    threads: int | None = None,
    history: str | os.PathLike[str] | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | None = None,
    **scoring: Any,
) -> Search:
    """Searches a space for the candidate of the highest score.

    Args:
        space: the space, or its name, one of :func:`ghn.nas.spaces`.
        score: one of :data:`ghn.nas.SCORES`, or a function of a candidate's text, whose numbers may be −∞,
            but neither ∞ nor none.
        model: the hypernetwork, where the score needs one.
        method: ``evolution`` (Real et al., arXiv:1802.01548) or ``random``.
        evaluations, minutes: the budget; isomorphic candidates count once. After the minutes no candidate is
            begun.
        population, sample: how many members a population has, and of how many the best has a
            descendant, 8 or all of a smaller population by default.
        max_params, max_flops: what candidates may cost.
        seed: what the search follows from.
        threads: how many candidates are scored at the same time; the search does not depend on it.
            A function is called by one thread.
        history: a file that candidates are added to, each the moment it is scored.
        resume: whether to go on with the search whose history it is.
        overwrite: whether a history that exists is replaced.
        progress: takes how many candidates are scored, and how many will be; what it raises ends the
            search, as Ctrl-C does: ``history`` keeps what was scored.
        scoring: options of :func:`ghn.nas.rank`, such as ``channels=8, cells=1``.
    """
    guard = Guard()
    own = score if callable(score) else None
    name = space.name if isinstance(space, Space) else space

    def compute(_: Any, text: bytes, result: Any) -> int:
        def store() -> None:
            if own is not None:
                result[0] = float(own(text.decode()))

        return guard(store)

    wishes = options(
        scores=None if own else [single_score(score)],
        method=method,
        evaluations=evaluations,
        minutes=minutes,
        population=population,
        sample=sample,
        max_params=max_params,
        max_flops=max_flops,
        seed=seed,
        threads=1 if own else threads,
        history=None if history is None else place(history, "history"),
        resume=resume or None,
        overwrite=overwrite or None,
        **scoring,
    )
    found = guard.run(
        lambda: json_result(
            "search",
            handle_of(model),
            word(name, "space"),
            wishes,
            SCORE(compute) if own else SCORE(),
            guard.progress(progress),
            None,
        )
    )
    best = found["best"]
    if best is None:
        raise Error("search: expected a candidate to score, found no time for any")
    return Search(
        best=best["text"],
        json=best["json"],
        score=_number(best["score"]),
        visited=[
            (entry["text"], _number(entry["score"]))
            for entry in found["visited"]
            if "error" not in entry
        ],
        failures={
            entry["text"]: entry["error"] for entry in found["visited"] if "error" in entry
        },
    )


def _number(value: float | None) -> float:
    return -math.inf if value is None else float(value)

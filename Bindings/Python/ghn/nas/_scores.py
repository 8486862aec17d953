"""The names of scores."""

from __future__ import annotations

import functools
from typing import Any

from .._errors import InvalidArgument
from .._library import json_result, unfit

#: All scores; more is better. :mod:`ghn.nas` says what each is.
SCORES = (
    "params",
    "flops",
    "naswot",
    "jacob_cov",
    "synflow",
    "zico",
    "expressivity",
    "progressivity",
    "trainability",
    "complexity",
    "az-nas",
    "vote",
    "predicted",
    "predicted-loss",
    "tuned",
    "tuned-loss",
)


@functools.cache
def parts(score: str) -> tuple[str, ...]:
    """The scores that an aggregate is made of over the list; of any other score it alone."""
    return tuple(json_result("score_names")[score]) or (score,)


def known_scores(scores: Any) -> list[str]:
    """The names of scores, given as a list or as one.

    Raises:
        InvalidArgument: if one is no score.
    """
    try:
        wanted = [scores] if isinstance(scores, str) else list(scores)
    except TypeError as error:
        raise unfit("scores", "a list of scores", scores) from error
    for name in wanted:
        if name not in SCORES:
            raise InvalidArgument.of(
                "scores", expected=f"some of {', '.join(SCORES)}", found=repr(name)
            )
    return wanted


def single_score(score: Any) -> str:
    """The name of a score that is computed of one architecture by itself.

    Raises:
        InvalidArgument: if it is no score, or an aggregate of ranks in a list.
    """
    (name,) = known_scores([score])
    if parts(name) != (name,):
        raise InvalidArgument.of(
            "score", expected="one score that is computed by itself", found=repr(name)
        )
    return name

"""How well an order agrees with the truth."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .._errors import InvalidArgument
from .._library import json_result, options
from ._arrays import numbers, pointer


@dataclasses.dataclass(frozen=True)
class Metric:
    """A number and its standard error; ``None`` where the data do not say."""

    value: float | None
    standard_error: float | None

    def __repr__(self) -> str:
        if self.value is None:
            return "–"
        error = "" if self.standard_error is None else f" ± {self.standard_error:.3f}"
        return f"{self.value:.3f}{error}"


@dataclasses.dataclass(frozen=True)
class Metrics:
    """How well scores order architectures.

    Attributes:
        n: how many architectures have both a score and a truth.
        ties: how many of the scores have an equal among the others.
        kendall: τ-b, Source: Knight (1966).
        spearman, pearson: with their signs.
        top: how many are chosen for the last three.
        precision: which part of the chosen is truly among the best.
        ndcg: the discounted gain over the greatest possible.
        regret: how far the best of the chosen is behind the best, in units of the truth.
    """

    n: int
    ties: int
    kendall: Metric
    spearman: Metric
    pearson: Metric
    top: int
    precision: Metric
    ndcg: Metric
    regret: Metric


@dataclasses.dataclass(frozen=True)
class FewLabels:
    """How well a predictor orders architectures from few labels: means over draws of labels.

    A mean is ``None`` where one of the draws does not tell it, and the error of a single draw is.

    Attributes:
        labels: how many labels are drawn.
        n: how many architectures are ordered, all others.
        draws: how often labels were drawn.
        kendall, spearman, pearson: between expected and true labels.
        rmse: the root of the mean squared error, in deviations of the labels.
    """

    labels: int
    n: int
    draws: int
    kendall: Metric
    spearman: Metric
    pearson: Metric
    rmse: Metric


def metrics(scores: Any, truth: Any, *, top: int = 10, seed: int = 0) -> Metrics:
    """Compares scores with the truth; the more the better for both.

    Args:
        scores: (n,); −∞ for what has none.
        truth: (n,), finite.
        top: how many are chosen for precision, nDCG and regret.
        seed: what the groups of the jackknife follow from, by which errors are told.

    Raises:
        InvalidArgument: if the lists are empty, of different lengths, or hold no numbers, or a truth is infinite.
    """
    left, right = numbers(scores, "scores"), numbers(truth, "truth")
    if left.ndim != 1:
        raise InvalidArgument.of("scores", expected="one axis", found=f"the shape {left.shape}")
    if left.shape != right.shape:
        raise InvalidArgument.of(
            "truth", expected=f"the shape {left.shape} of the scores", found=str(right.shape)
        )
    found = json_result(
        "metrics", pointer(left), pointer(right), left.size, options(top=top, seed=seed)
    )
    for name, value in found.items():
        if isinstance(value, dict):
            found[name] = Metric(**value)
    return Metrics(**found)


def aggregated(lists: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Σ ln(rank / n) over several scores of one list."""
    from .._library import call

    rows = np.ascontiguousarray([numbers(row, "scores") for row in lists])
    sums = np.empty(rows.shape[1])
    call("aggregate", pointer(rows), rows.shape[0], rows.shape[1], pointer(sums))
    return sums

"""Scores of architectures, and the order that follows from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .._errors import InvalidArgument
from .._library import LINE, Guard, call, encoded, options
from .._model import Model
from .._read import text
from ._metrics import Metrics, aggregated, metrics

#: All scores; more is better. What each is, and its source, stands in ``ghn-predict rank --help``.
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

_AZ_NAS = ("expressivity", "progressivity", "trainability", "complexity")
#: The scores that are aggregated over the list, and of what.
_AGGREGATES = {"az-nas": _AZ_NAS, "vote": ("naswot", "jacob_cov", "synflow", "zico", *_AZ_NAS)}


class Ranking:
    """Architectures and their scores.

    Attributes:
        names: the architectures as texts, in the order in which they were given.
        scores: for each score an array (n,), −∞ where an architecture has none.
        failures: why architectures have no scores, by their places.
        seconds: how long each took, (n,).
    """

    def __init__(
        self,
        names: list[str],
        scores: dict[str, npt.NDArray[np.float64]],
        failures: dict[int, str],
        seconds: npt.NDArray[np.float64],
    ) -> None:
        self.names = names
        self.scores = scores
        self.failures = failures
        self.seconds = seconds

    def order(self, score: str | None = None) -> npt.NDArray[np.intp]:
        """The places of the architectures, best first; by the first score unless one is named."""
        return np.argsort(-self.scores[score or next(iter(self.scores))], kind="stable")

    def best(self, count: int = 10, score: str | None = None) -> list[str]:
        """The best architectures, best first."""
        return [self.names[place] for place in self.order(score)[:count]]

    def against(self, truth: Any, *, top: int = 10, seed: int = 0) -> dict[str, Metrics]:
        """How well each score orders what is true of the architectures, (n,)."""
        values = np.asarray(truth, np.float64)
        kept = np.array([place not in self.failures for place in range(len(self.names))])
        return {
            name: metrics(found[kept], values[kept], top=top, seed=seed)
            for name, found in self.scores.items()
        }

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        rest = f", {len(self.failures)} without scores" if self.failures else ""
        return f"<ghn.nas.Ranking of {len(self)} architectures by {', '.join(self.scores)}{rest}>"


def rank(
    architectures: Iterable[Any],
    scores: str | Sequence[str],
    *,
    model: Model | None = None,
    data: str = "noise",
    batch: int = 32,
    batches: int = 4,
    steps: int = 16,
    repetitions: int = 1,
    init: str = "predicted",
    seed: int = 0,
    threads: int | None = None,
    channels: int | None = None,
    cells: int | None = None,
    classes: int | None = None,
    input_size: int | None = None,
    progress: Callable[[int, int], object] | bool | None = None,
) -> Ranking:
    """Scores architectures without training them.

    Args:
        architectures: texts, paths, genotypes, cells: whatever :func:`ghn.architecture` takes, but
            modules.
        scores: one or several of :data:`SCORES`; the first decides the order.
        model: the hypernetwork; ``predicted`` and ``tuned`` need one.
        data: the images that networks are shown: ``noise``, ``fashion-mnist`` or a folder.
        batch, batches: how many images a batch has, and on how many accuracy is measured.
        steps: how many steps of training precede ``tuned``.
        repetitions: of how many seeds, from ``seed`` on, the scores of untrained networks are means.
        init: where parameters come from, for accuracy and loss.
        seed: what random numbers follow from.
        threads: how many networks are scored at the same time; the scores do not depend on it.
        channels, cells, classes, input_size: wishes for genotypes and cells; small networks are told
            apart nearly as well as large ones, and much sooner.
        progress: takes how many are done, and how many there are; ``True`` for a bar by tqdm, where
            it is installed. What it raises ends the call.

    Raises:
        InvalidArgument: if a score or an option is none.
    """
    names = [text(x) for x in architectures]
    wanted = [scores] if isinstance(scores, str) else list(scores)
    for name in wanted:
        if name not in SCORES:
            raise InvalidArgument(
                f"scores: expected some of {', '.join(SCORES)}, found {name!r}",
                location="scores",
                expected=", ".join(SCORES),
                found=repr(name),
            )
    tell = _progress(progress, len(names))
    parts = [part for name in wanted for part in _AGGREGATES.get(name, (name,))]
    table = {name: np.full(len(names), -np.inf) for name in parts}
    failures: dict[int, str] = {}
    seconds = np.zeros(len(names))
    guard = Guard()

    def take(line: bytes) -> None:
        entry = json.loads(line)
        place = entry["index"]
        seconds[place] = entry["seconds"]
        if "error" in entry:
            failures[place] = entry["error"]
        for name, value in entry.get("scores", {}).items():
            table[name][place] = -np.inf if value is None else value
        tell(place + 1, len(names))

    def receive(_: Any, line: bytes) -> int:
        return guard(lambda: take(line))

    wishes = options(
        scores=wanted,
        data=data,
        batch=batch,
        batches=batches,
        steps=steps,
        repetitions=repetitions,
        init=init,
        seed=seed,
        threads=threads,
        channels=channels,
        cells=cells,
        classes=classes,
        input_size=input_size,
    )
    handle = model.handle if model is not None else None
    guard.run(lambda: call("score", handle, encoded(names), len(names), wishes, LINE(receive), None))
    for name, members in _AGGREGATES.items():
        if name in wanted:
            table[name] = aggregated([table[member] for member in members])
            table[name][list(failures)] = -np.inf
    return Ranking(names, {name: table[name] for name in wanted}, failures, seconds)


def _progress(
    progress: Callable[[int, int], object] | bool | None, total: int
) -> Callable[[int, int], object]:
    if callable(progress):
        return progress
    if not progress:
        return lambda done, count: None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return lambda done, count: None
    bar = tqdm(total=total, unit="architecture")

    def tell(done: int, count: int) -> None:
        bar.update(done - bar.n)
        if done == count:
            bar.close()

    return tell

"""Scores of architectures, and the order that follows from them."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .._errors import InvalidArgument
from .._guard import Guard
from .._library import LINE, call, encoded, json_result, options, place, unfit, word
from .._model import Model, handle_of
from .._read import listed, text, texts
from ._arrays import pointer, truths
from ._metrics import FewLabels, Metric, Metrics, aggregated, metrics
from ._scores import known_scores, parts

if TYPE_CHECKING:
    from ._predictors import Predictor


def known_options(given: Iterable[str], *, but: Sequence[str]) -> None:
    """Refuses what :func:`rank` does not take, and what the caller has no use for.

    Raises:
        InvalidArgument: naming the option.
    """
    names = [name for name, parameter in inspect.signature(rank).parameters.items()
             if parameter.kind is parameter.KEYWORD_ONLY and name not in but]
    for name in given:
        if name not in names:
            raise InvalidArgument.of(
                "options", expected=f"some of {', '.join(names)}", found=repr(name)
            )


#: Options of a ranking that is one of many, and of which nobody sees the list.
OF_ONE_RANKING = ("output", "resume", "overwrite", "progress")


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
        computed: dict[str, npt.NDArray[np.float64]],
    ) -> None:
        self.names = names
        self.scores = scores
        self.failures = failures
        self.seconds = seconds
        # An aggregate says no more to a predictor than its parts.
        self._computed = computed

    def order(self, score: str | None = None) -> npt.NDArray[np.intp]:
        """The places of the architectures, best first; by the first score unless one is named."""
        name = next(iter(self.scores), None) if score is None else score
        if name not in self.scores:
            raise InvalidArgument.of(
                "score", expected=f"one of {', '.join(self.scores)}", found=repr(name)
            )
        return np.argsort(-self.scores[name], kind="stable")

    @property
    def computed(self) -> npt.NDArray[np.float64]:
        """What was computed of each architecture by itself, (n, k): aggregates in their parts."""
        columns = list(self._computed.values())
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.names), 0))

    def best(self, count: int = 10, score: str | None = None) -> list[str]:
        """The best architectures, best first."""
        return [self.names[place] for place in self.order(score)[:count]]

    def against(self, truth: Any, *, top: int = 10, seed: int = 0) -> dict[str, Metrics]:
        """How well each score orders what is true of the architectures, (n,).

        Those of which it is not known (not a number) are left out.
        """
        values = truths(truth, len(self.names))
        kept = np.array([place not in self.failures for place in range(len(self.names))])
        kept &= np.isfinite(values)
        if not kept.any():
            raise InvalidArgument.of(
                "truth", expected="a number for some architecture that has scores", found="none"
            )
        return {
            name: metrics(found[kept], values[kept], top=top, seed=seed)
            for name, found in self.scores.items()
        }

    def few_labels(
        self,
        truth: Any,
        labels: int = 78,
        *,
        draws: int = 5,
        seed: int = 0,
        predictor: Predictor | None = None,
        threads: int | None = None,
    ) -> FewLabels:
        """How well a predictor orders the architectures from some labels and the scores.

        Args:
            truth: what is true of each, (n,); not a number where it is not known.
            labels: how many labels are drawn; the predictor is asked for all others.
            draws: how often labels are drawn, from ``seed`` on.
            seed: what the first draw follows from.
            predictor: one that was pretrained, whose encoder is used.
            threads: how many threads work.
        """
        values = truths(truth, len(self.names))
        known = [
            place
            for place in range(len(self.names))
            if place not in self.failures and np.isfinite(values[place])
        ]
        rows = np.ascontiguousarray(self.computed[known])
        labeled = np.ascontiguousarray(values[known])
        names = [self.names[place] for place in known]
        handle = None if predictor is None else getattr(predictor, "_handle", None)
        if handle is None and predictor is not None:
            raise unfit("predictor", "a Predictor", predictor)
        found = json_result(
            "few_labels",
            None if handle is None else handle.handle,
            encoded(names, "architectures"),
            pointer(labeled),
            len(names),
            pointer(rows),
            rows.shape[1],
            options(labels=labels, draws=draws, seed=seed, threads=threads),
        )
        for name, value in found.items():
            if isinstance(value, dict):
                found[name] = Metric(**value)
        return FewLabels(**found)

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
    data: str | os.PathLike[str] = "noise",
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
    memory_limit: int = 8,
    isomorphic_once: bool = False,
    output: str | os.PathLike[str] | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | bool | None = None,
) -> Ranking:
    """Scores architectures without training them.

    Args:
        architectures: texts, paths, genotypes, cells, and what :func:`ghn.architecture` has read from one
            of these; a module or the bytes of a model as the path of its file. One that is none is told in
            ``failures``, and costs the others nothing.
        scores: one or several of :data:`ghn.nas.SCORES`; the first decides the order.
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
        memory_limit: how many GiB running a network may take; larger ones get no scores.
        isomorphic_once: whether the first of isomorphic cells is scored for all of them.
        output: a file that lines of scores are added to as soon as they are computed.
        resume: whether to go on with the output of a call that was interrupted, or with those of parts of
            the list (``rank --shard``), one behind the other.
        overwrite: whether an output that exists is replaced.
        progress: takes how many are done, and how many there are; ``True`` for a bar by tqdm, where
            it is installed. What it raises ends the call, as Ctrl-C does; ``output`` keeps what was done.

    Raises:
        InvalidArgument: if a score or an option is none, or accuracy is to be measured without ``data``.
        Malformed: if the output that is resumed is of other architectures or options.
    """
    wanted = known_scores(scores)
    names, reasons = _items(architectures)
    tell = _progress(progress, len(names))
    computing = [part for name in wanted for part in parts(name)]
    table = {name: np.full(len(names), -np.inf) for name in computing}
    failures: dict[int, str] = {}
    seconds = np.zeros(len(names))
    guard = Guard()

    def take(line: bytes) -> None:
        entry = json.loads(line)
        index = entry["index"]
        seconds[index] = entry["seconds"]
        if "error" in entry:
            failures[index] = reasons.get(index, entry["error"])
        for name, value in entry.get("scores", {}).items():
            table[name][index] = -np.inf if value is None else value
        tell(index + 1, len(names))

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
        memory_limit=memory_limit,
        isomorphic_once=isomorphic_once or None,
        output=None if output is None else place(output, "output"),
        resume=resume or None,
        overwrite=overwrite or None,
    )
    handle = handle_of(model)
    listed_names = encoded(names, "architectures")
    guard.run(lambda: call("score", handle, listed_names, len(names), wishes, LINE(receive), None))
    computed = {part: table[part] for part in computing}
    for name in wanted:
        if parts(name) != (name,):
            # What has no scores has no rank either.
            scored = [index for index in range(len(names)) if index not in failures]
            table[name] = np.full(len(names), -np.inf)
            table[name][scored] = aggregated([table[part][scored] for part in parts(name)])
    return Ranking(names, {name: table[name] for name in wanted}, failures, seconds, computed)


def _items(architectures: Iterable[Any]) -> tuple[list[str], dict[int, str]]:
    """The architectures as texts, and why those are none that cannot be told so.

    In the place of such a one stands a text that is no architecture.
    """
    names: list[str] = []
    reasons: dict[int, str] = {}
    for index, x in enumerate(listed(architectures, "architectures")):
        try:
            name = text(x)
            word(name, "architecture")
        except InvalidArgument as error:
            name, reasons[index] = json.dumps({"unfit": type(x).__name__}), error.message
        names.append(name)
    return names, reasons


def truth(
    path: str | os.PathLike[str], column: str, architectures: Iterable[Any]
) -> npt.NDArray[np.float64]:
    """What a table says of architectures, (n,); not a number where it does not have one.

    Args:
        path: the table, a CSV with a column of the same texts, or lines of ENAS rows with accuracies.
        column: the column's name, or how it begins.
        architectures: as for :func:`rank`.

    Raises:
        Malformed: if there is no such column, a line holds no number, two lines say different ones of one
            text, or the table has none of the architectures, such as where it writes the same cells in
            another way.
    """
    names = texts(architectures, "architectures")
    values = np.empty(len(names))
    where = place(path)
    call(
        "truth", where.encode(), word(column, "column"), encoded(names, "architectures"), len(names),
        pointer(values), path=where,
    )
    return values


def _progress(
    progress: Callable[[int, int], object] | bool | None, total: int
) -> Callable[[int, int], object]:
    if callable(progress):
        return progress
    if not progress:
        return lambda done, count: None
    if progress is not True:
        raise unfit("progress", "a function, or True", progress)
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

"""Predictors of a property from few labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .._architecture import architecture
from .._errors import InvalidArgument
from .._guard import Guard
from .._library import call, encoded, handle_result, options
from .._model import Model
from .._owned import Owned
from .._read import texts
from ._arrays import numbers, pointer, truths
from ._ranking import OF_ONE_RANKING, known_options, rank
from ._scores import known_scores, single_score


class _Handle(Owned):
    _kind = "predictor"


class Predictor:
    """Predicts a property, such as accuracy, from a few labeled architectures.

    Up to 600 labels it is a mixture of Gaussian processes over what the paths through a cell say, and
    the scores beside it; with more, an ensemble of small networks. :meth:`pretrain` adds an encoder that
    has learned from a space without labels. It has the methods of NASLib's predictors.

    >>> predictor = Predictor()
    >>> predictor.fit(["|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|",
    ...                "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"], [90.0, 10.0])
    >>> predictor.query(["|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|"]).shape
    (1,)

    Args:
        scores: scores, as for :func:`ghn.nas.rank`, that the predictor computes and learns from; of an
            aggregate, such as ``vote``, its parts, for its ranks are those of one list.
        seed: what random numbers follow from.
        options: options of :func:`ghn.nas.rank`, such as ``channels=8, cells=1``; ``threads`` are those
            that learn, too. What is learned does not depend on how many there are.
    """

    def __init__(self, scores: str | Sequence[str] = (), *, seed: int = 0, **options_: Any) -> None:
        self.scores = tuple(known_scores(scores))
        known_options(options_, but=["seed", *OF_ONE_RANKING])
        self.seed = seed
        self._options = options_
        wishes = options(seed=seed, threads=options_.get("threads"))
        self._handle = _Handle(handle_result("predictor_make", wishes))

    def pretrain(
        self,
        xunlabeled: Sequence[Any],
        info: Any = None,
        *,
        targets: str | Sequence[str] | None = None,
        model: Model | None = None,
        steps: int | None = None,
        threads: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        """Lets an encoder learn from a space without labels; what was learned from labels is forgotten.

        The predictor then compares architectures by what the encoder makes of them, too. More
        architectures than are labeled make it better, best all of a space.

        Args:
            xunlabeled: architectures, n of them.
            info: further numbers of each, (n, k), for the target ``scores``.
            targets: what the encoder learns to tell: ``flow``, what becomes of random vectors in the
                graph (FGP, arXiv:2510.18360); ``scores``, those of the predictor and ``info``; ``ghn``,
                what the hypernetwork ``model`` makes of the networks; ``hypernetwork``, the weights of
                small networks that classify the predictor's ``data``, of a hypernetwork that is trained
                with it (HyperNAS, CVPR 2026). By default ``flow``, and ``scores`` if there are some.
            model: the hypernetwork.
            steps: how many steps it learns.
            threads: how many threads work, those of the predictor by default.
            progress: takes how many steps were made, and how many there are; what it raises ends the
                call, as Ctrl-C does: the encoder is then that of before.

        Raises:
            InvalidArgument: if a target is none or lacks its numbers, or architectures are of different
                spaces.
            Error: if a network cannot be built or run, for the target ``hypernetwork``.
        """
        names = texts(xunlabeled, "xunlabeled")
        threads = self._options.get("threads") if threads is None else threads
        rows = self._features(names, info)
        if targets is None:
            targets = ["flow", "scores"] if rows.shape[1] else ["flow"]
        elif isinstance(targets, str):
            targets = [targets]
        states = np.zeros((len(names), 0))
        if "ghn" in targets:
            if model is None:
                raise InvalidArgument.of(
                    "model", expected="a hypernetwork for the target 'ghn'", found="None"
                )
            shape = {
                name: self._options[name]
                for name in ["channels", "cells", "classes", "input_size"]
                if name in self._options
            }
            networks = (architecture(name, **shape) for name in names)
            states = numbers(model.embed(networks, threads=threads), "embeddings")
        guard = Guard()
        images = {
            name: self._options[name]
            for name in ["data", "batch", "classes", "input_size"]
            if name in self._options
        }
        wishes = options(
            targets=list(targets), steps=steps, seed=self.seed, threads=threads, **images
        )
        guard.run(
            lambda: call(
                "predictor_pretrain",
                self._handle.handle,
                encoded(names, "xunlabeled"),
                len(names),
                pointer(rows),
                rows.shape[1],
                pointer(states),
                states.shape[1],
                wishes,
                guard.progress(progress),
                None,
            )
        )

    def fit(self, xtrain: Sequence[Any], ytrain: Any, info: Any = None) -> None:
        """Learns, and forgets what was learned before.

        Args:
            xtrain: architectures, n of them.
            ytrain: the property of each, (n,).
            info: further numbers of each, (n, k), which queries must bring too.

        Raises:
            InvalidArgument: if the shapes do not fit, or architectures are of different spaces.
            Malformed: if one of them is none.
        """
        names = texts(xtrain, "xtrain")
        labels = truths(ytrain, len(names), "ytrain")
        rows = self._features(names, info)
        call(
            "predictor_fit",
            self._handle.handle,
            encoded(names, "xtrain"),
            pointer(labels),
            len(names),
            pointer(rows),
            rows.shape[1],
        )

    def query(self, xtest: Sequence[Any], info: Any = None) -> npt.NDArray[np.float64]:
        """What is expected of architectures, (n,), in the units of the labels."""
        return self.estimate(xtest, info)[0]

    def estimate(
        self, xtest: Sequence[Any], info: Any = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Means, and how far from them the labels may be, as variances: (n,) each."""
        names = texts(xtest, "xtest")
        rows = self._features(names, info)
        means, variances = np.zeros(len(names)), np.zeros(len(names))
        call(
            "predictor_query",
            self._handle.handle,
            encoded(names, "xtest"),
            len(names),
            pointer(rows),
            rows.shape[1],
            pointer(means),
            pointer(variances),
        )
        return means, variances

    def get_data_reqs(self) -> dict[str, Any]:
        """What NASLib's benchmarks must bring: nothing but architectures and labels."""
        return {
            "requires_partial_lc": False,
            "metric": None,
            "requires_hyperparameters": False,
            "hyperparams": None,
            "unlabeled": False,
            "unlabeled_factor": 0,
        }

    def _features(self, names: list[str], info: Any) -> npt.NDArray[np.float64]:
        columns = [np.zeros((len(names), 0))]
        if self.scores and names:
            ranking = rank(names, self.scores, seed=self.seed, **self._options)
            columns.append(ranking.computed)
        if info is not None:
            extra = numbers(info, "info")
            if extra.ndim != 2 or extra.shape[0] != len(names):
                raise InvalidArgument.of(
                    "info", expected=f"the shape ({len(names)}, k)", found=str(extra.shape)
                )
            columns.append(extra)
        return np.ascontiguousarray(np.concatenate(columns, axis=1))

    def __reduce__(self) -> Any:
        raise TypeError(
            "a Predictor cannot be pickled: make it anew in each process and let it fit there, or hand on "
            "what it answers"
        )

    def __repr__(self) -> str:
        return f"<ghn.nas.Predictor of paths{''.join(', ' + score for score in self.scores)}>"


class ObjectiveFunction:
    """A score as a plain callable, for Optuna, Ray Tune or AutoGluon.

    >>> objective = ObjectiveFunction("params")
    >>> objective("|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|") > 0
    True

    Args:
        score: one of :data:`ghn.nas.SCORES` that is computed of one architecture by itself: none of
            ``az-nas`` and ``vote``, which are ranks in a list.
        options: options of :func:`ghn.nas.rank`.
    """

    def __init__(self, score: str, **options_: Any) -> None:
        self.score = single_score(score)
        known_options(options_, but=OF_ONE_RANKING)
        self._options = options_

    def __call__(self, x: Any) -> float:
        """The score of an architecture; −∞ where it has none."""
        return float(rank([x], [self.score], **self._options).scores[self.score][0])

"""Neural architecture search: spaces, scores that need no training, metrics, predictors, searches.

>>> from ghn import nas
>>> cells = nas.space("nas-bench-201").draw(1000, seed=0)
>>> ranking = nas.rank(cells, ["params", "naswot"], channels=8, cells=1)
>>> ranking.best(3)  # doctest: +SKIP

Architectures are texts: what a benchmark calls a cell, JSON, or the path of a file. Genotypes, pairs of
NASLib and NAS-Bench-101, and whatever :func:`ghn.architecture` takes become texts.
"""

from ._metrics import FewLabels, Metric, Metrics, metrics
from ._predictors import ObjectiveFunction, Predictor
from ._ranking import SCORES, Ranking, rank, truth
from ._search import Search, search
from ._spaces import Space, space, spaces, to_naslib

__all__ = [
    "SCORES",
    "FewLabels",
    "Metric",
    "Metrics",
    "ObjectiveFunction",
    "Predictor",
    "Ranking",
    "Search",
    "Space",
    "metrics",
    "rank",
    "search",
    "space",
    "spaces",
    "to_naslib",
    "truth",
]

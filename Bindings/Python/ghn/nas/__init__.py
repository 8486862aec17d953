"""Neural architecture search: spaces, scores that need no training, metrics, predictors, searches.

>>> from ghn import nas
>>> cells = nas.space("nas-bench-201").draw(1000, seed=0)
>>> ranking = nas.rank(cells, ["params", "naswot"], channels=8, cells=1)
>>> ranking.best(3)  # doctest: +SKIP

Scores, of which more is better:

``params``, ``flops``
    the trainable parameters, and the operations for an image;
``naswot``
    how differently the rectifications react to images (arXiv:2006.04647v3);
``jacob_cov``
    how little the gradients of images resemble each other (arXiv:2006.04647v1);
``synflow``
    the logarithm of Σ|θ·∂R/∂θ|, norms off (arXiv:2006.05467);
``zico``
    how large gradients are beside their variation from batch to batch (arXiv:2301.11300);
``expressivity``, ``progressivity``, ``trainability``, ``complexity``
    what AZ-NAS computes of the features of blocks, and the operations (arXiv:2403.19232);
``az-nas``, ``vote``
    Σ log(rank / n) in the list: of those four, and of these and the four before them;
``predicted``, ``predicted-loss``
    accuracy and −loss on ``data`` with the parameters that ``model`` predicts;
``tuned``, ``tuned-loss``
    the same after ``steps`` steps of training.

Architectures are texts: what a benchmark calls a cell, JSON, or the path of a file. Genotypes, pairs of
NASLib and NAS-Bench-101, and whatever :func:`ghn.architecture` takes become texts.
"""

from ._metrics import FewLabels, Metric, Metrics, metrics
from ._predictors import ObjectiveFunction, Predictor
from ._ranking import Ranking, rank, truth
from ._scores import SCORES
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

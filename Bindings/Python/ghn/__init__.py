"""Graph hypernetworks: all weights of a network in one pass from its architecture, and architectures
in order without training them.

>>> import ghn
>>> model = ghn.load()
>>> prediction = model.predict("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|")
>>> prediction["stem.0.weight"].shape
(16, 3, 3, 3)

Weights come as NumPy arrays by the names of PyTorch; :mod:`ghn.nas` has spaces, scores, metrics,
predictors and searches. Everything is computed by the library ``libghn.so`` beside this file, which has
no influence on the threads of NumPy or PyTorch.
"""

from ._architecture import Architecture, architecture
from ._errors import (
    Cancelled,
    Error,
    InvalidArgument,
    Malformed,
    Unreadable,
    Unsupported,
    Unwritable,
)
from ._library import version as _version
from ._load import load
from ._model import Model
from ._prediction import Prediction
from ._results import Evaluation
from . import nas

__all__ = [
    "Architecture",
    "Cancelled",
    "Error",
    "Evaluation",
    "InvalidArgument",
    "Malformed",
    "Model",
    "Prediction",
    "Unreadable",
    "Unsupported",
    "Unwritable",
    "architecture",
    "load",
    "nas",
]


def __getattr__(name: str) -> str:
    if name == "__version__":
        return _version()
    raise AttributeError(f"module 'ghn' has no attribute {name!r}")

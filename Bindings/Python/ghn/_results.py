"""What calls find out."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """How well a network classifies images.

    Attributes:
        top1: the percentage that is classified rightly.
        correct: how many images those are.
        images: how many images there were.
        seconds: how long parameters and evaluation took.
    """

    top1: float
    correct: int
    images: int
    seconds: float

"""What is predicted."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ._architecture import Architecture
from ._library import call, json_result, options, place
from ._tensors import FloatArray, Tensors


class Prediction(Mapping[str, FloatArray]):
    """All parameters of a network by their names, in the order of its file.

    Attributes:
        unpredicted: what no hypernetwork predicts, and why; these parameters hold their framework's
            default initialization.
        architecture: the network.
        tensors: the arrays, over memory of the library.
    """

    def __init__(self, tensors: Tensors, architecture: Architecture) -> None:
        self.tensors = tensors
        self.architecture = architecture

    @functools.cached_property
    def unpredicted(self) -> dict[str, str]:
        report = json_result("tensors_unpredicted", self.tensors.handle)
        return {entry["name"]: entry["reason"] for entry in report}

    def __getitem__(self, name: str) -> FloatArray:
        return self.tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tensors)

    def __len__(self) -> int:
        return len(self.tensors)

    @property
    def parameter_count(self) -> int:
        return sum(array.size for array in self.values())

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Writes parameters and buffers: ``.safetensors``, ``.npz``, or ``.onnx`` (the network's own
        file, filled in).

        Raises:
            Unwritable: if the file exists or cannot be written.
            InvalidArgument: if the name ends in another way.
        """
        where = place(path)
        call(
            "tensors_write",
            self.tensors.handle,
            self.architecture.handle,
            where.encode(),
            options(overwrite=overwrite),
            path=where,
        )

    def state_dict(self) -> dict[str, Any]:
        """Parameters and buffers by the names of PyTorch: its tensors where it is installed, else arrays.

        ``load_state_dict(strict=True)`` takes them where the network's file has every tensor of the
        module. It lacks those that the forward pass does not use and all but one name of a tied weight:
        load such a module with ``strict=False``, or fill it with :meth:`ghn.Model.predict_into`, which
        says what it leaves.
        """
        arrays: dict[str, Any] = {**self, **self.architecture.buffers()}
        try:
            import torch
        except ImportError:
            return arrays
        return {name: torch.from_numpy(array) for name, array in arrays.items()}

    def __reduce__(self) -> Any:
        raise TypeError(
            "a Prediction cannot be pickled: hand on dict(prediction), its arrays by name, or its file"
        )

    def __repr__(self) -> str:
        rest = f", {len(self.unpredicted)} not predicted" if self.unpredicted else ""
        return (
            f"<ghn.Prediction of {self.architecture.name!r}: {len(self)} tensors, "
            f"{self.parameter_count:,} parameters{rest}>"
        )

"""Networks without their weights."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _read, _torch
from ._errors import InvalidArgument
from ._library import handle_result, json_result, options, place, unfit
from ._owned import Owned
from ._tensors import FloatArray, Tensors, made


class Architecture(Owned):
    """A network without its weights.

    Attributes:
        name: what the network is called.
        nodes: the nodes of the graph that a hypernetwork sees.
        edges: its edges.
        parameters: the trainable parameters.
        flops: the operations for one image, two for each multiplication.
        shapes: the shape of each trainable parameter, by its name.
        class_layer: the names of the parameters that tell classes apart.
        text_or_path: what it was read from, where that alone says all: :mod:`ghn.nas` takes it as such.
    """

    _kind = "architecture"
    text_or_path: str | None = None

    @functools.cached_property
    def _report(self) -> dict[str, Any]:
        report: dict[str, Any] = json_result("architecture_describe", self.handle, None)
        return report

    @property
    def name(self) -> str:
        return str(self._report["name"])

    @property
    def nodes(self) -> int:
        return int(self._report["nodes"])

    @property
    def edges(self) -> int:
        return int(self._report["edges"])

    @property
    def parameters(self) -> int:
        return int(self._report["parameters"])

    @property
    def flops(self) -> float:
        return float(self._report["flops"])

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {
            entry["name"]: tuple(entry["shape"])
            for entry in self._report["tensors"]
            if entry["trainable"]
        }

    @property
    def class_layer(self) -> list[str]:
        return list(self._report["classifier"])

    def buffers(self) -> dict[str, Any]:
        """What modules keep beside parameters, name → array: running statistics as before any training,
        and masks and tables of indices with the numbers of the network's file."""
        found = {}
        for entry in self._report["buffers"]:
            kind = np.int64 if entry["integer"] else np.float32
            values = np.asarray(entry["values"], kind)
            shape = tuple(entry["shape"])
            found[entry["name"]] = (
                np.full(shape, values[0]) if values.size == 1 else values.reshape(shape)
            )
        return found

    def forward(self, parameters: Mapping[str, Any], *inputs: Any) -> dict[str, FloatArray]:
        """Runs a batch; batch norms take its statistics.

        Args:
            parameters: every parameter, by its name; of names that the network does not have, it warns.
            inputs: what the network takes, N first: (N, 3, 32, 32) for small images.

        Returns:
            The outputs by their names, the logits (N, classes) first.

        Raises:
            InvalidArgument: if a parameter is missing, or anything has another shape.
            Unsupported: if the network has an operation that cannot run.
        """
        # A prediction holds its tensors in the library already.
        held = getattr(parameters, "tensors", None)
        if not isinstance(held, Tensors):
            self._check_names(parameters)
        weights = held if isinstance(held, Tensors) else made(parameters)
        fed = made({f"input{index}": value for index, value in enumerate(inputs)})
        return dict(Tensors(handle_result("forward", self.handle, weights.handle, fed.handle)))

    def _check_names(self, parameters: Any) -> None:
        """Refuses what holds no parameters by name, and warns of names that the network does not have, such as
        those of layers that it does not use; the buffers of a module's state may be among them."""
        if not isinstance(parameters, Mapping):
            raise unfit("parameters", "arrays by their names", parameters)
        known = {entry["name"] for kind in ("tensors", "buffers") for entry in self._report[kind]}
        unknown = [name for name in parameters if name not in known]
        if unknown:
            warnings.warn(f"parameters: {self.name} has no {unknown[0]!r}, which is ignored", stacklevel=3)

    def __repr__(self) -> str:
        if self.is_closed:
            return "<ghn.Architecture, closed>"
        return (
            f"<ghn.Architecture {self.name!r}: {self.nodes} nodes, "
            f"{self.parameters:,} parameters, {self.flops / 1e6:,.1f} Mflop>"
        )


def architecture(
    x: Any,
    example_input: Any = None,
    *,
    channels: int | None = None,
    cells: int | None = None,
    classes: int | None = None,
    input_size: int | None = None,
) -> Architecture:
    """Reads an architecture.

    Args:
        x: the path of a file (ONNX, JSON); bytes of one; the string of a NAS-Bench-201 cell; a
            genotype as a namedtuple, a dictionary or a text; a NAS-Bench-101 pair ``(matrix, ops)``;
            the six indices of NASLib; rows of ENAS; a ``torch.nn.Module``; or an architecture.
        example_input: a batch that a module takes.
        channels, cells, classes, input_size: wishes for genotypes and cells; other networks take none.

    Raises:
        InvalidArgument: if it is of another kind, or takes no wishes.
        Malformed: if it is none, with the place in it.
        Unreadable: if there is no such file.
        Unsupported: if a module cannot be exported.
    """
    wishes = options(channels=channels, cells=cells, classes=classes, input_size=input_size)
    if wishes is not None and (isinstance(x, Architecture) or _torch.is_module(x)):
        raise InvalidArgument.of(
            "architecture",
            expected="a genotype or cell for channels, cells, classes and input_size",
            found=type(x).__name__,
        )
    if isinstance(x, Architecture):
        return x
    if _torch.is_module(x):
        content = _torch.exported(x, example_input)
        return Architecture(handle_result("architecture_read", content, len(content), wishes))
    path, given = _read.source(x)
    found = given or b""
    if path is not None:
        where = place(path, "architecture").encode()
        network = Architecture(handle_result("architecture_open", where, wishes, path=path))
    else:
        network = Architecture(handle_result("architecture_read", found, len(found), wishes))
    if wishes is None:
        network.text_or_path = _read.text_in(found) if path is None else os.path.abspath(path)
    return network

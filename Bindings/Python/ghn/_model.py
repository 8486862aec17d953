"""Hypernetworks."""

from __future__ import annotations

import ctypes
import itertools
import os
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _torch
from ._architecture import Architecture, architecture
from ._errors import InvalidArgument
from ._guard import Guard
from ._library import PIECE, call, handle_result, json_result, options, place, unfit
from ._owned import Owned
from ._prediction import Prediction
from ._read import listed
from ._results import Evaluation
from ._tensors import FloatArray, Tensors


class Model(Owned):
    """A graph hypernetwork.

    Attributes:
        name: the stem of its file.
        hidden: the length of a node's state.
        parameter_count: its own parameters.
    """

    _kind = "model"

    def __init__(self, handle: ctypes.c_void_p) -> None:
        super().__init__(handle)
        report = json_result("model_describe", handle)
        self.name: str = report["name"]
        self.hidden: int = report["hidden"]
        self.parameter_count: int = report["parameters"]

    def told(self, data: str | os.PathLike[str]) -> Model:
        """The same hypernetwork for networks that see other data.

        It is told of them by a small mean image of each class of their train split, and need not have
        seen them before. Source: FiLM (arXiv:1709.07871).

        Args:
            data: ``fashion-mnist``, or a folder, as ``ghn-predict evaluate`` takes it.

        Raises:
            Unsupported: if it was not trained on several data sets (``train --tell-data``).
            Malformed: if the data have other classes.
        """
        return Model(handle_result("model_told", self.handle, place(data, "data").encode()))

    def predict(
        self,
        x: Any,
        example_input: Any = None,
        *,
        class_layer: str = "predicted",
        seed: int = 0,
        threads: int | None = None,
    ) -> Prediction:
        """All parameters of a network.

        Args:
            x: the network, as :func:`ghn.architecture` takes it.
            example_input: a batch that a module of PyTorch takes.
            class_layer: ``"predicted"``, or ``"initialized"`` to leave it as before any training.
            seed: what random numbers follow from, where parameters stay unpredicted.
            threads: how many threads work; the numbers do not depend on it. All, by default.

        Returns:
            An ordered mapping from names to arrays of float32.

        Raises:
            Malformed, Unreadable, Unsupported, InvalidArgument.
        """
        network = architecture(x, example_input)
        handle = handle_result(
            "predict",
            self.handle,
            network.handle,
            options(class_layer=class_layer, seed=seed, threads=threads),
        )
        return Prediction(Tensors(handle), network)

    def predict_file(
        self,
        x: Any,
        path: str | os.PathLike[str],
        example_input: Any = None,
        *,
        class_layer: str = "predicted",
        overwrite: bool = False,
        seed: int = 0,
        threads: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        """Writes all parameters while they are predicted: memory never holds them all.

        Args:
            x: the network, as :func:`ghn.architecture` takes it.
            path: ``.safetensors``, ``.npz`` or ``.onnx``.
            example_input: a batch that a module of PyTorch takes.
            overwrite: whether a file of this name may be replaced.
            class_layer, seed, threads: as for :meth:`predict`.
            progress: takes how many parameters are written, and how many there are; what it raises
                ends the call, as Ctrl-C does.
        """
        network = architecture(x, example_input)
        guard = Guard()
        where = place(path)
        wishes = options(
            class_layer=class_layer, overwrite=overwrite, seed=seed, threads=threads
        )
        guard.run(
            lambda: call(
                "predict_file",
                self.handle,
                network.handle,
                where.encode(),
                wishes,
                guard.progress(progress),
                None,
                path=where,
            )
        )

    def predict_pieces(
        self,
        x: Any,
        receive: Callable[[str, int, FloatArray], object],
        example_input: Any = None,
        *,
        class_layer: str = "predicted",
        seed: int = 0,
    ) -> None:
        """Calls ``receive(name, offset, scalars)`` with pieces of all parameters, one at a time.

        ``scalars`` is valid during the call only: copy what is to be kept. What ``receive`` raises ends
        the call, and is raised again. The other arguments are those of :meth:`predict`.
        """
        if not callable(receive):
            raise unfit("receive", "a function", receive)
        network = architecture(x, example_input)
        guard = Guard()

        def hand(_: Any, name: bytes, offset: int, scalars: int, count: int) -> int:
            def give() -> None:
                numbers = np.ctypeslib.as_array((ctypes.c_float * count).from_address(scalars))
                receive(name.decode(), offset, numbers)

            return guard(give)

        guard.run(
            lambda: call(
                "predict_pieces",
                self.handle,
                network.handle,
                options(class_layer=class_layer, seed=seed, threads=1),
                PIECE(hand),
                None,
            )
        )

    def predict_into(
        self,
        module: Any,
        example_input: Any,
        *,
        class_layer: str = "predicted",
        seed: int = 0,
        threads: int | None = None,
    ) -> dict[str, str]:
        """Sets the parameters of a module of PyTorch in place, in their own types and on their devices.

        The statistics that batch norms keep begin anew, as in :meth:`Prediction.state_dict`: those of
        earlier weights would be wrong. They are the batch's as long as the module is in training mode.

        Args:
            module: the module.
            example_input: a batch that it takes.
            class_layer: ``"predicted"``, or ``"kept"`` to leave the layer that tells classes alone.
            seed, threads: as for :meth:`predict`.

        Returns:
            The parameters that were not predicted, and why; they keep their numbers.
        """
        if not _torch.is_module(module):
            raise InvalidArgument.of(
                "module", expected="a torch.nn.Module", found=type(module).__name__
            )
        if class_layer not in ("predicted", "kept"):
            raise InvalidArgument.of(
                "class_layer", expected="'predicted' or 'kept'", found=repr(class_layer)
            )
        prediction = self.predict(module, example_input, seed=seed, threads=threads)
        left = dict(prediction.unpredicted)
        if class_layer == "kept":
            for name in prediction.architecture.class_layer:
                left[name] = "the class layer is kept"
        missing = _torch.fill(module, prediction, kept=set(left))
        for name in missing:
            left[name] = "the exported network does not have it by this name"
        _torch.reset(module, prediction.architecture.buffers())
        return left

    def embed(self, xs: Iterable[Any], *, threads: int | None = None) -> FloatArray:
        """The mean state of each network's nodes, from which its parameters are decoded.

        Networks are read and left some at a time: what waits in memory does not depend on how many
        there are.

        Args:
            xs: networks, each as :func:`ghn.architecture` takes it; of a module of PyTorch
                ``ghn.architecture(module, example_input)``.
            threads: how many threads work.

        Returns:
            (n, hidden), float32.
        """
        waiting = iter(listed(xs, "xs"))
        rows = [np.zeros((0, self.hidden), np.float32)]
        while some := [architecture(x) for x in itertools.islice(waiting, 256)]:
            rows.append(self._embedded(some, threads))
        return np.concatenate(rows)

    def _embedded(self, networks: list[Architecture], threads: int | None) -> FloatArray:
        handles = (ctypes.c_void_p * len(networks))(*[network.handle.value for network in networks])
        found = Tensors(
            handle_result("embed", self.handle, handles, len(networks), options(threads=threads))
        )
        return found["embeddings"]

    def evaluate(
        self,
        x: Any,
        data: str | os.PathLike[str] = "fashion-mnist",
        example_input: Any = None,
        *,
        split: str = "test",
        limit: int | None = None,
        batch: int = 64,
        init: str = "predicted",
        seed: int = 0,
        threads: int | None = None,
        memory_limit: int = 8,
        progress: Callable[[int, int], object] | None = None,
    ) -> Evaluation:
        """How well a network classifies images with predicted parameters.

        Args:
            x: the network, as :func:`ghn.architecture` takes it.
            data: ``fashion-mnist``, or a folder, as ``ghn-predict evaluate`` takes it.
            example_input: a batch that a module of PyTorch takes.
            split: ``test`` or ``train``.
            limit: how many images, from the first.
            batch: how many at a time; batch norms take the statistics of each batch.
            init: ``predicted``, ``he``, ``orthogonal``, ``ghn-orth`` or
                ``ghn-perturbed``.
            seed, threads: as for :meth:`predict`.
            memory_limit: how many GiB running the network may take.
            progress: takes how many images are classified, and how many will be; what it raises ends the
                call, as Ctrl-C does.
        """
        network = architecture(x, example_input)
        guard = Guard()
        wishes = options(
            data=data,
            split=split,
            limit=limit,
            batch=batch,
            init=init,
            seed=seed,
            threads=threads,
            memory_limit=memory_limit,
        )
        found = guard.run(
            lambda: json_result(
                "evaluate", self.handle, network.handle, wishes, guard.progress(progress), None
            )
        )
        return Evaluation(
            float(found["top1"]), found["correct"], found["images"], float(found["seconds"])
        )

    def orthogonalize(self, x: Any, example_input: Any = None, *, seed: int = 0) -> Prediction:
        """All parameters as GHN-orth makes them: predicted, with a little noise, and then orthonormal.

        Source: Knyazev, Pretraining a neural network before knowing its architecture (2022).
        """
        network = architecture(x, example_input)
        handle = handle_result(
            "initialize", self.handle, network.handle, options(init="ghn-orth", seed=seed)
        )
        return Prediction(Tensors(handle), network)

    def __repr__(self) -> str:
        if self.is_closed:
            return "<ghn.Model, closed>"
        return (
            f"<ghn.Model {self.name!r}: {self.parameter_count:,} parameters, "
            f"hidden states of {self.hidden}>"
        )


def handle_of(model: Model | None) -> ctypes.c_void_p | None:
    """The handle of a model that may be absent.

    Raises:
        InvalidArgument: if it is no model, or closed.
    """
    if model is None:
        return None
    if not isinstance(model, Model):
        raise unfit("model", "a Model", model)
    return model.handle

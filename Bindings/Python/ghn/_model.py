"""Hypernetworks, architectures and what is predicted."""

from __future__ import annotations

import ctypes
import os
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from . import _read, _torch
from ._errors import Error, InvalidArgument, Unreadable
from ._library import (
    PIECE,
    PROGRESS,
    Guard,
    Handle,
    Owned,
    call,
    encoded,
    handle_result,
    json_result,
    library,
    options,
)
from ._results import Evaluation
from ._tensors import FloatArray, Tensors, TensorsHandle, made

#: The model that is shipped.
DEFAULT = "ghn2-fashion-mnist"


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
    """

    _kind = "architecture"

    def __init__(self, handle: ctypes.c_void_p) -> None:
        super().__init__(handle)
        self._report: dict[str, Any] = json_result("architecture_describe", handle, None)

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
        """What batch norms keep beside parameters, as before any training: name → array."""
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
        """Runs a batch; batch norms take its moments.

        Args:
            parameters: every parameter, by its name.
            inputs: what the network takes, N first: (N, 3, 32, 32) for small images.

        Returns:
            The outputs by their names, the logits (N, classes) first.

        Raises:
            InvalidArgument: if a parameter is missing, or anything has another shape.
            Unsupported: if the network has an operation that cannot run.
        """
        weights = parameters.tensors if isinstance(parameters, Prediction) else made(parameters)
        fed = made({f"input{index}": value for index, value in enumerate(inputs)})
        return dict(Tensors(handle_result("forward", self.handle, weights.handle, fed.handle)))

    def __repr__(self) -> str:
        if not self.handle:
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
        channels, cells, classes, input_size: wishes for genotypes and cells.

    Raises:
        Malformed: if it is none, with the place in it.
        Unreadable: if there is no such file.
        Unsupported: if a module cannot be exported.
    """
    if isinstance(x, Architecture):
        return x
    wishes = options(channels=channels, cells=cells, classes=classes, input_size=input_size)
    if _torch.is_module(x):
        content = _torch.exported(x, example_input)
        return Architecture(handle_result("architecture_read", content, len(content), wishes))
    path, given = _read.source(x)
    if path is not None:
        where = os.fspath(path).encode()
        return Architecture(handle_result("architecture_open", where, wishes, path=path))
    found = given or b""
    return Architecture(handle_result("architecture_read", found, len(found), wishes))


class Prediction(Mapping[str, FloatArray]):
    """All parameters of a network by their names, in the order of its file.

    Attributes:
        unpredicted: what no hypernetwork predicts, and why; these parameters hold their framework's
            default initialization.
        architecture: the network.
        tensors: the arrays, over memory of the library.
    """

    def __init__(
        self, tensors: Tensors, architecture: Architecture, unpredicted: dict[str, str]
    ) -> None:
        self.tensors = tensors
        self.architecture = architecture
        self.unpredicted = unpredicted

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
        where = os.fspath(path)
        call(
            "tensors_write",
            self.tensors.handle,
            self.architecture.handle,
            where.encode(),
            options(overwrite=overwrite),
            path=where,
        )

    def state_dict(self) -> dict[str, Any]:
        """Parameters and buffers, as ``load_state_dict(strict=True)`` takes them: tensors of PyTorch
        where it is installed, else arrays.
        """
        arrays: dict[str, Any] = {**self, **self.architecture.buffers()}
        try:
            import torch
        except ImportError:
            return arrays
        return {name: torch.from_numpy(array) for name, array in arrays.items()}

    def __repr__(self) -> str:
        rest = f", {len(self.unpredicted)} not predicted" if self.unpredicted else ""
        return (
            f"<ghn.Prediction of {self.architecture.name!r}: {len(self)} tensors, "
            f"{self.parameter_count:,} parameters{rest}>"
        )


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
        return Prediction(Tensors(handle), network, self._unpredicted(network))

    def predict_file(
        self,
        x: Any,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        seed: int = 0,
        threads: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        """Writes all parameters while they are predicted: memory never holds them all.

        Args:
            x: the network, as :func:`ghn.architecture` takes it.
            path: ``.safetensors``, ``.npz`` or ``.onnx``.
            overwrite: whether a file of this name may be replaced.
            seed: what random numbers follow from.
            threads: how many threads work.
            progress: takes how many parameters are written, and how many there are; what it raises
                ends the call.
        """
        network = architecture(x)
        guard = Guard()

        def tell(_: Any, done: int, total: int) -> int:
            return guard(lambda: progress(done, total)) if progress else 0

        where = os.fspath(path)
        wishes = options(overwrite=overwrite, seed=seed, threads=threads)
        guard.run(
            lambda: call(
                "predict_file",
                self.handle,
                network.handle,
                where.encode(),
                wishes,
                PROGRESS(tell) if progress else PROGRESS(),
                None,
                path=where,
            )
        )

    def predict_pieces(
        self,
        x: Any,
        receive: Callable[[str, int, FloatArray], object],
        *,
        seed: int = 0,
    ) -> None:
        """Calls ``receive(name, offset, scalars)`` with pieces of all parameters, one at a time.

        ``scalars`` is valid during the call only: copy what is to be kept. What ``receive`` raises ends
        the call, and is raised again.
        """
        network = architecture(x)
        guard = Guard()

        def hand(_: Any, name: bytes, offset: int, scalars: int, count: int) -> int:
            numbers = np.ctypeslib.as_array((ctypes.c_float * count).from_address(scalars))
            return guard(lambda: receive(name.decode(), offset, numbers))

        guard.run(
            lambda: call(
                "predict_pieces",
                self.handle,
                network.handle,
                options(seed=seed, threads=1),
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

        Args:
            module: the module.
            example_input: a batch that it takes.
            class_layer: ``"predicted"``, or ``"kept"`` to leave the layer that tells classes alone.
            seed, threads: as for :meth:`predict`.

        Returns:
            The parameters that were not predicted, and why; they keep their numbers.
        """
        if not _torch.is_module(module):
            kind = type(module).__name__
            raise InvalidArgument(
                f"module: expected a torch.nn.Module, found {kind}",
                location="module",
                expected="a torch.nn.Module",
                found=kind,
            )
        if class_layer not in ("predicted", "kept"):
            raise InvalidArgument(
                f"class_layer: expected 'predicted' or 'kept', found {class_layer!r}",
                location="class_layer",
                expected="'predicted' or 'kept'",
                found=repr(class_layer),
            )
        prediction = self.predict(module, example_input, seed=seed, threads=threads)
        left = dict(prediction.unpredicted)
        if class_layer == "kept":
            for name in prediction.architecture.class_layer:
                left[name] = "the class layer is kept"
        missing = _torch.fill(module, prediction, kept=set(left))
        for name in missing:
            left[name] = "the exported network does not have it by this name"
        return left

    def embed(self, xs: Sequence[Any], *, threads: int | None = None) -> FloatArray:
        """The mean state of each network's nodes, from which its parameters are decoded.

        Args:
            xs: networks, each as :func:`ghn.architecture` takes it.
            threads: how many threads work.

        Returns:
            (n, hidden), float32.
        """
        networks = [architecture(x) for x in xs]
        if not networks:
            return np.zeros((0, self.hidden), np.float32)
        handles = (ctypes.c_void_p * len(networks))(*[network.handle.value for network in networks])
        found = Tensors(
            handle_result("embed", self.handle, handles, len(networks), options(threads=threads))
        )
        return found["embeddings"]

    def evaluate(
        self,
        x: Any,
        data: str = "fashion-mnist",
        *,
        split: str = "test",
        limit: int | None = None,
        batch: int = 64,
        init: str = "predicted",
        seed: int = 0,
        threads: int | None = None,
    ) -> Evaluation:
        """How well a network classifies images with predicted parameters.

        Args:
            x: the network, as :func:`ghn.architecture` takes it.
            data: ``fashion-mnist``, or a folder, as ``ghn-predict evaluate`` takes it.
            split: ``test`` or ``train``.
            limit: how many images, from the first.
            batch: how many at a time; batch norms take the moments of each batch.
            init: ``predicted``, ``he``, ``orthogonal`` or ``ghn-orth``.
            seed, threads: as for :meth:`predict`.
        """
        network = architecture(x)
        wishes = options(
            data=data, split=split, limit=limit, batch=batch, init=init, seed=seed, threads=threads
        )
        return Evaluation(**json_result("evaluate", self.handle, network.handle, wishes))

    def orthogonalize(self, x: Any, example_input: Any = None, *, seed: int = 0) -> Prediction:
        """All parameters as GHN-orth makes them: predicted, with a little noise, and then orthonormal.

        Source: Knyazev, Pretraining a neural network before knowing its architecture (2022).
        """
        network = architecture(x, example_input)
        handle = handle_result(
            "initialize", self.handle, network.handle, options(init="ghn-orth", seed=seed)
        )
        return Prediction(Tensors(handle), network, self._unpredicted(network))

    def _unpredicted(self, network: Architecture) -> dict[str, str]:
        report = json_result("architecture_describe", network.handle, self.handle)
        return {entry["name"]: entry["reason"] for entry in report["unpredicted"]}

    def __repr__(self) -> str:
        if not self.handle:
            return "<ghn.Model, closed>"
        return (
            f"<ghn.Model {self.name!r}: {self.parameter_count:,} parameters, "
            f"hidden states of {self.hidden}>"
        )


def load(name: str | os.PathLike[str] | None = None) -> Model:
    """Reads a hypernetwork.

    Args:
        name: the path of a ``.safetensors`` or ``.pt`` file; a name such as ``"owner/name"`` in the
            local cache of Hugging Face, where nothing is downloaded; ``None`` for the model that is
            shipped, or the one that the environment variable ``GHN_MODEL`` names.

    Raises:
        Unreadable: if there is none.
        Malformed: if the file is not that of a hypernetwork.
    """
    if name is None:
        name = os.environ.get("GHN_MODEL") or _shipped()
    path = os.fspath(name)
    if not os.path.exists(path):
        path = _cached(path) or path
    return Model(handle_result("model_load", path.encode(), path=path))


def _shipped() -> str:
    return str(pathlib.Path(__file__).parent / "models" / f"{DEFAULT}.safetensors")


def _cached(name: str) -> str | None:
    """The file of a model in the cache of Hugging Face; ``None`` if it is not there.

    Source: huggingface_hub, "Understand caching": models--owner--name/snapshots/revision/.
    """
    home = os.environ.get("HF_HUB_CACHE")
    if not home:
        root = os.environ.get("HF_HOME", os.path.join(os.path.expanduser("~"), ".cache", "huggingface"))
        home = os.path.join(root, "hub")
    folder = pathlib.Path(home) / ("models--" + name.strip("/").replace("/", "--"))
    revision = folder / "refs" / "main"
    snapshots = folder / "snapshots"
    if revision.is_file():
        places = [snapshots / revision.read_text().strip()]
    elif snapshots.is_dir():
        places = sorted(snapshots.iterdir())
    else:
        return None
    for place in places:
        for ending in ("*.safetensors", "*.pt"):
            found = sorted(place.glob(ending))
            if found:
                return str(found[0])
    return None

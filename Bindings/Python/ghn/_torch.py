"""PyTorch's modules: exported in memory, and filled in place. PyTorch is imported by nobody else."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from typing import Any

from ._errors import InvalidArgument, Unsupported


def is_module(x: Any) -> bool:
    """Whether x is a module of PyTorch; does not import it."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(x, torch.nn.Module)


def exported(module: Any, example_input: Any) -> bytes:
    """The module as an ONNX model in memory, without changing it.

    Both exporters of PyTorch are tried, in training mode, where nothing is folded.

    Random numbers that the module draws are not those of the program.

    Raises:
        InvalidArgument: if there is no example input.
        Unsupported: if neither exporter can; the message has both reasons.
    """
    if example_input is None:
        raise InvalidArgument.of(
            "example_input",
            expected="a batch that the module takes, here or in ghn.architecture(module, batch)",
            found="none",
        )
    example = example_input if isinstance(example_input, tuple) else (example_input,)
    example = tuple(_tensor(part) for part in example)
    reasons = []
    for export in (_by_script, _by_dynamo):
        try:
            return export(module, example)
        except Exception as error:  # noqa: BLE001 - exporters raise whatever they like
            reasons.append(f"{export.__name__[4:]}: {_reason(error)}")
    raise Unsupported(
        f"{type(module).__name__}: expected a module that can be exported to ONNX, found none of "
        f"PyTorch's exporters to do it ({'; '.join(reasons)})",
        location=type(module).__name__,
        expected="a module that can be exported to ONNX",
        found="; ".join(reasons),
    )


def _tensor(part: Any) -> Any:
    """An array of NumPy as a tensor of PyTorch; anything else as it is."""
    import numpy as np
    import torch

    return torch.from_numpy(np.ascontiguousarray(part)) if isinstance(part, np.ndarray) else part


def _reason(error: BaseException) -> str:
    """Why an exporter failed, in a line: what the error came from, without colors."""
    while error.__cause__ is not None:
        error = error.__cause__
    plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines)[:300]}" if lines else type(error).__name__


def _by_script(module: Any, example: tuple[Any, ...]) -> bytes:
    import torch

    options: dict[str, Any] = {}
    if tuple(int(part) for part in torch.__version__.split(".")[:2]) >= (2, 5):
        options["dynamo"] = False
    return _file(
        module,
        example,
        training=torch.onnx.TrainingMode.TRAINING,
        do_constant_folding=False,
        export_params=False,
        **options,
    )


def _by_dynamo(module: Any, example: tuple[Any, ...]) -> bytes:
    return _file(
        module, example, dynamo=True, optimize=False, verbose=False, external_data=False
    )


def _file(module: Any, example: tuple[Any, ...], **options: Any) -> bytes:
    """What an exporter writes for a module, which is afterwards what it was before."""
    import torch

    state = {name: value.clone() for name, value in module.named_buffers()}
    modes = [(child, child.training) for child in module.modules()]
    try:
        module.train()
        with (
            warnings.catch_warnings(),
            tempfile.TemporaryDirectory() as folder,
            torch.no_grad(),
            torch.random.fork_rng(),
        ):
            warnings.simplefilter("ignore")
            path = os.path.join(folder, "net.onnx")
            torch.onnx.export(module, example, path, **options)
            with open(path, "rb") as file:
                return file.read()
    finally:
        _restore(module, modes, state)


def _restore(module: Any, modes: list[tuple[Any, bool]], state: dict[str, Any]) -> None:
    """Takes back what tracing has done to running statistics and modes."""
    import torch

    with torch.no_grad():
        for name, value in module.named_buffers():
            if name in state:
                value.copy_(state[name])
    for child, training in modes:
        child.training = training


def fill(module: Any, arrays: Any, *, kept: set[str]) -> list[str]:
    """Sets a module's parameters in place, each in its own type and on its own device.

    Args:
        module: the module.
        arrays: parameters by name.
        kept: names that keep their numbers.

    Returns:
        The names of parameters for which there is no array.
    """
    import numpy as np
    import torch

    missing = []
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name in kept:
                continue
            array = arrays.get(name)
            if array is None:
                missing.append(name)
                continue
            if tuple(array.shape) != tuple(parameter.shape):
                raise InvalidArgument.of(
                    name, expected=f"the shape {tuple(parameter.shape)}", found=str(array.shape)
                )
            if parameter.is_meta:
                raise InvalidArgument.of(
                    name, expected="a parameter with memory (module.to_empty(device=…))",
                    found="one on the device 'meta'",
                )
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return missing


def reset(module: Any, values: dict[str, Any]) -> None:
    """Sets a module's buffers in place to the arrays of the same names and shapes."""
    import torch

    with torch.no_grad():
        for name, buffer in module.named_buffers():
            value = values.get(name)
            if value is not None and tuple(value.shape) == tuple(buffer.shape):
                buffer.copy_(torch.from_numpy(value))

"""Modules of PyTorch, where it is installed."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import ghn

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")


class Small(torch.nn.Module):
    """A network with a norm, a tied weight and a buffer that is not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3, padding=1)
        self.norm = torch.nn.BatchNorm2d(8)
        self.first = torch.nn.Linear(8, 8, bias=False)
        self.second = torch.nn.Linear(8, 8, bias=False)
        self.second.weight = self.first.weight
        self.classes = torch.nn.Linear(8, 10)
        self.register_buffer("scale", torch.ones(1), persistent=False)

    def forward(self, x: Any) -> Any:
        x = torch.relu(self.norm(self.conv(x))).mean((2, 3)) * self.scale
        return self.classes(torch.relu(self.second(torch.relu(self.first(x)))))


def test_a_module_is_filled_in_place(model: ghn.Model) -> None:
    module = Small().half()
    module.eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    left = model.predict_into(module.float(), torch.zeros(2, 3, 32, 32))
    assert not module.training
    prediction = model.predict(module, torch.zeros(2, 3, 32, 32))
    assert np.allclose(prediction["conv.weight"], module.conv.weight.detach().numpy())
    assert module.second.weight is module.first.weight
    for name in left:
        assert torch.equal(module.get_parameter(name), before[name].float()), name
    for name in ("norm.running_mean", "norm.num_batches_tracked"):
        assert torch.equal(module.state_dict()[name], before[name].to(module.state_dict()[name].dtype))


def test_types_are_kept(model: ghn.Model) -> None:
    module = Small().double()
    model.predict_into(module, torch.zeros(2, 3, 32, 32, dtype=torch.float64))
    assert module.conv.weight.dtype == torch.float64


def test_the_class_layer_may_be_kept(model: ghn.Model) -> None:
    module = Small()
    kept = module.classes.weight.clone()
    left = model.predict_into(module, torch.zeros(2, 3, 32, 32), class_layer="kept")
    assert torch.equal(module.classes.weight, kept)
    assert "classes.weight" in left
    with pytest.raises(ghn.InvalidArgument):
        model.predict_into(module, torch.zeros(2, 3, 32, 32), class_layer="other")


def test_an_export_that_fails_says_why(model: ghn.Model) -> None:
    class Odd(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            raise RuntimeError("cannot be traced")

    with pytest.raises(ghn.Unsupported, match="cannot be traced"):
        model.predict(Odd(), torch.zeros(1))
    with pytest.raises(ghn.InvalidArgument):
        model.predict(Small())
    with pytest.raises(ghn.InvalidArgument):
        model.predict_into("no module", torch.zeros(1))


def test_resnet50_takes_its_weights(model: ghn.Model) -> None:
    import torchvision_operators  # noqa: F401 - before torchvision

    models = pytest.importorskip("torchvision.models")
    resnet = models.resnet50()
    prediction = model.predict(resnet, torch.zeros(2, 3, 224, 224))
    assert resnet.load_state_dict(prediction.state_dict(), strict=True)
    assert len(prediction) == 161 and prediction.parameter_count == 25_557_032


def test_pytorch_and_the_library_share_a_process(cell: str) -> None:
    code = f"""
import torch, ghn
threads = torch.get_num_threads()
model = ghn.load()
model.predict({cell!r})
a = torch.randn(300, 300)
assert torch.allclose(a @ a.inverse(), torch.eye(300), atol=1e-2)
assert torch.get_num_threads() == threads
model.predict({cell!r}, threads=2)
print("same")
"""
    for order in (code, code.replace("import torch, ghn", "import ghn, torch")):
        run = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, check=True)
        assert run.stdout == "same\n"


def test_forward_agrees_with_pytorch(model: ghn.Model) -> None:
    module = Small()
    model.predict_into(module, torch.zeros(2, 3, 32, 32))
    module.train()
    images = torch.randn(4, 3, 32, 32)
    network = ghn.architecture(module, torch.zeros(2, 3, 32, 32))
    parameters = {name: value for name, value in module.named_parameters()}
    wanted = {name: parameters[name] for name in network.shapes if name in parameters}
    if set(wanted) != set(network.shapes):
        pytest.skip("the exporter renamed a parameter")
    (logits,) = network.forward(wanted, images).values()
    assert np.allclose(logits, module(images).detach().numpy(), atol=1e-4)

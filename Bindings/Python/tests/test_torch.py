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


def test_both_ways_to_fill_a_module_are_one(model: ghn.Model) -> None:
    images = torch.randn(4, 3, 32, 32)
    used, fresh = Small(), Small()
    for _ in range(3):
        used(5 * images + 3)
    model.predict_into(used, torch.zeros(2, 3, 32, 32))
    # The tied weight has one name in the file.
    fresh.load_state_dict(model.predict(fresh, torch.zeros(2, 3, 32, 32)).state_dict(), strict=False)
    assert used.norm.num_batches_tracked == 0 and torch.equal(used.norm.running_var, torch.ones(8))
    assert torch.equal(used.eval()(images), fresh.eval()(images))


def test_a_module_without_memory_is_told(model: ghn.Model) -> None:
    with torch.device("meta"):
        module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 3))
        batch = torch.zeros(2, 3, 2, 2)
    with pytest.raises(ghn.Error, match="meta"):
        model.predict_into(module, batch)


def test_an_export_draws_no_random_numbers_of_the_program(model: ghn.Model) -> None:
    module = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(3, 4))
    before = torch.get_rng_state()
    model.predict(module, torch.zeros(2, 3))
    assert torch.equal(torch.get_rng_state(), before)


def test_batches_of_numpy_are_batches(model: ghn.Model) -> None:
    one = model.predict(Small(), np.zeros((2, 3, 32, 32), np.float32))
    two = model.predict(Small(), torch.zeros(2, 3, 32, 32))
    assert all(np.array_equal(one[name], two[name]) for name in two)


def test_an_export_that_fails_says_its_cause_in_a_line(model: ghn.Model) -> None:
    class Odd(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            raise RuntimeError("\x1b[31mfirst\x1b[0m\n\nsecond")

    with pytest.raises(ghn.Unsupported) as caught:
        model.predict(Odd(), torch.zeros(1))
    assert "RuntimeError: first second" in str(caught.value) and "\x1b" not in str(caught.value)


def test_every_method_takes_a_module(model: ghn.Model, root: Any, tmp_path: Any) -> None:
    module, batch = Small(), torch.zeros(2, 3, 32, 32)
    prediction = model.predict(module, batch)
    model.predict_file(module, tmp_path / "w.safetensors", batch)
    names: set[str] = set()
    model.predict_pieces(module, lambda name, *_: names.add(name), batch)
    assert names == set(prediction)
    assert model.evaluate(module, root / "Examples" / "digits", batch, limit=16).images == 16
    for call in (lambda: model.embed([module]), lambda: ghn.nas.Predictor().query([module])):
        with pytest.raises(ghn.InvalidArgument):
            call()
    with pytest.raises(ghn.InvalidArgument, match=r"ghn.architecture\(module, batch\)"):
        model.embed([module])
    with pytest.raises(ghn.InvalidArgument, match="a genotype or cell for channels"):
        ghn.architecture(module, batch, classes=3)
    labels = torch.zeros(2, requires_grad=True)
    ghn.nas.Predictor().fit([(2, 2, 0, 4, 3, 0), (1, 1, 2, 1, 1, 1)], labels)

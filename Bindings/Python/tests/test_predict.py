"""Predictions and what can be done with them."""

from __future__ import annotations

import collections
import gc
import json
import pathlib
import struct
import threading
import zipfile
from typing import Any

import numpy as np
import pytest

import ghn


def test_a_prediction_is_an_ordered_mapping(model: ghn.Model, cell: str) -> None:
    prediction = model.predict(cell)
    assert list(prediction)[0] == "stem.0.weight"
    assert prediction["stem.0.weight"].shape == (16, 3, 3, 3)
    assert prediction["stem.0.weight"].dtype == np.float32
    assert len(prediction) == len(prediction.architecture.shapes)
    assert {name: array.shape for name, array in prediction.items()} == prediction.architecture.shapes
    assert prediction.unpredicted == {}
    assert prediction["stem.0.weight"] is prediction["stem.0.weight"]
    assert "stem.0.weight" in prediction and "stem" not in prediction
    with pytest.raises(KeyError):
        prediction["stem"]
    assert "tensors" in repr(prediction) and "parameters" in repr(prediction.architecture)


def test_threads_and_repetition_change_nothing(model: ghn.Model, cell: str) -> None:
    one = model.predict(cell, threads=1)
    two = model.predict(cell, threads=2)
    for name in one:
        assert np.array_equal(one[name], two[name])


Genotype = collections.namedtuple("Genotype", "normal normal_concat reduce reduce_concat")
EDGES = [("sep_conv_3x3", 0), ("sep_conv_3x3", 1)] * 2
GENOTYPE = Genotype(EDGES, range(2, 4), EDGES, range(2, 4))


@pytest.mark.parametrize(
    "x",
    [
        GENOTYPE,
        GENOTYPE._asdict(),
        str(GENOTYPE),
        ([[0, 1], [0, 0]], ["input", "output"]),
        (np.triu(np.ones((3, 3), int), 1), ["input", "conv3x3-bn-relu", "output"]),
        (2, 2, 0, 4, 3, 0),
        [[1], [4, 0], [5, 0, 1]],
        b"|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|",
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_people_have_in_hand_is_an_architecture(model: ghn.Model, x: Any) -> None:
    assert len(model.predict(x)) > 0


def test_a_path_and_its_bytes_are_the_same(model: ghn.Model, root: pathlib.Path) -> None:
    path = root / "Examples" / "resnet18-32.onnx"
    if not path.exists():
        pytest.skip("the example is not there")
    one, two = model.predict(path), model.predict(path.read_bytes())
    assert list(one) == list(two)
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_naslib_indices_are_the_cell(model: ghn.Model, cell: str) -> None:
    indices = ghn.nas.to_naslib(cell)
    assert indices == (2, 2, 0, 4, 3, 0)
    one, two = model.predict(cell), model.predict(indices)
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_arrays_outlive_the_prediction_and_share_their_memory(model: ghn.Model, cell: str) -> None:
    prediction = model.predict(cell)
    array = prediction["stem.0.weight"]
    assert array.base is not None and np.shares_memory(array, prediction["stem.0.weight"])
    total = float(array.sum())
    del prediction
    gc.collect()
    model.predict(cell)
    assert float(array.sum()) == total
    assert np.shares_memory(np.from_dlpack(array), array)


def test_files_hold_parameters_and_buffers(
    model: ghn.Model, cell: str, tmp_path: pathlib.Path
) -> None:
    prediction = model.predict(cell)
    path = tmp_path / "w.safetensors"
    prediction.save(path)
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    state = prediction.state_dict()
    assert set(header) - {"__metadata__"} == set(state)
    begin, end = header["stem.0.weight"]["data_offsets"]
    numbers = np.frombuffer(raw[8 + length + begin : 8 + length + end], np.float32)
    assert np.array_equal(numbers, prediction["stem.0.weight"].ravel())
    with pytest.raises(ghn.Unwritable) as caught:
        prediction.save(path)
    assert caught.value.path == str(path)
    prediction.save(path, overwrite=True)
    prediction.save(tmp_path / "w.npz")
    assert zipfile.ZipFile(tmp_path / "w.npz").testzip() is None
    with pytest.raises(ghn.InvalidArgument):
        prediction.save(tmp_path / "w.txt")


def test_a_file_is_written_while_it_is_predicted(
    model: ghn.Model, cell: str, tmp_path: pathlib.Path
) -> None:
    seen: list[tuple[int, int]] = []
    model.predict_file(cell, tmp_path / "a.safetensors", progress=lambda *x: seen.append(x))
    assert seen[-1][0] == seen[-1][1] == model.predict(cell).parameter_count
    model.predict(cell).save(tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_pieces_make_the_whole(model: ghn.Model, cell: str) -> None:
    prediction = model.predict(cell)
    made = {name: np.full(array.size, np.nan, np.float32) for name, array in prediction.items()}

    def receive(name: str, offset: int, scalars: Any) -> None:
        made[name][offset : offset + scalars.size] = scalars

    model.predict_pieces(cell, receive)
    assert all(np.array_equal(made[name], array.ravel()) for name, array in prediction.items())


def test_embeddings_have_a_row_a_network(model: ghn.Model, cell: str) -> None:
    rows = model.embed([cell, (1, 1, 2, 1, 1, 1), cell])
    assert rows.shape == (3, model.hidden)
    assert np.allclose(rows[0], rows[2], atol=1e-5) and not np.allclose(rows[0], rows[1], atol=1e-5)
    assert model.embed([]).shape == (0, model.hidden)
    many = model.embed(cell for _ in range(300))
    assert many.shape == (300, model.hidden) and np.allclose(many, rows[0], atol=1e-5)


def test_a_network_runs(model: ghn.Model, cell: str) -> None:
    small = ghn.architecture(cell, channels=4, cells=1, classes=7)
    images = np.random.default_rng(0).normal(size=(5, 3, 32, 32))
    (logits,) = small.forward(model.predict(small), images).values()
    assert logits.shape == (5, 7) and np.isfinite(logits).all()


def test_orthogonal_rows(model: ghn.Model, cell: str) -> None:
    weight = model.orthogonalize(cell)["stem.0.weight"].reshape(16, -1)
    product = weight @ weight.T
    off = product - np.diag(np.diag(product))
    assert np.abs(off).max() < 1e-4 * np.abs(product).max()


def test_two_threads_predict_at_the_same_time(model: ghn.Model, cell: str) -> None:
    expected = model.predict(cell, threads=1)
    found: list[ghn.Prediction] = []
    workers = [
        threading.Thread(target=lambda: found.append(model.predict(cell, threads=1)))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 4
    for prediction in found:
        assert all(np.array_equal(prediction[name], expected[name]) for name in expected)


def test_many_predictions_do_not_leak(model: ghn.Model) -> None:
    small = ghn.architecture((1, 1, 2, 1, 1, 1), channels=4, cells=1)

    def resident() -> int:
        gc.collect()
        pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
        return pages * 4096

    for _ in range(200):
        model.predict(small, threads=1)
    before = resident()
    for _ in range(1000):
        model.predict(small, threads=1)
    assert resident() - before < 1 << 20


def told_model(root: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The digits' model with a layer that is told of data, and scales embeddings by what it is told."""
    content = (root / "Models" / "ghn-digits.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, tensors = json.loads(content[8 : 8 + length]), content[8 + length :]
    metadata = header["__metadata__"]
    configuration = json.loads(metadata["ghn.configuration"])
    settings = configuration["configuration"]
    classes, hidden = settings["classCount"], settings["hiddenWidth"]
    settings["summaries"] = [{"name": "none", "prototypes": [0.0] * (16 * classes)}]
    metadata["ghn.configuration"] = json.dumps(configuration)
    random = np.random.default_rng(1)
    for name, shape in {
        "data.hidden.weight": (hidden, 16 * classes), "data.hidden.bias": (hidden,),
        "data.scale.weight": (hidden, hidden), "data.scale.bias": (hidden,),
        "data.shift.weight": (hidden, hidden), "data.shift.bias": (hidden,),
    }.items():
        numbers = (0.1 * random.standard_normal(shape)).astype(np.float32).tobytes()
        header[name] = {
            "dtype": "F32", "shape": list(shape),
            "data_offsets": [len(tensors), len(tensors) + len(numbers)],
        }
        tensors += numbers
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = folder / "told.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + tensors)
    return path


def test_a_model_is_told_of_data(model: ghn.Model, cell: str, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    digits = root / "Examples" / "digits"
    with pytest.raises(ghn.Unsupported):
        model.told(digits)
    before = ghn.load(told_model(root, tmp_path))
    after = before.told(digits)
    assert after.name == before.name and after.parameter_count == before.parameter_count
    one, two = before.predict(cell), after.predict(cell)
    assert list(one) == list(two)
    assert not np.array_equal(one["stem.0.weight"], two["stem.0.weight"])
    assert np.array_equal(two["stem.0.weight"], before.told(str(digits)).predict(cell)["stem.0.weight"])
    # What is evaluated is told by itself.
    assert before.evaluate(cell, str(digits), limit=64).top1 == after.evaluate(cell, str(digits), limit=64).top1
    with pytest.raises(ghn.Unreadable):
        before.told(tmp_path / "missing")

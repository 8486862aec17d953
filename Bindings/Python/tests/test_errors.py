"""Bad input is an exception with its place, never a crash."""

from __future__ import annotations

import os
import pathlib
import pickle
from typing import Any

import numpy as np
import pytest

import ghn
from ghn import nas


def test_a_malformed_cell_names_its_place(model: ghn.Model) -> None:
    with pytest.raises(ghn.Malformed) as caught:
        model.predict("|nor_conv_9x9~0|+|none~0|none~1|+|none~0|none~1|none~2|")
    error = caught.value
    assert error.node is not None and "node 1" in error.node
    assert error.expected is not None and "nor_conv_3x3" in error.expected
    assert error.found == "'nor_conv_9x9'"


def test_a_missing_file_is_named(model: ghn.Model, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "none.onnx"
    with pytest.raises(ghn.Unreadable) as caught:
        model.predict(path)
    assert caught.value.path == str(path)
    with pytest.raises(ghn.Unreadable):
        ghn.load(tmp_path / "none.safetensors")
    with pytest.raises(ghn.Unreadable):
        ghn.load("nobody/nothing")


@pytest.mark.parametrize("content", [b"", b"\x08\x01garbage", b"{", b"\xff\xfe", b"PK\x03\x04"])
def test_files_of_other_kinds(model: ghn.Model, tmp_path: pathlib.Path, content: bytes) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    for call in (lambda: model.predict(path), lambda: ghn.load(path)):
        with pytest.raises(ghn.Error) as caught:
            call()
        assert caught.value.path == str(path)


@pytest.mark.parametrize("x", [None, 3.5, object(), {1: 2}, [], "", b"", (1, 2), [[1.5]], [None]])
def test_what_is_no_architecture(model: ghn.Model, x: Any) -> None:
    with pytest.raises((ghn.Error, TypeError)):
        model.predict(x)


def test_closed_handles_are_refused(cell: str) -> None:
    model = ghn.load()
    network = ghn.architecture(cell)
    with model:
        network.close()
        network.close()
        with pytest.raises(ghn.InvalidArgument):
            model.predict(network)
    with pytest.raises(ghn.InvalidArgument):
        model.predict(cell)
    assert "closed" in repr(model) and "closed" in repr(network)


def test_parameters_of_other_shapes(model: ghn.Model, cell: str) -> None:
    small = ghn.architecture(cell, channels=4, cells=1)
    weights = dict(model.predict(small))
    images = np.zeros((2, 3, 32, 32))
    with pytest.raises(ghn.InvalidArgument):
        small.forward({}, images)
    with pytest.raises(ghn.InvalidArgument) as caught:
        small.forward({**weights, "stem.0.weight": np.zeros((4, 3, 3))}, images)
    assert caught.value.node == "stem.0.weight"
    for inputs in ([], [images, images], [np.zeros((2, 3))], ["no numbers"]):
        with pytest.raises(ghn.Error):
            small.forward(weights, *inputs)
    with pytest.raises(ghn.Error):
        small.forward(weights, np.zeros((2, 5, 32, 32)))


@pytest.mark.parametrize("threads", [0, -1, 1 << 40, "two"])
def test_options_out_of_bounds(model: ghn.Model, cell: str, threads: Any) -> None:
    with pytest.raises(ghn.InvalidArgument):
        model.predict(cell, threads=threads)


def test_a_callback_may_raise(model: ghn.Model, cell: str, tmp_path: pathlib.Path) -> None:
    def fail(*_: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        model.predict_pieces(cell, fail)
    with pytest.raises(KeyError, match="mine"):
        model.predict_file(cell, tmp_path / "w.safetensors", progress=fail)
    assert not (tmp_path / "w.safetensors").exists()
    with pytest.raises(KeyError, match="mine"):
        ghn.nas.rank([cell], "params", progress=fail)
    with pytest.raises(KeyError, match="mine"):
        ghn.nas.search("nas-bench-201", fail, evaluations=3)


def test_handles_stay_in_their_process() -> None:
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(ghn.load())


def test_seeds_and_counts(cell: str) -> None:
    space = ghn.nas.space("nas-bench-201")
    for seed in (-1, 1 << 64, 0.5):
        with pytest.raises(ghn.InvalidArgument):
            space.draw(1, seed=seed)  # type: ignore[arg-type]
    with pytest.raises(ghn.InvalidArgument):
        space.draw(-1)
    with pytest.raises(ghn.InvalidArgument):
        ghn.nas.space("nowhere")
    with pytest.raises(IndexError):
        space[15625]
    with pytest.raises(ghn.Error):
        space.canonical("[[1], [4, 0]]")


@pytest.mark.parametrize("value", [b"noise", object(), {1, 2}, np.zeros(3), float("nan")])
def test_options_of_other_kinds_are_named(cell: str, value: Any) -> None:
    for name in ("data", "seed", "channels"):
        with pytest.raises(ghn.InvalidArgument) as caught:
            ghn.nas.rank([cell], "params", **{name: value})
        assert caught.value.location == name


def test_handles_of_other_kinds_are_named(cell: str) -> None:
    with pytest.raises(ghn.InvalidArgument, match="model: expected a Model"):
        ghn.nas.rank([cell], "params", model=5)  # type: ignore[arg-type]
    ranking = ghn.nas.rank([cell] * 4, "params")
    with pytest.raises(ghn.InvalidArgument, match="predictor: expected a Predictor"):
        ranking.few_labels([1, 2, 3, 4], 2, predictor="one")  # type: ignore[arg-type]
    for call in (
        lambda: ghn.nas.space(None),  # type: ignore[arg-type]
        lambda: ghn.nas.search(7, "params"),  # type: ignore[arg-type]
        lambda: ghn.nas.truth("table.csv", None, [cell]),  # type: ignore[arg-type]
    ):
        with pytest.raises(ghn.InvalidArgument, match="expected a text"):
            call()


def test_numbers_of_numpy_are_numbers(cell: str) -> None:
    space = ghn.nas.space("nas-bench-201")
    assert space.draw(np.int64(2), seed=np.uint8(3)) == space.draw(2, seed=3)  # type: ignore[arg-type]
    assert space[np.int32(7)] == space[7]
    few, same = (
        ghn.nas.rank([cell], "params", channels=channels, cells=1)
        for channels in (np.int64(8), 8)
    )
    assert few.scores["params"][0] == same.scores["params"][0]


def test_paths_may_be_bytes(model: ghn.Model, cell: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "w.safetensors"
    model.predict_file(cell, os.fsencode(path))  # type: ignore[arg-type]
    assert path.stat().st_size > 0
    with pytest.raises(ghn.Unreadable):
        ghn.load(b"/nowhere.safetensors")  # type: ignore[arg-type]


def test_what_a_message_says_is_told_in_parts(
    model: ghn.Model, cell: str, root: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    scores = tmp_path / "scores.jsonl"
    ghn.nas.rank([cell], "params", output=scores)
    digits = root / "Examples" / "digits"
    places = []
    for call in (
        lambda: model.predict(cell).save(tmp_path / "w.pt"),
        lambda: ghn.nas.rank([cell] * 2, "params", output=scores, resume=True),
        lambda: ghn.nas.Predictor().query([cell]),
        lambda: ghn.nas.Predictor().fit([cell], [1.0]),
        lambda: model.evaluate(ghn.architecture(cell, classes=3), digits),
        lambda: model.told(digits),
        lambda: ghn.load(digits / "make.py"),
    ):
        with pytest.raises(ghn.Error) as caught:
            call()
        error = caught.value
        assert error.expected and error.found
        assert f"expected {error.expected}, found {error.found}" in error.message
        places.append(error.location)
    assert places[:4] == [str(tmp_path / "w.pt"), str(scores), None, None]


def test_a_file_that_an_option_names_is_told(model: ghn.Model, cell: str) -> None:
    with pytest.raises(ghn.Unwritable) as caught:
        nas.rank([cell], "params", output="/nonexistent/scores.jsonl")
    assert caught.value.filename == caught.value.path == "/nonexistent/scores.jsonl"
    assert caught.value.node is None
    with pytest.raises(ghn.Unreadable) as missing:
        model.evaluate(cell, data="/nonexistent")
    assert missing.value.filename == "/nonexistent"


def test_what_is_fed_to_a_network_is_told(model: ghn.Model, cell: str) -> None:
    small = ghn.architecture(cell, channels=4, cells=1)
    weights = model.predict(small)
    with pytest.raises(ghn.InvalidArgument, match="parameters: expected arrays by their names"):
        small.forward(3, np.zeros((1, 3, 32, 32)))  # type: ignore[arg-type]
    with pytest.raises(ghn.Error, match="expected a tensor with numbers, found none"):
        small.forward(weights, np.zeros((0, 3, 32, 32)))
    with pytest.warns(UserWarning, match="has no 'zz', which is ignored"):
        small.forward({**weights, "zz": np.ones(1)}, np.zeros((1, 3, 32, 32)))


@pytest.mark.filterwarnings("error")
def test_an_infinite_edge_is_named() -> None:
    with pytest.raises(ghn.InvalidArgument, match="matrix: expected whole numbers, found inf"):
        ghn.architecture(([[0, np.inf], [0, 0]], ["input", "output"]))


def test_outputs_have_memory_of_their_own(model: ghn.Model) -> None:
    network = ghn.architecture({
        "format": "ghn-architecture", "version": 1, "name": "t",
        "inputs": [{"name": "x", "extents": [None, 3]}],
        "parameters": [{"name": "w", "shape": [10, 3]}],
        "operations": [
            {"name": "l", "type": "linear", "layout": "outputFirst", "inputs": ["x", "w"],
             "outputs": [{"name": "z"}]},
            {"name": "i", "type": "identity", "inputs": ["z"], "outputs": [{"name": "y"}]},
            {"name": "k", "type": "identity", "inputs": ["w"], "outputs": [{"name": "ww"}]},
        ],
        "outputs": ["y", "z", "ww"],
    })
    weights = model.predict(network)
    before = weights["w"].copy()
    outputs = network.forward(weights, np.ones((2, 3)))
    outputs["ww"][...] = 7
    outputs["y"][...] = 8
    assert np.array_equal(weights["w"], before) and not (outputs["z"] == 8).any()

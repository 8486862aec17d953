"""Arguments that cannot be meant are refused by their names; nothing is ignored in silence."""

from __future__ import annotations

import errno
import os
import pathlib
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import ghn
from ghn import nas

SMALL = {"channels": 4, "cells": 1, "batch": 8}
NO_CELL = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"


@pytest.fixture
def cells() -> list[str]:
    return nas.space("nas-bench-201").draw(12, seed=7)


def refused(call: Callable[[], object], *words: str) -> None:
    """Expects an error of an argument, with what was expected and found, that has these words."""
    with pytest.raises(ghn.InvalidArgument) as caught:
        call()
    assert caught.value.expected and caught.value.found
    for word in words:
        assert word in str(caught.value), caught.value


def test_wishes_that_a_network_takes_none_of_are_refused(cell: str, root: pathlib.Path) -> None:
    model = root / "Examples" / "resnet18-32.onnx"
    for x in (model, model.read_bytes(), ghn.architecture(cell)):
        for wish in ("channels", "cells", "classes", "input_size"):
            refused(lambda: ghn.architecture(x, **{wish: 5}), "a genotype or cell for channels")
    assert ghn.architecture(cell, classes=7).parameters != ghn.architecture(cell).parameters


def test_zero_bytes_cut_nothing_off(model: ghn.Model, cell: str, tmp_path: pathlib.Path) -> None:
    path, junk = str(tmp_path / "a"), "\0.safetensors"
    table = tmp_path / "table.csv"
    table.write_text(f"cell,accuracy\n{cell},1\n{NO_CELL},2\n")
    for call in (
        lambda: ghn.architecture(str(table) + junk),
        lambda: ghn.architecture(cell + junk),
        lambda: ghn.load(path + junk),
        lambda: model.predict_file(cell, path + junk),
        lambda: model.predict(cell).save(path + junk),
        lambda: model.told(path + junk),
        lambda: model.evaluate(cell, path + junk),
        lambda: nas.rank([cell], "params", output=path + junk),
        lambda: nas.search("nas-bench-201", "params", evaluations=3, history=path + junk),
        lambda: nas.space("darts" + junk),
        lambda: nas.space("nas-bench-201").canonical(cell + junk),
        lambda: nas.truth(str(table) + junk, "accuracy", [cell]),
        lambda: nas.truth(table, "accuracy" + junk, [cell]),
        lambda: nas.truth(table, "accuracy", [cell + junk]),
        lambda: nas.Predictor().fit([cell, NO_CELL + junk], [1, 2]),
    ):
        refused(call, "zero bytes")
    assert os.listdir(tmp_path) == ["table.csv"]


def test_one_bad_item_costs_the_others_nothing(cell: str, root: pathlib.Path) -> None:
    items: list[Any] = [
        cell, None, 3, "|x", object(), cell + "\0", "\udc80", ghn.architecture(cell, classes=5), {1: {2, 3}},
        (root / "Examples" / "resnet18-32.onnx").read_bytes(), ([[0, 1.9], [0, 0]], ["input", "output"]),
        cell.encode(), root / "Examples" / "resnet18-32.onnx",
    ]
    ranking = nas.rank(items, ["params", "vote"], **SMALL)
    assert sorted(ranking.failures) == list(range(1, 11))
    assert "with wishes" in ranking.failures[7] and "found 1.9" in ranking.failures[10]
    assert np.isfinite(ranking.scores["params"][[0, 11, 12]]).all()
    assert ranking.scores["params"][0] == ranking.scores["params"][11]
    # Whoever learns from a list is told which of it is none.
    refused(lambda: nas.Predictor().fit([cell, None], [1, 2]), "xtrain[1]", "found NoneType")


def test_architectures_are_what_they_were_read_from(cell: str, root: pathlib.Path) -> None:
    indices, model = nas.to_naslib(cell), root / "Examples" / "resnet18-32.onnx"
    given = [cell, indices, cell.encode(), model, str(model)]
    read = nas.rank([ghn.architecture(x) for x in given], ["params", "naswot"], **SMALL)
    told = nas.rank(given, ["params", "naswot"], **SMALL)
    assert not read.failures
    for name in told.scores:
        assert np.array_equal(read.scores[name], told.scores[name])
    refused(lambda: nas.Predictor().query([ghn.architecture(model.read_bytes())]), "of bytes")


def test_a_text_is_no_list(model: ghn.Model, cell: str) -> None:
    for call in (
        lambda: nas.rank(cell, "params"),
        lambda: nas.rank(None, "params"),
        lambda: nas.truth("table.csv", "accuracy", cell),
        lambda: nas.Predictor().fit(cell, [1.0]),
        lambda: nas.Predictor().pretrain(cell),
        lambda: model.embed(cell),
    ):
        refused(call, "a list of architectures")
    assert nas.Predictor("params").scores == ("params",)


def test_names_of_scores_and_options_are_checked_at_once(model: ghn.Model, cells: list[str]) -> None:
    refused(lambda: nas.Predictor(["xx"]), "'xx'")
    refused(lambda: nas.Predictor(chanels=8), "'chanels'")
    refused(lambda: nas.Predictor(output="scores.jsonl"), "'output'")
    for name in ("foo", "vote", "az-nas"):
        refused(lambda: nas.ObjectiveFunction(name), repr(name))
        refused(lambda: nas.search("nas-bench-201", name, evaluations=3), repr(name))
    refused(lambda: nas.ObjectiveFunction("params", chanels=8), "'chanels'")
    refused(lambda: nas.rank(cells, None), "scores")
    refused(lambda: nas.rank(cells, "params", progress=5), "progress")
    refused(lambda: nas.search("nas-bench-201", "params", progress=True), "progress")


def test_accuracy_is_not_measured_on_noise(model: ghn.Model, cells: list[str], root: pathlib.Path) -> None:
    for score in ("predicted", "tuned-loss"):
        refused(lambda: nas.rank(cells, score, model=model), "data: expected a data set")
    digits = root / "Examples" / "digits"
    refused(lambda: nas.rank(cells, "predicted", data=digits), "model=ghn.load()")
    found = nas.rank(cells[:2], "predicted", model=model, data=digits, batches=1, **SMALL)
    assert np.isfinite(found.scores["predicted"]).all()


def test_going_on_needs_a_file(cells: list[str]) -> None:
    refused(lambda: nas.rank(cells, "params", resume=True), "resume", "'output'")
    refused(lambda: nas.search("nas-bench-201", "params", resume=True), "resume", "'history'")


@pytest.mark.parametrize("value", [1e30, -1, 2**64, 0.5])
def test_numbers_out_of_range_are_named(model: ghn.Model, cell: str, value: float) -> None:
    refused(lambda: model.predict(cell, seed=value), "seed: expected a whole number from 0 to 2^64 - 1")
    if value != -1:
        refused(lambda: model.predict(cell, threads=value), "threads: expected a whole number")


def test_what_is_true_must_fit_the_list(cells: list[str], tmp_path: pathlib.Path) -> None:
    ranking = nas.rank(cells, "params", **SMALL)
    for truth in ([1, 2], np.zeros((12, 1)), ["a"] * 12, {"a": 1}, [np.nan] * 12):
        refused(lambda: ranking.against(truth), "truth")
    refused(lambda: ranking.few_labels(range(5), 3), "truth: expected the shape (12,)")
    refused(lambda: ranking.order("x"), "'x'")
    table = tmp_path / "table.csv"
    table.write_text("cell,accuracy\n" + "".join(f"{cell},{n}\n" for n, cell in enumerate(cells[1:])))
    assert np.isnan(nas.truth(table, "accuracy", cells)[0])
    with table.open("a") as lines:
        lines.write(f"{cells[1]},7\n")
    with pytest.raises(ghn.Malformed, match="line 13: expected the 'accuracy'"):
        nas.truth(table, "accuracy", cells)
    table.write_text("cell,accuracy\n" + "".join(f"{cell},{n}\n" for n, cell in enumerate(cells[1:])))
    with pytest.raises(ghn.Malformed, match="written as there, found none") as caught:
        nas.truth(table, "accuracy", [nas.to_naslib(cell) for cell in cells])
    assert caught.value.location == caught.value.path == str(table)


def test_aggregates_are_learned_from_in_their_parts(cells: list[str]) -> None:
    for score in ("vote", "az-nas"):
        predictor = nas.Predictor([score], **SMALL)
        predictor.fit(cells[:8], [float(cell.count("conv")) for cell in cells[:8]])
        together = predictor.query(cells[8:])
        assert np.allclose(together, [predictor.query([cell])[0] for cell in cells[8:]])


def test_spaces_are_given_and_sliced() -> None:
    space = nas.space("nas-bench-201")
    assert space[:3] == [space[0], space[1], space[2]] and space[-2:] == [space[-2], space[-1]]
    for call in (lambda: nas.space("darts")[0], lambda: nas.space("darts")[:3]):
        with pytest.raises(TypeError, match="not enumerated"):
            call()
    one = nas.search(nas.space("enas"), "params", evaluations=5, method="random")
    assert one == nas.search("enas", "params", evaluations=5, method="random")
    assert isinstance(one.score, float)


def test_models_that_are_shipped_have_names(model: ghn.Model) -> None:
    assert ghn.load("ghn-image-small").name == model.name
    with pytest.raises(ghn.Unreadable, match="the package has ghn-image-small") as caught:
        ghn.load("ghn-image-large")
    assert caught.value.filename == "ghn-image-large" and caught.value.errno == errno.ENOENT
    refused(lambda: ghn.load(3), "name: expected a path, found int")


def test_what_is_not_pickled_says_what_is(model: ghn.Model, cell: str) -> None:
    prediction = model.predict(cell)
    with pytest.raises(TypeError, match=r"dict\(prediction\)"):
        pickle.dumps(prediction)
    again = pickle.loads(pickle.dumps(dict(prediction)))
    assert all(np.array_equal(again[name], prediction[name]) for name in prediction)
    with pytest.raises(TypeError, match="a Predictor cannot be pickled"):
        pickle.dumps(nas.Predictor())
    error = pickle.loads(pickle.dumps(ghn.Unreadable("m", "l", "e", "f", "p")))
    assert (str(error), error.location, error.found, error.filename) == ("m", "l", "f", "p")


def test_closed_objects_are_named(model: ghn.Model, cells: list[str]) -> None:
    other = ghn.load()
    other.close()
    refused(lambda: other.predict(cells[0]), "an open Model", "a closed one")
    refused(lambda: nas.rank(cells, "params", model=other), "an open Model")


def test_structures_that_are_no_architecture() -> None:
    ring: dict[str, Any] = {}
    ring["ring"] = ring
    loop: list[Any] = []
    loop.append(loop)
    for x in (ring, loop, {(1, 2): 3}, {"a": object()}, ([["a", "b"], ["c", "d"]], ["input", "output"])):
        refused(lambda: ghn.architecture(x))


def test_a_file_holds_what_the_methods_predict(
    model: ghn.Model, cell: str, tmp_path: pathlib.Path
) -> None:
    wishes = {"class_layer": "initialized", "seed": 5}
    prediction = model.predict(cell, **wishes)
    prediction.save(tmp_path / "a.safetensors")
    model.predict_file(cell, tmp_path / "b.safetensors", **wishes)
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    made = {name: np.full(array.size, np.nan, np.float32) for name, array in prediction.items()}

    def receive(name: str, offset: int, scalars: Any) -> None:
        made[name][offset : offset + scalars.size] = scalars

    model.predict_pieces(cell, receive, **wishes)
    assert all(np.array_equal(made[name], array.ravel()) for name, array in prediction.items())
    refused(lambda: model.predict_pieces(cell, None), "receive")
    refused(lambda: ghn.architecture(cell).forward(prediction, np.zeros((2, 3, 32, 32), complex)), "complex")

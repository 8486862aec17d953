"""Spaces, scores, metrics, predictors and searches."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest

import ghn
from ghn import nas
from ghn._library import json_result

SMALL = {"channels": 4, "cells": 1, "batch": 8}


@pytest.mark.parametrize("name", nas.spaces())
def test_every_space_draws_what_can_be_predicted(model: ghn.Model, name: str) -> None:
    space = nas.space(name)
    texts = space.draw(3, seed=1)
    assert texts == space.draw(4, seed=1)[:3]
    neighbor = space.mutate(texts[0], seed=2)
    assert neighbor != texts[0]
    assert space.canonical(space.canonical(neighbor)) == space.canonical(neighbor)
    assert ghn.architecture(space.json(neighbor)).parameters > 0


def test_a_space_is_a_sequence() -> None:
    space = nas.space("nas-bench-201")
    assert len(space) == 15_625 and space[-1] == space[15_624]
    assert len(set(space)) == 15_625
    with pytest.raises(TypeError):
        len(nas.space("deepnets"))


def test_scores_do_not_depend_on_threads() -> None:
    cells = nas.space("nas-bench-201").draw(6, seed=3)
    scores = [name for name in nas.SCORES if not name.startswith(("predicted", "tuned"))]
    one = nas.rank(cells, scores, threads=1, **SMALL)
    two = nas.rank(cells, scores, threads=3, **SMALL)
    assert list(one.scores) == scores
    for name in scores:
        assert np.array_equal(one.scores[name], two.scores[name])
    assert one.best(2) == [cells[place] for place in one.order()[:2]]


def test_repetitions_are_a_mean_over_seeds() -> None:
    cells = nas.space("nas-bench-201").draw(3, seed=3)

    def scores(seed: int, repetitions: int) -> np.ndarray:
        ranking = nas.rank(cells, "jacob_cov", seed=seed, repetitions=repetitions, **SMALL)
        return ranking.scores["jacob_cov"]

    assert np.allclose(scores(4, 2), (scores(4, 1) + scores(5, 1)) / 2, rtol=1e-12)
    with pytest.raises(ghn.InvalidArgument, match="repetitions"):
        scores(4, 0)


def test_memory_is_limited() -> None:
    cells = nas.space("nas-bench-201").draw(1, seed=3)
    allowed = nas.rank(cells, "zico", memory_limit=1, **SMALL)
    assert not allowed.failures
    with pytest.raises(ghn.InvalidArgument, match="memory_limit"):
        nas.rank(cells, "zico", memory_limit=0, **SMALL)
    # 32 channels of 4,096 × 4,096 pixels for an image: 2 GiB.
    refused = nas.rank(
        cells, "zico", memory_limit=1, batch=2, channels=32, cells=1, classes=10, input_size=4096
    )
    assert "at once" in refused.failures[0] or "elements" in refused.failures[0]


def test_what_is_no_architecture_is_told_and_left_out() -> None:
    ranking = nas.rank(["|x", (2, 2, 0, 4, 3, 0)], "params")
    assert list(ranking.failures) == [0] and "NAS-Bench-201" in ranking.failures[0]
    assert ranking.scores["params"][0] == -np.inf and ranking.scores["params"][1] > 0
    assert nas.rank([], "params").names == []


def test_an_aggregate_ranks_what_has_scores() -> None:
    cells = nas.space("nas-bench-201").draw(6, seed=3)
    alone = nas.rank(cells, ["az-nas", "params"], **SMALL)
    among = nas.rank([*cells[:3], "|foo|", "nofile.onnx", *cells[3:]], ["az-nas", "params"], **SMALL)
    assert list(among.failures) == [3, 4]
    kept = [0, 1, 2, 5, 6, 7]
    assert np.array_equal(among.scores["az-nas"][kept], alone.scores["az-nas"])
    assert (among.scores["az-nas"][[3, 4]] == -np.inf).all()
    nothing = nas.rank(["|foo|"], "vote", **SMALL)
    assert nothing.scores["vote"][0] == -np.inf


def test_progress_counts() -> None:
    seen: list[tuple[int, int]] = []
    nas.rank(nas.space("enas").draw(5), "params", progress=lambda *x: seen.append(x))
    assert seen == [(place, 5) for place in range(1, 6)]


def test_an_interrupted_ranking_goes_on(tmp_path: pathlib.Path) -> None:
    cells = nas.space("nas-bench-201").draw(9, seed=5)
    path = tmp_path / "scores.jsonl"
    whole = nas.rank(cells, ["az-nas", "params"], output=path, **SMALL)
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 10
    path.write_text("".join(lines[:5]) + lines[5][:20])
    seen: list[tuple[int, int]] = []
    again = nas.rank(
        cells, ["az-nas", "params"], output=path, resume=True,
        progress=lambda *x: seen.append(x), **SMALL,
    )
    assert seen == [(place, 9) for place in range(1, 10)]
    for name in ["az-nas", "params"]:
        assert np.array_equal(again.scores[name], whole.scores[name])
    with pytest.raises(ghn.Error, match="same list and options"):
        nas.rank(cells[:8], ["az-nas", "params"], output=path, resume=True, **SMALL)
    with pytest.raises(ghn.Error, match="exists already"):
        nas.rank(cells, "params", output=path)


def test_isomorphic_cells_share_their_scores() -> None:
    cells = [
        "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|",
        "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|",
    ]
    apart = nas.rank(cells, "naswot", **SMALL).scores["naswot"]
    shared = nas.rank(cells, "naswot", isomorphic_once=True, **SMALL).scores["naswot"]
    assert apart[0] == shared[0] == shared[1]


def test_a_table_tells_the_truth_and_few_labels_are_learned_from(tmp_path: pathlib.Path) -> None:
    cells = nas.space("nas-bench-201").draw(30, seed=6)
    accuracies = [cell.count("nor_conv_3x3") + 0.5 * cell.count("skip") for cell in cells]
    table = tmp_path / "table.csv"
    rows = [f"{y},{cell}" for cell, y in zip(cells[1:], accuracies[1:])]
    table.write_text("Accuracy200,Cell\n" + "\n".join(rows) + "\n")
    truth = nas.truth(table, "acc", cells)
    assert np.isnan(truth[0]) and list(truth[1:]) == accuracies[1:]
    with pytest.raises(ghn.Malformed, match="column 'loss'"):
        nas.truth(table, "loss", cells)
    table.write_text(f"Accuracy200,Cell\n1,{cells[0]}\n2,{cells[0]}\n")
    with pytest.raises(ghn.Malformed, match="line 3: expected the 'Accuracy200' 1.0"):
        nas.truth(table, "acc", cells)
    ranking = nas.rank(cells, "params", **SMALL)
    assert ranking.against(truth)["params"].n == 29
    report = ranking.few_labels(truth, 20, draws=2)
    assert (report.labels, report.n, report.draws) == (20, 9, 2)
    assert report == ranking.few_labels(truth, 20, draws=2, threads=1)
    single = ranking.few_labels(truth, 20, draws=1)
    assert single.kendall.value is not None and single.kendall.standard_error is None
    constant = ranking.few_labels(np.ones(30), 20, draws=2)
    assert constant.kendall == constant.rmse == nas.Metric(None, None) and repr(constant.rmse) == "–"
    with pytest.raises(ghn.InvalidArgument, match=r"\(3, 1\)"):
        ranking.few_labels(np.ones((3, 1)), 20)
    predictor = nas.Predictor()
    predictor.pretrain(cells, steps=5)
    assert ranking.few_labels(truth, 20, draws=2, predictor=predictor) != report
    with pytest.raises(ghn.InvalidArgument, match="fewer labels"):
        ranking.few_labels(truth, 29)


def test_the_scores_are_those_of_the_library() -> None:
    assert tuple(json_result("score_names")) == nas.SCORES


def test_a_search_goes_on_by_its_history(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "visited.jsonl"
    calls: list[str] = []

    def score(text: str) -> float:
        calls.append(text)
        return float(text.count("3x3"))

    def search(resume: bool) -> nas.Search:
        return nas.search(
            "nas-bench-201", score, evaluations=20, population=6, sample=3, history=path,
            resume=resume,
        )

    first, count = search(resume=False), len(calls)
    again = search(resume=True)
    assert first == again and count == 20 == len(calls)


def test_metrics_against_a_truth() -> None:
    truth = np.arange(50.0)
    good = nas.metrics(truth**3, truth)
    assert good.kendall.value == pytest.approx(1) and good.regret.value == 0
    bad = nas.metrics(-truth, truth, top=5)
    assert bad.kendall.value == pytest.approx(-1) and bad.precision.value == 0 and bad.n == 50
    assert nas.metrics(np.zeros(9), np.arange(9)).kendall.value is None
    equal = nas.metrics([1, 2, 3, 4], [1, 5, 5, 5.0], top=1)
    assert equal.precision.value == 1 and equal.regret.value == 0
    with pytest.raises(ghn.InvalidArgument, match=r"truth\[2\]: expected a finite number"):
        nas.metrics([1, 2, 3], [1, 2, -np.inf])
    with pytest.raises(ghn.InvalidArgument, match=r"scores: expected one axis, found the shape \(1, 2\)"):
        nas.metrics([[1, 2]], [[1, 2]])
    for scores, truths in [([], []), ([1.0], [1.0, 2.0]), ([np.nan], [1.0]), ("ab", [1.0])]:
        with pytest.raises(ghn.Error):
            nas.metrics(scores, truths)


def test_a_predictor_has_the_methods_of_naslib() -> None:
    space = nas.space("nas-bench-201")
    known, others = space.draw(40, seed=5), space.draw(40, seed=6)

    def label(text: str) -> float:
        return text.count("nor_conv") + 2.0 * text.count("3x3")

    predictor = nas.Predictor()
    with pytest.raises(ghn.InvalidArgument):
        predictor.query(others)
    predictor.fit([nas.to_naslib(text) for text in known], [label(text) for text in known])
    means, variances = predictor.estimate(others)
    found = nas.metrics(means, [label(text) for text in others]).kendall.value
    assert found is not None and found > 0.5
    errors = (means - [label(text) for text in others]) / np.sqrt(variances)
    assert np.mean(np.abs(errors) > 2) < 0.2
    assert np.array_equal(predictor.query(others), means)
    assert predictor.get_data_reqs()["requires_partial_lc"] is False
    with pytest.raises(ghn.InvalidArgument):
        predictor.fit(known, [1.0])
    with pytest.raises(ghn.InvalidArgument, match=r"labels\[5\]: expected a finite number, found inf"):
        predictor.fit(known[:6], [1, 2, 3, 4, 5, np.inf])
    with pytest.raises(ghn.InvalidArgument):
        predictor.query(others, info=np.zeros((40, 2)))


def test_a_predictor_learns_from_scores() -> None:
    cells = nas.space("nas-bench-201").draw(12, seed=7)
    predictor = nas.Predictor(["params"], **SMALL)
    predictor.fit(cells, np.arange(12.0), info=np.arange(12.0)[:, None])
    assert predictor.query(cells, info=np.arange(12.0)[:, None]).shape == (12,)


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_score_that_none_can_beat_is_refused(value: float) -> None:
    with pytest.raises(ghn.InvalidArgument, match="a score"):
        nas.search("nas-bench-201", lambda text: value, evaluations=9)


def test_a_search_keeps_a_candidate_the_moment_it_is_scored(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "visited.jsonl"
    calls: list[str] = []
    told: list[int] = []

    def score(text: str) -> float:
        calls.append(text)
        if len(calls) == 23:
            raise KeyboardInterrupt
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        nas.search(
            "nas-bench-201", score, evaluations=60, history=path,
            progress=lambda done, _: told.append(done),
        )
    assert len(path.read_text().splitlines()) == 23
    assert told == list(range(1, 23))


def test_a_small_population_is_its_own_sample() -> None:
    assert len(nas.search("nas-bench-201", "params", evaluations=9, population=4).visited) == 9
    with pytest.raises(ghn.InvalidArgument, match="sample"):
        nas.search("nas-bench-201", "params", evaluations=9, population=4, sample=5)


def test_a_search_is_repeatable_and_keeps_its_limits() -> None:
    def run() -> nas.Search:
        return nas.search(
            "nas-bench-201", "params", evaluations=24, population=8, sample=3, seed=1,
            max_params=600_000,
        )

    one, two = run(), run()
    assert one == two and len(one.visited) == 24
    assert one.score == max(score for _, score in one.visited) <= 600_000
    assert ghn.architecture(one.json).parameters == one.score


def test_a_function_may_be_the_score() -> None:
    found = nas.search("enas", lambda text: text.count("5"), evaluations=30, method="random", seed=2)
    assert found.score == found.best.count("5")
    objective = nas.ObjectiveFunction("params")
    assert objective((2, 2, 0, 4, 3, 0)) > objective((1, 1, 3, 1, 1, 1))


def test_a_predictor_learns_from_a_space_without_labels(model: ghn.Model) -> None:
    space = nas.space("nas-bench-201")
    known, others = space.draw(24, seed=5), space.draw(24, seed=6)
    label = [text.count("nor_conv") + 2.0 * text.count("3x3") for text in known]
    told: list[int] = []

    def means(seed: int) -> np.ndarray:
        predictor = nas.Predictor(["params"], seed=seed, **SMALL)
        predictor.pretrain(
            known + others, targets=["flow", "scores", "ghn", "hypernetwork"], model=model, steps=5,
            progress=lambda done, total: told.append(done),
        )
        predictor.fit(known, label)
        return predictor.query(others)

    assert np.array_equal(means(1), means(1)) and not np.array_equal(means(1), means(2))
    assert told == [1, 2, 3, 4, 5] * 4


def test_pretraining_tells_what_it_lacks() -> None:
    cells = nas.space("nas-bench-201").draw(4, seed=5)
    predictor = nas.Predictor()
    for wishes in (
        {"targets": ["scores"]}, {"targets": ["ghn"]}, {"targets": ["none"]}, {"targets": [1]},
        {"steps": 0}, {"threads": -1}, {"info": np.zeros(3)},
    ):
        with pytest.raises(ghn.InvalidArgument):
            predictor.pretrain(cells, **wishes)
    for other in ([], [*cells, "[[1], [4, 0]]"]):
        with pytest.raises(ghn.InvalidArgument):
            predictor.pretrain(other)

    def fail(*_: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        predictor.pretrain(cells, progress=fail)

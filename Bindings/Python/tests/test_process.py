"""The library has no side effects on its process."""

from __future__ import annotations

import multiprocessing
import pathlib
import subprocess
import sys

import pytest

import ghn

CELL = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|"


def _sum(_: int) -> float:
    return float(sum(float(array.sum()) for array in ghn.load().predict(CELL).values()))


def _score(_: int) -> float:
    ranking = ghn.nas.rank([CELL], "naswot", channels=4, cells=1, batch=8)
    return float(ranking.scores["naswot"][0])


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_compute_the_same(method: str) -> None:
    # The parent has used the library before it forks.
    expected = [_sum(0), _score(0)]
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(_sum, range(4), chunksize=1) == [expected[0]] * 4
        assert pool.map(_score, range(4), chunksize=1) == [expected[1]] * 4


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_numpy_keeps_its_threads() -> None:
    pytest.importorskip("threadpoolctl")
    code = f"""
import numpy, threadpoolctl
def counts():
    return sorted((pool["filepath"], pool["num_threads"]) for pool in threadpoolctl.threadpool_info()
                  if "numpy" in pool["filepath"])
before = counts()
import ghn
ghn.load().predict({CELL!r})
ghn.nas.rank([{CELL!r}], "naswot", channels=4, cells=1, batch=8)
assert before and counts() == before, (before, counts())
print("same")
"""
    assert _run(code) == "same\n"


def test_the_blas_of_the_library_has_one_thread() -> None:
    code = f"""
import ctypes, ghn, pathlib
ghn.load().orthogonalize({CELL!r})
blas = pathlib.Path(ghn.__file__).parent / "lib" / "libscipy_openblas.so"
print(ctypes.CDLL(str(blas)).scipy_openblas_get_num_threads())
"""
    assert _run(code) == "1\n"


def test_importing_loads_nothing() -> None:
    code = """
import ghn, sys
maps = open("/proc/self/maps").read()
print("libghn" in maps, "torch" in sys.modules)
"""
    assert _run(code) == "False False\n"


def test_the_wheel_is_what_is_tested() -> None:
    folder = pathlib.Path(ghn.__file__).parent
    assert "site-packages" in str(folder)
    assert (folder / "py.typed").exists() and (folder / "lib" / "libghn.so").exists()

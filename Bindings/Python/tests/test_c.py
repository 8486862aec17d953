"""The C example: compiled without a warning, run, and run once more under valgrind."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess

import pytest

import ghn

EXPECTED = """\
156 tensors, 587386 parameters
{"index":0,"name":"|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|","scores":{"params":PARAMS0}
{"index":1,"name":"|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|","scores":{"params":PARAMS1}
{"error":"cannot be read: No such file or directory","index":2,"name":"not a cell"
status 1: architecture: expected a handle, found NULL
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    if not shutil.which("cc"):
        pytest.skip("no C compiler")
    root = pathlib.Path(__file__).resolve().parents[3]
    library = pathlib.Path(ghn.__file__).parent / "lib"
    path = tmp_path_factory.mktemp("c") / "predict"
    source = root / "Bindings" / "C"
    subprocess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-I", source, source / "example" / "predict.c",
         "-o", path, library / "libghn.so", f"-Wl,-rpath,{library}"],
        check=True,
    )
    return path


def _arguments(folder: pathlib.Path, cell: str) -> list[str]:
    (folder / "cell.txt").write_text(cell + "\n")
    model = pathlib.Path(ghn.__file__).parent / "models" / "ghn-image-small.safetensors"
    return [str(model), str(folder / "cell.txt"), str(folder / "w.safetensors")]


def test_the_example_does_what_it_says(
    program: pathlib.Path, tmp_path: pathlib.Path, cell: str
) -> None:
    run = subprocess.run(
        [program, *_arguments(tmp_path, cell)], capture_output=True, text=True, check=True
    )
    expected = EXPECTED
    for place, indices in enumerate([(2, 1, 1, 1, 1, 0), (2, 1, 0, 2, 1, 0)]):
        expected = expected.replace(
            f"PARAMS{place}", str(ghn.architecture(indices).parameters)
        )
    assert run.stdout.replace(".0}", "}") == expected
    assert (tmp_path / "w.safetensors").stat().st_size > 4 * 587_386


def test_valgrind_finds_nothing_lost_or_read_wrongly(
    program: pathlib.Path, tmp_path: pathlib.Path, cell: str
) -> None:
    if not shutil.which("valgrind"):
        pytest.skip("no valgrind")
    # Its processor has no AVX-512: the loops for AVX2 are chosen.
    run = subprocess.run(
        ["valgrind", "--quiet", "--error-exitcode=9", "--leak-check=full",
         "--errors-for-leak-kinds=definite", program, *_arguments(tmp_path, cell)],
        capture_output=True, text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Haswell"},
    )
    assert run.returncode == 0, run.stderr[-4000:]


def test_the_library_exports_the_functions_of_its_header_and_no_others() -> None:
    library = pathlib.Path(ghn.__file__).parent / "lib" / "libghn.so"
    header = (pathlib.Path(__file__).resolve().parents[3] / "Bindings/C/ghn.h").read_text()
    run = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    # Data, such as Swift's descriptions of types, are kept by the linker.
    functions = [line.split() for line in run.stdout.splitlines()]
    exported = {name for *_, kind, name in functions if kind == "T"}
    declared = {
        word.split("(")[0].lstrip("*") for word in header.split() if word.lstrip("*").startswith("ghn_") and "(" in word
    }
    assert exported == declared

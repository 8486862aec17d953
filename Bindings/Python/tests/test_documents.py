"""The Python blocks of the README, verbatim, and the guides."""

from __future__ import annotations

import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


def blocks(path: pathlib.Path) -> list[str]:
    return re.findall(r"^```python\n(import ghn.*?|from ghn.*?)^```$", path.read_text(), re.M | re.S)


def run(code: str, folder: pathlib.Path) -> str:
    if "torch" in code:
        for name in ("torch", "torchvision", "onnx"):
            if importlib.util.find_spec(name) is None:
                pytest.skip(f"{name} is not installed")
    (folder / "block.py").write_text(code)
    start = "import runpy; runpy.run_path('block.py', run_name='__main__')"
    if "torchvision" in code:
        start = f"import sys; sys.path.append({str(ROOT / 'Bindings/Python/tests')!r}); " \
            f"import torchvision_operators; {start}"
    done = subprocess.run([sys.executable, "-c", start], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("place", [0, 1])
def test_the_readme_block_runs(place: int, tmp_path: pathlib.Path) -> None:
    found = blocks(ROOT / "README.md")
    assert len(found) == 2
    assert run(found[place], tmp_path)


@pytest.mark.parametrize(
    "guide", ["weights_for_my_pytorch_model.py", "rank_a_search_space.py"]
)
def test_the_guide_runs(guide: str, tmp_path: pathlib.Path) -> None:
    path = ROOT / "Bindings" / "Python" / "guides" / guide
    assert run(path.read_text(), tmp_path)

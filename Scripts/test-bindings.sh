#!/usr/bin/env bash
# Tests the wheel in dist: installs it into a virtual environment in another folder, which is kept for
# the next time, with pytest and what else the tests use. PyTorch is added in continuous integration
# (CI=true), or where TORCH=1 asks for it.
# Usage: Scripts/test-bindings.sh [words for pytest…]
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
home=${GHN_TEST_ENVIRONMENT:-${XDG_CACHE_HOME:-$HOME/.cache}/ghn/test-environment}
python=${PYTHON:-python3}

if ! [ -x "$home/bin/python" ]; then
  "$python" -m venv "$home"
fi
pip=("$home/bin/python" -m pip --quiet --disable-pip-version-check)
"${pip[@]}" install numpy pytest mypy threadpoolctl
if [ "${CI:-}" = true ] || [ "${TORCH:-}" = 1 ]; then
  "$home/bin/python" -c 'import torch, torchvision, onnx, onnxscript' 2>/dev/null ||
    "${pip[@]}" install torch==2.13.0+cpu torchvision onnx onnxscript ||
    echo "note: pip offers no PyTorch for the processor; its tests are skipped" >&2
fi
"${pip[@]}" install --force-reinstall --no-deps dist/ghn-*.whl

command -v valgrind >/dev/null || Scripts/install-packages.sh valgrind

"$home/bin/python" -m mypy --config-file Bindings/Python/pyproject.toml Bindings/Python/ghn
# From another folder: what is imported is the wheel, and not the source.
cd "$(mktemp -d)"
env -u PYTHONPATH -u GHN_LIBRARY -u GHN_MODEL "$home/bin/python" -m pytest -q -p no:cacheprovider \
  "$root/Bindings/Python/tests" "$@"

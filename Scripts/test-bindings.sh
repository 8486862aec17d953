#!/usr/bin/env bash
# Tests the wheel in dist: checks its types, and installs it into a virtual environment in another
# folder, with pytest and what else the tests use. The environment is kept for the next time.
#
# PyTorch is added where pip offers a build for the processor alone; where it does not, the tests that
# need it are skipped, and say so.
# Usage: Scripts/test-bindings.sh [words for pytest…]
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
home=${GHN_TEST_ENVIRONMENT:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ghn/test-environment}

Scripts/install-packages.sh python3 python3-venv gcc libc6-dev binutils
command -v valgrind >/dev/null || Scripts/install-packages.sh valgrind ||
  echo "note: there is no valgrind; the test that needs it is skipped" >&2
if ! "$home/bin/python" -c 'import pip' 2>/dev/null; then
  rm -rf "$home"
  "${PYTHON:-python3}" -m venv "$home"
fi
pip=("$home/bin/python" -m pip --quiet --disable-pip-version-check)
tools=(numpy pytest mypy threadpoolctl)
"$home/bin/python" -c 'import numpy, pytest, mypy, threadpoolctl' 2>/dev/null ||
  "${pip[@]}" install "${tools[@]}"
"$home/bin/python" -c 'import torch, torchvision, onnx, onnxscript' 2>/dev/null ||
  "${pip[@]}" install torch==2.13.0+cpu torchvision onnx onnxscript 2>/dev/null ||
  echo "note: pip offers no PyTorch for the processor alone; its tests are skipped" >&2
"${pip[@]}" install --force-reinstall --no-deps dist/ghn-*.whl

"$home/bin/python" -m mypy --cache-dir "$home/mypy" --config-file Bindings/Python/pyproject.toml Bindings/Python/ghn
# From another folder: what is imported is the wheel, and not the source.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
env -u PYTHONPATH -u GHN_LIBRARY -u GHN_MODEL "$home/bin/python" -m pytest -q -p no:cacheprovider \
  -rs "$root/Bindings/Python/tests" "$@"

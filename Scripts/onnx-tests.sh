#!/usr/bin/env bash
# Writes the official tests of ONNX operators below .build/onnx-tests, once: the Python package that
# generates them goes into a virtual environment there.
# Usage: Scripts/onnx-tests.sh   (prints the folder of the tests)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.build/onnx-tests
packages=(onnx==1.23.2 numpy==2.4.6 ml_dtypes==0.6.0)
made="${packages[*]} $(sha256sum Scripts/onnx-tests.py)"
if [ "$(cat $folder/made 2>/dev/null)" != "$made" ]; then
  Scripts/install-packages.sh python3 python3-venv >&2
  rm -rf $folder
  mkdir -p $folder/cases
  python3 -m venv $folder/python
  $folder/python/bin/pip install --quiet --disable-pip-version-check "${packages[@]}" >&2
  $folder/python/bin/python -W ignore Scripts/onnx-tests.py $folder/cases >&2
  echo "$made" > $folder/made
fi
echo $folder/cases

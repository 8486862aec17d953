#!/usr/bin/env bash
# Makes the wheel in dist from dist/libghn.so, the shipped model, and a BLAS for the wheel alone, so
# that it shares no threads with NumPy's.
# Usage: Scripts/build-wheel.sh   (PYTHON names the Python, python3 by default)
set -euo pipefail
cd "$(dirname "$0")/.."
blas=.build-library/blas
package=scipy-openblas32==0.3.34.481.3

Scripts/install-packages.sh python3 python3-venv binutils
if [ "$(cat $blas/made 2>/dev/null)" != "$package" ]; then
  rm -rf $blas
  "${PYTHON:-python3}" -m venv $blas/environment
  $blas/environment/bin/pip download --quiet --disable-pip-version-check --no-deps \
    --only-binary :all: --dest $blas "$package"
  "${PYTHON:-python3}" -m zipfile -e $blas/scipy_openblas32-*.whl $blas
  echo "$package" > $blas/made
fi
"${PYTHON:-python3}" Bindings/Python/build_wheel.py dist/libghn.so dist \
  $blas/scipy_openblas32/lib/libscipy_openblas.so

#!/usr/bin/env bash
# Prints the words that `swift build` needs to find an MPI, as that MPI's own compiler knows them.
# Usage: Scripts/mpi-flags.sh MPICC   (such as mpicc, mpicc.openmpi, mpicc.mpich)
set -euo pipefail

compiler=${1:?usage: Scripts/mpi-flags.sh MPICC}
if ! command -v "$compiler" >/dev/null; then
  echo "error: expected the compiler of an MPI, found no '$compiler' on the PATH" >&2
  exit 1
fi

flags=()
# Open MPI and MPICH both print the compiler that they would call, and its words.
read -ra words <<<"$("$compiler" -show)"
for word in "${words[@]:1}"; do
  case $word in
    -I*) flags+=(-Xcc "$word") ;;
    -L* | -l*) flags+=(-Xlinker "$word") ;;
    -Wl,*)
      IFS=, read -ra parts <<<"${word#-Wl,}"
      for part in "${parts[@]}"; do flags+=(-Xlinker "$part"); done
      ;;
    -pthread) flags+=(-Xlinker -lpthread) ;;
  esac
done
echo "${flags[@]}"

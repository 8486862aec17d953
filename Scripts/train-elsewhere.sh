#!/usr/bin/env bash
# Packs a training into one archive that runs on a Linux machine of the same kind without a toolchain:
# the command linked with the Swift libraries, its other libraries, the images, a checkpoint or a GHN.
# Usage: Scripts/train-elsewhere.sh BUNDLE.tar.gz (--resume CHECKPOINT | --data WORD-OR-PATH) [train option…]
#   There: tar xzf BUNDLE.tar.gz && training/run [--threads N]
#   Back:  training/out holds the checkpoint, the log and the curve; `train --resume` goes on with them.
# All options of `train` are packed, and --data may stand several times; with --resume it is needed only where
# the images are not Fashion-MNIST.
set -euo pipefail

fail() {
  echo "error: $2" >&2
  exit "$1"
}

[ $# -ge 3 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64; }
bundle=$1
shift
repository=$(cd "$(dirname "$0")/.." && pwd)
build=(swift build --package-path "$repository" --scratch-path "$repository/.build-command"
  -c release --static-swift-stdlib --product ghn-predict)
"${build[@]}" >&2
command=$("${build[@]}" --show-bin-path)/ghn-predict

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/training
mkdir -p "$root/lib" "$root/data" "$root/in" "$root/out"
cp "$command" "$root/ghn-predict"
# All libraries but those that belong to the machine's own C library and loader.
libraries() {
  ldd "$1" | awk '$2 == "=>" {print $3}' \
    | grep -vE '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so' || true
}
libraries "$command" | xargs -r cp -L -t "$root/lib"
# OpenBLAS is opened when it is needed, so that the command does not name it.
for blas in /usr/lib/*/openblas-serial/libopenblas.so.0 $(ldconfig -p | awk '$1 == "libopenblas.so.0" {print $NF}'); do
  [ -e "$blas" ] || continue
  cp -L "$blas" "$root/lib/libopenblas.so.0"
  libraries "$blas" | xargs -r cp -nL -t "$root/lib"
  break
done

# Copies a file or folder into a folder of the bundle under a name that is free there, and answers the name.
pack() {
  local name number=1
  name=$(basename "$1")
  while [ -e "$root/$2/$name" ]; do
    number=$((number + 1))
    name=$number-$(basename "$1")
  done
  cp -rL "$1" "$root/$2/$name"
  echo "$2/$name"
}

# Options that name files get copies of them; all others stay as they are.
resumed=
files=()
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case $1 in
    --data | --resume | --teacher | --initial | --architectures | --validation-architectures)
      [ $# -ge 2 ] || fail 64 "$1: expected a value, found none"
      path=$2
      [ "$1 $path" = "--data fashion-mnist" ] && path=/usr/share/datasets/fashion-mnist
      [ -e "$path" ] || fail 66 "$path: expected what $1 names, found nothing ('make data' installs Fashion-MNIST)"
      ;;
  esac
  case $1 in
    --data) files+=(--data "$(pack "$path" data)"); shift 2 ;;
    --resume) resumed=yes; cp "$path" "$root/out/ghn.checkpoint.safetensors"; shift 2 ;;
    --teacher) files+=(--teacher "$(pack "$path" in)"); shift 2 ;;
    --initial | --architectures | --validation-architectures)
      options+=("$1" "$(pack "$path" in)")
      shift 2
      ;;
    *) options+=("$1"); shift ;;
  esac
done
if [[ " ${files[*]-} " != *" --data "* ]]; then
  path=/usr/share/datasets/fashion-mnist
  [ -e "$path" ] || fail 66 "$path: expected the images, found nothing; 'make data' installs Fashion-MNIST"
  files+=(--data "$(pack "$path" data)")
fi

{
  echo '#!/bin/sh'
  echo '# Begins the training, or goes on with it if out/ has a checkpoint.'
  echo 'cd "$(dirname "$0")" || exit 66'
  echo 'export LD_LIBRARY_PATH="$PWD/lib"'
  printf 'train() { exec ./ghn-predict train'
  printf ' %q' "${files[@]}"
  echo ' --log out/log.jsonl --curve out/curve.svg -o out/ghn.safetensors --force "$@"; }'
  # Of a training that began elsewhere the options are what changes; one that begins here keeps its own.
  echo 'if [ -e out/ghn.checkpoint.safetensors ]; then'
  printf '  train --resume out/ghn.checkpoint.safetensors'
  [ -z "$resumed" ] || printf ' %q' ${options[@]+"${options[@]}"}
  echo ' "$@"'
  echo 'fi'
  [ -n "$resumed" ] || { printf 'train'; printf ' %q' ${options[@]+"${options[@]}"}; echo ' "$@"'; }
} > "$root/run"
chmod +x "$root/run"
tar czf "$bundle" -C "$work" training
echo "$bundle: $(du -h "$bundle" | cut -f1); there: tar xzf $(basename "$bundle") && training/run" >&2

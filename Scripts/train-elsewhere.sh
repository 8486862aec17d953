#!/usr/bin/env bash
# Packs a training into one archive that runs on a Linux machine of the same kind without a toolchain:
# the command linked with the Swift libraries, its other libraries, the images, a checkpoint or a GHN.
# Usage: Scripts/train-elsewhere.sh BUNDLE.tar.gz (--resume CHECKPOINT | --data WORD-OR-FOLDER) [train option…]
#   There: tar xzf BUNDLE.tar.gz && training/run [--threads N]
#   Back:  training/out holds the checkpoint, the log and the curve; `train --resume` goes on with them.
set -euo pipefail

[ $# -ge 3 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 64; }
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
ldd "$command" | awk '$2 == "=>" {print $3}' \
  | grep -vE '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so' | xargs -r cp -L -t "$root/lib"

# Options that name files get copies of them; all others stay as they are.
data=fashion-mnist
teacher=
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift 2 ;;
    --resume) cp "$2" "$root/out/ghn.checkpoint.safetensors"; shift 2 ;;
    --teacher) cp "$2" "$root/in/"; teacher="--teacher in/$(printf %q "$(basename "$2")")"; shift 2 ;;
    --initial | --architectures | --validation-architectures)
      cp "$2" "$root/in/"
      options+=("$1" "in/$(basename "$2")")
      shift 2
      ;;
    *) options+=("$1"); shift ;;
  esac
done
[ "$data" = fashion-mnist ] && data=/usr/share/datasets/fashion-mnist
[ -d "$data" ] || { echo "error: no folder of images at $data; 'make data' installs Fashion-MNIST" >&2; exit 66; }
cp -L "$data"/* "$root/data/"

{
  echo '#!/bin/sh'
  echo '# Begins the training, or goes on with it if out/ has a checkpoint.'
  echo 'cd "$(dirname "$0")" || exit 66'
  echo 'export LD_LIBRARY_PATH="$PWD/lib"'
  echo 'files="--log out/log.jsonl --curve out/curve.svg -o out/ghn.safetensors --force"'
  echo 'if [ -e out/ghn.checkpoint.safetensors ]; then'
  echo "  exec ./ghn-predict train --resume out/ghn.checkpoint.safetensors --data data $teacher \$files \"\$@\""
  echo 'fi'
  printf "exec ./ghn-predict train --data data $teacher \$files"
  printf ' %q' ${options[@]+"${options[@]}"}
  echo ' "$@"'
} > "$root/run"
chmod +x "$root/run"
tar czf "$bundle" -C "$work" training
echo "$bundle: $(du -h "$bundle" | cut -f1); there: tar xzf $(basename "$bundle") && training/run" >&2

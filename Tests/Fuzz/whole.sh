#!/usr/bin/env bash
# Sends mutated files through everything that the command does with them, for so many minutes:
# ONNX models, JSON, genotypes, cells, checkpoints of trainings and GHNs, images. Networks are also
# fitted, fine-tuned and scored. An input on which the process dies, or never ends, is kept, and the
# script ends with 1.
# Usage: Tests/Fuzz/whole.sh MINUTES [FIRST]   (FIRST: the number of the first input; default: by time)
set -euo pipefail
cd "$(dirname "$0")/../.."
minutes=$1
first=${2:-$(($(date +%s) * 1000))}
build=${CONFIGURATION:-release}
swift build -c "$build" --product whole-fuzz ${BUILD_FLAGS:-}
fuzz=$(swift build -c "$build" --show-bin-path)/whole-fuzz
folder=.build/fuzz/whole
mkdir -p $folder/files $folder/findings
seeds=(Tests/Fuzz/Corpus Tests/NetworkExecutionTests/Golden/operations Tests/ghn-predictTests/Golden
  Tests/ArchDAGTests/Golden Tests/TensorFilesTests/Golden Tests/GHNTests/Golden/logah.pt
  Examples/darts.json)
[ ! -d .build/onnx-tests/cases ] || seeds+=(.build/onnx-tests/cases)
export SWIFT_BACKTRACE=enable=no
end=$(($(date +%s) + 60 * minutes))
count=0
found=0
while [ "$(date +%s)" -lt $end ]; do
  rc=0
  "$fuzz" $folder "$first" 2000 "${seeds[@]}" >/dev/null 2>$folder/error || rc=$?
  if [ $rc -eq 0 ]; then
    count=$((count + 2000))
    first=$((first + 2000))
  else
    number=$(cat $folder/current)
    "$fuzz" --write "$folder/findings/$number" "$number" "${seeds[@]}" >/dev/null
    echo "input $number: rc $rc: $(grep -m 1 -a Fatal $folder/error || true)"
    found=$((found + 1))
    count=$((count + number - first + 1))
    first=$((number + 1))
  fi
done
echo "$count inputs, $found findings$([ $found -eq 0 ] || echo " in $folder/findings")"
[ $found -eq 0 ]

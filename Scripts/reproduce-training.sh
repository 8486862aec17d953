#!/usr/bin/env bash
# Runs the first 200 steps of the training of Models/in-training twice, on one thread and on two, and
# compares: both must give the same bytes, and the losses of the log that is shipped within 2 %.
# Usage: Scripts/reproduce-training.sh GHN-PREDICT
set -euo pipefail

command=$1
models=$(cd "$(dirname "$0")/../Models" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for threads in 1 2; do
  status=0
  env -u OPENBLAS_CORETYPE "$command" train --initial "$models/ghn2-fashion-mnist.safetensors" \
    --data fashion-mnist --sample everything --steps 200000 --meta-batch 4 --batch 32 \
    --learning-rate 0.002 --warm-up 200 --average-weights 0.999 --seed 1 --stop-after 200 \
    --validation-networks 0 --log-steps 50 --threads "$threads" --quiet \
    --log "$work/$threads.jsonl" -o "$work/$threads.safetensors" || status=$?
  [ "$status" -le 1 ] || exit "$status"
  "$command" convert "$work/$threads.checkpoint.safetensors" -o "$work/weights$threads.safetensors" \
    > "$work/converted.txt"
done
cmp "$work/weights1.safetensors" "$work/weights2.safetensors"
echo "200 steps twice: the same bytes"
awk '
  function field(name) {
    match($0, "\"" name "\": [-0-9.e]+")
    return substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4) + 0
  }
  NR == FNR { shipped[field("step")] = field("loss"); next }
  {
    step = field("step"); loss = field("loss")
    if (!(step in shipped)) { print "no loss is shipped for step " step; exit 1 }
    difference = loss / shipped[step] - 1
    printf "step %d: loss %.4f, shipped %.4f\n", step, loss, shipped[step]
    if (difference < -0.02 || difference > 0.02) { print "more than 2 % apart"; exit 1 }
  }' "$models/in-training/log.jsonl" "$work/1.jsonl"

#!/usr/bin/env bash
# Runs the first 200 steps of the training of Models/in-training twice, on one thread and on two, and
# compares: both must give the same bytes. Beside the log that is shipped, the loss of the family in the
# middle must be within 5 %, and the accuracy within 2 points.
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
# Other kinds of processors round otherwise, and one network whose weights explode can be most of a mean
# of 200: so the family in the middle is what losses are compared by.
awk '
  # All numbers of this name in a line, those of the families behind that of all networks.
  function fields(name, found,   rest, count) {
    count = 0; rest = $0
    while (match(rest, "\"" name "\": [-0-9.e]+")) {
      found[++count] = substr(rest, RSTART + length(name) + 4, RLENGTH - length(name) - 4) + 0
      rest = substr(rest, RSTART + RLENGTH)
    }
    return count
  }
  function size(x) { return x < 0 ? -x : x }
  {
    fields("step", steps); step = steps[1]
    count = fields("loss", losses); fields("top1", accuracies)
  }
  NR == FNR {
    families[step] = count; accuracy[step] = accuracies[1]
    for (i = 1; i <= count; i++) shipped[step, i] = losses[i]
    next
  }
  {
    if (families[step] != count) { print "no line of as many families is shipped for step " step; exit 1 }
    for (i = 2; i <= count; i++) {
      difference[i - 1] = size(losses[i] / shipped[step, i] - 1)
      for (j = i - 1; j > 1 && difference[j - 1] > difference[j]; j--) {
        swapped = difference[j]; difference[j] = difference[j - 1]; difference[j - 1] = swapped
      }
    }
    middle = 100 * difference[int(count / 2)]
    printf "step %d: loss %.4f, shipped %.4f; that of the family in the middle %.1f %% apart; " \
      "accuracy %.1f %%, shipped %.1f\n",
      step, losses[1], shipped[step, 1], middle, accuracies[1], accuracy[step]
    if (middle > 5 || size(accuracies[1] - accuracy[step]) > 2) {
      print "more than 5 %, or 2 points, apart"; exit 1
    }
  }' "$models/in-training/log.jsonl" "$work/1.jsonl"

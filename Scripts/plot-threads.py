#!/usr/bin/env python3
"""Measures how training speeds up with threads, and draws it.

Usage: plot-threads.py measure COMMAND RESULTS.json [MOST-THREADS] [-- words before the command]
       plot-threads.py draw RESULTS.json PLOT.svg

`measure` trains on Fashion-MNIST with 4 and with 16 networks a step, three times in turns, by 1, 2, 4 …
threads up to MOST-THREADS (default: the processors), more steps with more threads; the second half of
the steps counts. Likewise as many trainings of one thread beside each other, of 4 networks a step: what they
make together is what the machine has for that many threads, without anything to share or to wait for. `draw`
shows the medians as dots. Beyond them, a line is Amdahl's law for the share that cannot be shared out, as the
largest measured number of threads tells it: a model, no measurement.
"""

import contextlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

import line_chart

THREADS = [1, 2, 4, 8, 16]


class Training:
    """A training that was started in a folder of its own."""

    def __init__(self, command, before, meta_batch, threads, folder):
        steps = round(96 // meta_batch * math.sqrt(threads))
        self.log = f"{folder}/log.jsonl"
        words = [*before, command, "train", "--data", "fashion-mnist", "--sample", "small", "--meta-batch",
                 str(meta_batch), "--steps", str(steps), "--threads", str(threads), "--log-steps", str(steps // 2),
                 "--validation-networks", "0", "--seed", "1", "--quiet", "--force", "--log", self.log, "-o",
                 f"{folder}/ghn.safetensors"]
        environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment)

    def steps_per_minute(self):
        if self.process.wait() != 0:
            sys.exit(f"{self.log}: expected a training that ends with status 0, found {self.process.returncode}")
        with open(self.log) as file:
            return json.loads(file.readlines()[-1])["stepsPerMinute"]


def steps_per_minute(command, before, meta_batch, threads):
    with tempfile.TemporaryDirectory() as folder:
        return Training(command, before, meta_batch, threads, folder).steps_per_minute()


def steps_per_minute_beside_each_other(command, before, meta_batch, count):
    with contextlib.ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(count)]
        trainings = [Training(command, before, meta_batch, 1, folder) for folder in folders]
        return sum(training.steps_per_minute() for training in trainings)


def measure(command, output, most, before):
    together, apart = {}, {}
    for _ in range(3):
        for meta_batch in (4, 16):
            for threads in [t for t in THREADS if t <= most]:
                speed = steps_per_minute(command, before, meta_batch, threads)
                together.setdefault(str(meta_batch), {}).setdefault(str(threads), []).append(speed)
        for count in [t for t in THREADS if t <= most]:
            speed = steps_per_minute_beside_each_other(command, before, 4, count)
            apart.setdefault("4", {}).setdefault(str(count), []).append(speed)
    with open(output, "w") as file:
        json.dump({"processors": os.cpu_count(), "stepsPerMinute": together, "besideEachOther": apart}, file,
                  indent=1)
        file.write("\n")


def ratios(speeds):
    """How many times one thread's speed there is by the number of threads."""
    alone = statistics.median(speeds["1"])
    return {int(threads): statistics.median(all) / alone for threads, all in speeds.items()}


def draw(source, plot):
    with open(source) as file:
        results = json.load(file)
    lines = []
    for number, (meta_batch, speeds) in enumerate(results["stepsPerMinute"].items()):
        found = ratios(speeds)
        most = max(found)
        # ratio = 1 / (s + (1 - s) / n)
        serial = max(0.0, (most / found[most] - 1) / (most - 1)) if most > 1 else 0.0
        model = [1 / (serial + (1 - serial) / n) for n in THREADS]
        lines.append((f"{meta_batch} networks a step: modeled, {100 * serial:.0f} % serial",
                      {"color": number, "dashes": "5 4"}, model))
        lines.append((f"{meta_batch} networks a step: measured", {"color": number, "dots": True},
                      [found.get(n) for n in THREADS]))
        for n, ratio in sorted(found.items()):
            print(f"{meta_batch} networks, {n} threads: {ratio:.2f} × one thread")
    for meta_batch, speeds in results.get("besideEachOther", {}).items():
        found = ratios(speeds)
        lines.append((f"{meta_batch} networks a step, trainings of one thread beside each other",
                      {"color": 2, "dots": True}, [found.get(n) for n in THREADS]))
        for n, ratio in sorted(found.items()):
            print(f"{meta_batch} networks, {n} trainings of one thread: {ratio:.2f} × one")
    lines.append(("as many times as threads", {"color": 5, "dashes": "1 4"}, THREADS))
    parts = line_chart.panel(70, 70, "steps a minute, against one thread", THREADS, lines, 16, " ×",
                             width=420, height=260)
    parts += line_chart.legend(70, 380, lines)
    with open(plot, "w") as file:
        file.write(line_chart.picture("Training by several threads", 560, 480, parts))


def main(words):
    before = []
    if "--" in words:
        place = words.index("--")
        words, before = words[:place], words[place + 1:]
    match words:
        case ["measure", command, output]:
            measure(command, output, os.cpu_count() or 1, before)
        case ["measure", command, output, most]:
            measure(command, output, int(most), before)
        case ["draw", source, plot]:
            draw(source, plot)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

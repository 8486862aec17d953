#!/usr/bin/env python3
"""Measures how training speeds up with threads, and draws it.

Usage: plot-threads.py measure COMMAND RESULTS.json [MOST-THREADS] [-- words before the command]
       plot-threads.py draw RESULTS.json PLOT.svg

`measure` trains on Fashion-MNIST with 4 and with 16 networks a step, three times in turns, by 1, 2, 4 …
threads up to MOST-THREADS (default: the processors), more steps with more threads; the second half of
the steps counts. `draw` shows the medians as dots. Beyond them, a
line is Amdahl's law for the share that cannot be shared out, as the largest measured number of threads
tells it: a model, no measurement.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

import line_chart

THREADS = [1, 2, 4, 8, 16]


def steps_per_minute(command, before, meta_batch, threads, folder):
    steps = round(96 // meta_batch * math.sqrt(threads))
    words = [*before, command, "train", "--data", "fashion-mnist", "--sample", "small", "--meta-batch",
             str(meta_batch), "--steps", str(steps), "--threads", str(threads), "--log-steps", str(steps // 2),
             "--validation-networks", "0", "--seed", "1", "--quiet", "--force", "--log",
             f"{folder}/log.jsonl", "-o", f"{folder}/ghn.safetensors"]
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)
    with open(f"{folder}/log.jsonl") as file:
        return json.loads(file.readlines()[-1])["stepsPerMinute"]


def measure(command, output, most, before):
    runs = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(3):
            for meta_batch in (4, 16):
                for threads in [t for t in THREADS if t <= most]:
                    speed = steps_per_minute(command, before, meta_batch, threads, folder)
                    runs.setdefault(str(meta_batch), {}).setdefault(str(threads), []).append(speed)
    with open(output, "w") as file:
        json.dump({"processors": os.cpu_count(), "stepsPerMinute": runs}, file, indent=1)
        file.write("\n")


def draw(source, plot):
    with open(source) as file:
        runs = json.load(file)["stepsPerMinute"]
    lines = []
    for number, (meta_batch, speeds) in enumerate(runs.items()):
        alone = statistics.median(speeds["1"])
        ratios = {int(t): statistics.median(all) / alone for t, all in speeds.items()}
        most = max(ratios)
        # ratio = 1 / (s + (1 - s) / n)
        serial = max(0.0, (most / ratios[most] - 1) / (most - 1)) if most > 1 else 0.0
        model = [1 / (serial + (1 - serial) / n) for n in THREADS]
        lines.append((f"{meta_batch} networks a step: modeled, {100 * serial:.0f} % serial",
                      {"color": number, "dashes": "5 4"}, model))
        lines.append((f"{meta_batch} networks a step: measured", {"color": number, "dots": True},
                      [ratios.get(n) for n in THREADS]))
        for n, ratio in sorted(ratios.items()):
            print(f"{meta_batch} networks, {n} threads: {ratio:.2f} × one thread")
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

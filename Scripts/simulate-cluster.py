#!/usr/bin/env python3
"""Predicts how fast a training is on a cluster, from steps that were measured on one machine.

Usage: simulate-cluster.py measure COMMAND MPIRUN MEASUREMENTS.json [-- words before the command]
       simulate-cluster.py predict MEASUREMENTS.json PREDICTIONS.json PLOT.svg

`measure` trains on Fashion-MNIST: one network a step, from whose log the distribution of a network's
time is taken; the same in two processes at once, which tells how much two busy processors slow each
other down; and whole steps with 1 rank × 1 thread, 1 × 2 and 2 × 1. `predict` first says how well the
model reproduces the latter three, none of which it was fitted to, and then what it predicts.

The model of a step, of M networks shared by R ranks of T threads:
- Each network takes a time out of the measured distribution, times what busy neighbors cost and what
  a larger GHN adds. A rank takes neighboring networks, on a circle that is cut so that the largest share is
  small; its threads share them and the loops within them, but for the share that a loop's ends and its
  serial parts leave idle.
- Stragglers: each rank's time is multiplied by a log-normal factor of the spread that equal steps had.
- A message of n bytes takes alpha + n / beta. Reports are gathered by rank 0 one by one, and sent on
  along a tree. Gradients travel in pieces of 65,536 numbers along all ranks and on to all (ordered), or
  are reduced and gathered along a ring of chunks, or a tree where that is faster (fast).
- Adding up and the optimizer take a time for each number, shared by up to four threads, for they wait
  for the memory; a network's time is that of a measured step less the optimizer's.
"""

import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile

import line_chart

PIECE = 65536
# alpha in seconds, beta in bytes a second: what such networks reach with MPI.
NETWORKS = {
    "shared memory": (5e-6, 4e9),
    "10 GbE": (30e-6, 1.1e9),
    "200 Gb/s": (2e-6, 22e9),
}
# How many numbers a GHN's gradient has, and how many seconds one network adds to those of the measured
# GHN, on one thread: three times what a prediction takes (forward, and two products backward).
GHNS = {
    "GHN-2": (1_620_764, 0.0),
    "GHN-3-T": (6_915_000, 0.05),
    "GHN-3-XL": (654_400_000, 2.3),
}
RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]


def train(words, folder, name, before=(), background=False):
    """Starts a training; its log stands in folder/name.jsonl."""
    line = [*before, *words, "--log", f"{folder}/{name}.jsonl", "-o", f"{folder}/{name}.safetensors"]
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    if background:
        return process
    _, errors = process.communicate()
    if process.returncode:
        sys.exit(f"{' '.join(line)}: {errors.decode()}")
    return process


def step_seconds(folder, name, skipped=3):
    with open(f"{folder}/{name}.jsonl") as file:
        entries = [json.loads(line) for line in file]
    return [60 / entry["stepsPerMinute"] for entry in entries[skipped:] if entry["stepsPerMinute"] > 0]


def measure(command, mpirun, output, before):
    steps, meta_batch, repetitions = 24, 8, 3
    def words(batch, count, threads):
        return [command, "train", "--data", "fashion-mnist", "--sample", "small", "--meta-batch",
                str(batch), "--steps", str(count), "--threads", str(threads), "--log-steps", "1",
                "--validation-networks", "0", "--seed", "1", "--quiet", "--force"]
    mpi = [mpirun, "--oversubscribe", "--allow-run-as-root", "-n", "2"]
    with tempfile.TemporaryDirectory() as folder:
        train(words(1, 8 * steps, 1), folder, "alone", before)
        # The same networks twice at the same time.
        pair = [train(words(1, 8 * steps, 1), folder, f"pair{i}", before, background=True)
                for i in range(2)]
        for process in pair:
            process.communicate()
        cases = {"1×1": (words(meta_batch, steps, 1), before),
                 "1×2": (words(meta_batch, steps, 2), before),
                 "2×1": (words(meta_batch, steps, 1), [*before, *mpi])}
        measured = {}
        for repetition in range(repetitions):
            for case, (line, start) in cases.items():
                train(line, folder, f"step{repetition}", start)
                seconds = statistics.mean(step_seconds(folder, f"step{repetition}"))
                measured.setdefault(case, []).append(seconds)
        result = {
            "metaBatch": meta_batch, "steps": steps,
            "networkSeconds": [round(s, 5) for s in step_seconds(folder, "alone")],
            "pairedNetworkSeconds": [round(s, 5) for s in
                                     step_seconds(folder, "pair0") + step_seconds(folder, "pair1")],
            "stepSeconds": {case: [round(s, 5) for s in all] for case, all in measured.items()},
        }
    with open(output, "w") as file:
        json.dump(result, file, indent=1, ensure_ascii=False)
        file.write("\n")


def shares(times, ranks):
    """Times cut into one run for each rank, on a circle, so that the longest run is short."""
    def runs(first, limit):
        found = [[]]
        total = 0.0
        for index in range(len(times)):
            time = times[(first + index) % len(times)]
            if total + time > limit:
                found.append([])
                total = 0.0
            found[-1].append(time)
            total += time
        return found

    def cut(first):
        mean = sum(times) / ranks
        low, high = max(max(times), mean), mean + max(times)
        for _ in range(10):
            limit = (low + high) / 2
            low, high = (low, limit) if len(runs(first, limit)) <= ranks else (limit, high)
        return runs(first, high)

    # Some of the beginnings will do where there are many.
    beginnings = range(0, max(1, len(times) // ranks), max(1, len(times) // ranks // 4))
    best = min((cut(first) for first in beginnings), key=lambda all: max(map(sum, all)))
    return best + [[] for _ in range(ranks - len(best))]


class Model:
    def __init__(self, measured):
        # The optimizer, for each number, and adding a network's gradient up: passes over memory.
        self.seconds_per_number = 1.6e-9
        self.seconds_per_addition = 0.3e-9
        # A measured step of one network ends with the optimizer.
        optimizer = GHNS["GHN-2"][0] * self.seconds_per_number
        self.networks = [max(0.0, s - optimizer) for s in measured["networkSeconds"]]
        alone, paired = statistics.mean(measured["networkSeconds"]), statistics.mean(
            measured["pairedNetworkSeconds"])
        # What one busy neighbor costs; more of them share what is between them likewise.
        self.neighbor = max(0.0, paired / alone - 1)
        # The share of a network's time that one thread alone can do (ends of loops, small operators).
        self.serial = 0.04
        self.spread = 0.03

    def step(self, ranks, threads, networks, ghn, network, reduction, generator, cores_shared=False):
        """The seconds of one step."""
        numbers, extra = GHNS[ghn]
        alpha, beta = NETWORKS[network]
        busy = threads if not cores_shared else threads * ranks
        slowdown = 1 + self.neighbor * min(1, busy - 1)
        slowest = 0.0
        drawn = [(generator.choice(self.networks) + extra) * slowdown for _ in range(networks)]
        for times in shares(drawn, ranks):
            total, longest = sum(times), max(times, default=0.0)
            shared = self.serial * longest + max(
                total / threads, (1 - self.serial) * total / threads) if threads > 1 else total
            slowest = max(slowest, shared * generator.lognormvariate(0, self.spread))
        addends = max(1, networks / ranks)
        update = numbers * self.seconds_per_number / min(threads, 4)
        if ranks == 1 or reduction == "fast":
            update += numbers * addends * self.seconds_per_addition / min(threads, 4)
        return slowest + update + self.communication(
            ranks, numbers, addends, alpha, beta, reduction)

    def communication(self, ranks, numbers, addends, alpha, beta, reduction):
        if ranks == 1:
            return 0.0
        tree = math.ceil(math.log2(ranks))
        # Two gatherings a step: the reports, and whether to stop. Some 300 bytes a rank.
        gather = 2 * ((ranks - 1) * (1.5e-6 + 300 / beta)
                      + tree * (alpha + 300 * ranks / beta))
        size = 4 * numbers
        if reduction == "ordered":
            pieces = math.ceil(numbers / PIECE)
            piece = alpha + 4 * min(PIECE, numbers) / beta
            add = min(PIECE, numbers) * self.seconds_per_addition * addends
            return gather + (ranks - 1) * (piece + add) + (pieces - 1) * max(piece, add) + (
                ranks - 1) * piece
        ring = 2 * (ranks - 1) * alpha + 2 * size * (ranks - 1) / ranks / beta
        halving = 2 * tree * alpha + 2 * size * (ranks - 1) / ranks / beta
        return gather + min(ring, halving)

    def mean_step(self, *arguments, repetitions=60, **options):
        generator = random.Random(1)
        return statistics.mean(
            self.step(*arguments, generator, **options) for _ in range(repetitions))


def predict(source, output, plot):
    with open(source) as file:
        measured = json.load(file)
    model = Model(measured)
    reproduced = {}
    for case, times in measured["stepSeconds"].items():
        ranks, threads = (int(number) for number in case.split("×"))
        found = min(times)
        modeled = model.mean_step(
            ranks, threads, measured["metaBatch"], "GHN-2", "shared memory", "ordered",
            repetitions=400, cores_shared=True)
        reproduced[case] = {"measured": round(found, 4), "modeled": round(modeled, 4),
                            "percentApart": round(100 * (modeled / found - 1), 1)}
        print(f"{case}: measured {1e3 * found:.1f} ms, modeled {1e3 * modeled:.1f} ms, "
              f"{100 * (modeled / found - 1):+.1f} %")
    threads, each = 16, 16
    curves = []
    for network in ("10 GbE", "200 Gb/s"):
        for ghn in GHNS:
            for reduction in ("ordered", "fast"):
                alone = model.mean_step(1, threads, each, ghn, network, reduction)
                steps = [model.mean_step(ranks, threads, each * ranks, ghn, network, reduction,
                                         repetitions=20 if ranks > 64 else 60) for ranks in RANKS]
                curves.append({
                    "network": network, "ghn": ghn, "reduction": reduction,
                    "stepSeconds": [round(s, 4) for s in steps],
                    "efficiencyPercent": [round(100 * alone / s, 1) for s in steps]})
    result = {
        "reproduced": reproduced, "ranks": RANKS, "threadsPerRank": threads,
        "networksPerRank": each, "neighborCost": round(model.neighbor, 3),
        "gradientNumbers": {ghn: numbers for ghn, (numbers, _) in GHNS.items()}, "curves": curves}
    with open(output, "w") as file:
        json.dump(result, file, indent=1, ensure_ascii=False)
        file.write("\n")
    parts = []
    for index, network in enumerate(("10 GbE", "200 Gb/s")):
        lines = [(f'{c["ghn"]}, {c["reduction"]}',
                  {"color": list(GHNS).index(c["ghn"])}
                  | ({"dashes": "5 4"} if c["reduction"] == "fast" else {}), c["efficiencyPercent"])
                 for c in curves if c["network"] == network]
        parts += line_chart.panel(70 + 400 * index, 70, f"efficiency over {network}", RANKS, lines,
                                  100, " %", width=330)
        if index == 0:
            parts += line_chart.legend(70, 340, lines)
    with open(plot, "w") as file:
        file.write(line_chart.picture(
            f"Modeled: {threads} threads a rank, {each} networks a rank and step", 840, 450, parts))
    for c in curves:
        print(f'{c["network"]:9} {c["ghn"]:9} {c["reduction"]:8} '
              + " ".join(f"{e:5.1f}" for e in c["efficiencyPercent"]))


def main(words):
    before = []
    if "--" in words:
        place = words.index("--")
        words, before = words[:place], words[place + 1:]
    match words:
        case ["measure", command, mpirun, output]:
            measure(command, mpirun, output, before)
        case ["predict", source, output, plot]:
            predict(source, output, plot)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

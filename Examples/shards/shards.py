"""Evaluates networks in shards, processes of ghn-predict that know nothing of each other."""

import os
import subprocess

COMMAND = os.environ.get("GHN_PREDICT", "ghn-predict")


def evaluate(words, *more):
    """What `ghn-predict evaluate` prints."""
    done = subprocess.run([COMMAND, "evaluate", *words, *more], capture_output=True, text=True)
    # 1: some networks cannot be evaluated, and the rows say why.
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout


def shard(words, rows, number, count):
    """Evaluates one of `count` parts of the networks with one thread; its rows stand in ROWS.number.

    What was interrupted goes on where it was: rows that are done are kept.
    """
    path = f"{rows}.{number}"
    evaluate(words, "--shard", f"{number}/{count}", "--threads", "1", "--quiet", "--rows", path,
             "--resume")
    return path


def merged(words, rows, paths):
    """Puts the rows of all parts into one file; answers the report of all networks."""
    with open(rows, "w") as file:
        for path in paths:
            with open(path) as part:
                file.write(part.read())
    return evaluate(words, "--rows", rows, "--resume")

"""Evaluates networks by many processes that joblib starts, and puts their rows together.

Usage: with_joblib.py ROWS SHARDS WORDS…   (words of `ghn-predict evaluate`)
Such as: with_joblib.py all.jsonl 8 --sample small-test --count 100 --data fashion-mnist

joblib's backends for clusters (`joblib.parallel_config("dask")`) do the same on many machines, where
all of them share the folder.
"""

import sys

from joblib import Parallel, delayed

from shards import merged, shard

rows, count, *words = sys.argv[1:]
# Threads are enough: each waits for a process of its own.
paths = Parallel(n_jobs=int(count), prefer="threads")(
    delayed(shard)(words, rows, number, count) for number in range(1, int(count) + 1))
print(merged(words, rows, paths), end="")

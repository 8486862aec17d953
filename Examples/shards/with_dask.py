"""Evaluates networks by many processes that Dask starts, and puts their rows together.

Usage: with_dask.py ROWS SHARDS WORDS…   (words of `ghn-predict evaluate`)
Such as: with_dask.py all.jsonl 8 --sample small-test --count 100 --data fashion-mnist

On one machine, Dask's threads wait for the processes. On a cluster, make a client first
(`dask.distributed.Client(scheduler_file="scheduler.json")`): the same tasks run wherever it has
workers, where all machines share the folder.
"""

import sys

import dask

from shards import merged, shard

rows, count, *words = sys.argv[1:]
tasks = [dask.delayed(shard)(words, rows, number, count) for number in range(1, int(count) + 1)]
print(merged(words, rows, dask.compute(*tasks, num_workers=int(count))), end="")

#!/usr/bin/env python3
"""Writes a training's checkpoint anew with the optimizer's moments in half the bytes (bfloat16).

Weights and their means stay exact, and so do the bases of SOAP; moments keep eight bits of their fraction.
`train --resume` takes the file; what it goes on with is the same for everybody who resumes from it.
Usage: compact-checkpoint.py CHECKPOINT OUTPUT
"""

import json
import os
import struct
import sys
from array import array

# What an optimizer remembers beside moments: the mean and the steps of a schedule-free training, which are
# weights, and SOAP's bases, which are orthogonal.
EXACT = ("fast.", "mean.", "leftBasis.", "rightBasis.")


def halved(part):
    """Numbers of four bytes as bfloat16: rounded to the nearest, ties to even, the upper half kept."""
    words = array("I", part)
    return array("H", (min(w + 0x7FFF + (w >> 16 & 1), 0xFFFFFFFF) >> 16 for w in words)).tobytes()


def compacted(source):
    """The file's new header and its parts."""
    with open(source, "rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= os.path.getsize(source) - 8:
            sys.exit(f"error: {source}: expected a checkpoint in safetensors, found another file")
        header = json.loads(file.read(length))
        data = file.read()
    entries, parts, offset = {}, [], 0
    for name, entry in header.items():
        if name == "__metadata__":
            entries[name] = entry
            continue
        begin, end = entry["data_offsets"]
        part, kind = data[begin:end], entry["dtype"]
        prefix, _, rest = name.partition(".")
        if prefix == "optimizer" and kind == "F32" and not rest.startswith(EXACT):
            part, kind = halved(part), "BF16"
        entries[name] = {"dtype": kind, "shape": entry["shape"], "data_offsets": [offset, offset + len(part)]}
        parts.append(part)
        offset += len(part)
    return entries, parts


def main(words):
    if len(words) != 2:
        sys.exit(__doc__)
    source, output = words
    entries, parts = compacted(source)
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    # Written beside, so that the file stands whole or not at all.
    with open(output + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for part in parts:
            file.write(part)
    os.replace(output + ".part", output)


if __name__ == "__main__":
    main(sys.argv[1:])

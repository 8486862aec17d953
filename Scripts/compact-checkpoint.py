"""Writes a training's checkpoint anew with the optimizer's moments in half the bytes (bfloat16).

Weights and their mean stay exact; moments keep eight bits of their fraction. `train --resume` takes
the file; what it goes on with is the same for everybody who resumes from it.
Usage: compact-checkpoint.py CHECKPOINT OUTPUT
"""

import json
import struct
import sys
from array import array

source, output = sys.argv[1:]
with open(source, "rb") as file:
    length = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(length))
    data = file.read()

entries, parts, offset = {}, [], 0
for name, entry in header.items():
    if name == "__metadata__":
        entries[name] = entry
        continue
    begin, end = entry["data_offsets"]
    part, kind = data[begin:end], entry["dtype"]
    if name.startswith("optimizer.") and kind == "F32":
        words = array("I", part)
        # Round to the nearest, ties to even, and keep the upper half.
        part = array("H", (min(w + 0x7FFF + (w >> 16 & 1), 0xFFFFFFFF) >> 16 for w in words)).tobytes()
        kind = "BF16"
    entries[name] = {"dtype": kind, "shape": entry["shape"], "data_offsets": [offset, offset + len(part)]}
    parts.append(part)
    offset += len(part)

text = json.dumps(entries, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open(output, "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for part in parts:
        file.write(part)

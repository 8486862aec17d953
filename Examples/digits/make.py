"""Writes scikit-learn's handwritten digits as MNIST-style files (pip install scikit-learn)."""

import gzip
import struct
import sys

from sklearn.datasets import load_digits

# The images stand in the order of their writers, so that the last ones are by other hands.
TEST_COUNT = 360


def write(name, magic, extents, values):
    header = struct.pack(">I", magic) + b"".join(struct.pack(">I", n) for n in extents)
    # Without a name and a time in it, the file is the same every time.
    with open(name, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(header + bytes(values))


digits = load_digits()
# Gray levels 0…16 become 0…255, as in other data sets.
pixels = (digits.images * 255 / 16 + 0.5).astype("uint8")
labels = digits.target.astype("uint8")
folder = sys.argv[1] if len(sys.argv) > 1 else "."
for split, part in [("train", slice(0, -TEST_COUNT)), ("t10k", slice(-TEST_COUNT, None))]:
    count = len(labels[part])
    write(f"{folder}/{split}-images-idx3-ubyte.gz", 0x803, (count, 8, 8), pixels[part].tobytes())
    write(f"{folder}/{split}-labels-idx1-ubyte.gz", 0x801, (count,), labels[part].tobytes())

"""The numbers that both the scripts of goldens and the tests (DrawnNumbers.swift) feed to networks.

Number j of the tensor called `name` comes from SplitMix64 (Steele, Lea, Flood 2014), seeded with
the FNV-1a hash of the name: the top 24 bits of draw j, scaled to [-1, 1). What it is scaled by
depends on the name and shape alone.
"""

import numpy as np

MASK = (1 << 64) - 1


def fnv1a(name):
    hash = 0xCBF29CE484222325
    for byte in name.encode():
        hash = ((hash ^ byte) * 0x100000001B3) & MASK
    return hash


def uniform(name, count):
    """`count` float32 numbers in [-1, 1), multiples of 2^-23."""
    with np.errstate(over="ignore"):
        state = np.uint64(fnv1a(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(
            0x9E3779B97F4A7C15)
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def parameter(name, shape):
    """A parameter: kernels and matrices as He draws them, scales near 1, all else near 0."""
    numbers = uniform(name, int(np.prod(shape))).reshape(shape)
    if name.endswith("running_var"):
        return np.float32(1) + np.float32(0.5) * numbers
    if len(shape) >= 2:
        fan_in = int(np.prod(shape[1:]))
        return numbers * np.float32(np.sqrt(np.float32(6) / np.float32(fan_in)))
    if name.endswith("weight"):
        return np.float32(1) + np.float32(0.25) * numbers
    return np.float32(0.25) * numbers

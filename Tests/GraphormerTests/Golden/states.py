"""Writes tiny.safetensors, after a check against the published code: python3 states.py REFERENCE

The weights of a published checkpoint are too large for a golden. So the propagation is written
here a second time, in double precision and straight from its formulas; it is compared with the node
states that SamsungSAILMontreal/ghn3 (MIT, torch 2.13) computed with seeded random weights, for every
model of the reference; and the golden holds what it gives for a small model with random weights.
"""

import json
import math
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from torch_checkpoint import torch_tensors


def distances(count, arcs, limit=50):
    """The lengths of the shortest paths, 0 where there is none of at most `limit` arcs."""
    near = np.zeros((count, count), bool)
    for source, target in arcs:
        near[source, target] = True
    hops, reached = np.zeros((count, count), int), np.eye(count, dtype=bool)
    frontier = reached
    for length in range(1, limit + 1):
        frontier = (frontier.astype(int) @ near > 0) & ~reached
        reached = reached | frontier
        hops[frontier] = length
    return hops


def norm(x, weight, bias):
    centered = x - x.mean(-1, keepdims=True)
    return centered / np.sqrt((centered**2).mean(-1, keepdims=True) + 1e-5) * weight + bias


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def propagated(weights, layers, heads, states, hops):
    """The states after each layer."""
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    x = states.astype(np.float64)
    x = (x + w["gnn.0.centrality_embed_in.weight"][np.minimum((hops == 1).sum(0), 100)]
         + w["gnn.0.centrality_embed_out.weight"][np.minimum((hops == 1).sum(1), 100)]
         + w["gnn.0.input_dist_embed.weight"][np.minimum(hops[0], 1000)])
    table = w["gnn.0.attn.edge_embed.embed.weight"]
    pairs = np.concatenate([table[hops + 2], table[hops.T + 2]], -1)
    hidden = pairs @ w["gnn.0.attn.proj_e.0.weight"].T + w["gnn.0.attn.proj_e.0.bias"]
    bias = np.maximum(hidden, 0) @ w["gnn.0.attn.proj_e.2.weight"].T
    bias = bias + w["gnn.0.attn.proj_e.2.bias"]
    after = []
    for layer in range(layers):
        def get(name):
            return w[f"gnn.{layer}.{name}"]
        qkv = norm(x, get("ln1.weight"), get("ln1.bias")) @ get("attn.to_qkv.weight").T
        q, k, v = qkv.reshape(len(x), 3, heads, -1).transpose(1, 2, 0, 3)
        logits = q @ k.transpose(0, 2, 1) * q.shape[-1] ** -0.5 + bias.transpose(2, 0, 1)
        p = np.exp(logits - logits.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)
        seen = (p @ v).transpose(1, 0, 2).reshape(len(x), -1)
        x = x + seen @ get("attn.to_out.0.weight").T + get("attn.to_out.0.bias")
        y = norm(x, get("ln2.weight"), get("ln2.bias"))
        y = gelu(y @ get("ff.net.0.weight").T + get("ff.net.0.bias"))
        x = x + y @ get("ff.net.3.weight").T + get("ff.net.3.bias")
        after.append(x)
    return after


def check(reference):
    weights = torch_tensors(reference / "weights/ghn3tm8.pt")
    for path in sorted((reference / "pred/ghn3tm8/embed").glob("*.safetensors")):
        published = load_file(path)
        graph = json.loads((reference / f"graphs/{path.stem}.json").read_text())["ghn3"]
        hops = distances(len(graph["nodes"]), graph["edges"])
        after = propagated(weights, 3, 8, published["shape_enc"], hops)
        worst = max(np.abs(a - published[f"gnn.{i}"]).max() / np.sqrt((a**2).mean())
                    for i, a in enumerate(after))
        print(f"{path.stem}: largest difference {worst:.1e} of the RMS")
        assert worst < 1e-5


def record():
    draw = np.random.default_rng(3)
    width, heads, layers, count = 8, 2, 2, 14

    def matrix(*shape, scale=0.5):
        return (scale * draw.standard_normal(shape)).astype(np.float32)

    weights = {"gnn.0.centrality_embed_in.weight": matrix(101, width),
               "gnn.0.centrality_embed_out.weight": matrix(101, width),
               "gnn.0.input_dist_embed.weight": matrix(1001, width),
               "gnn.0.attn.edge_embed.embed.weight": matrix(257, width, scale=1),
               "gnn.0.attn.proj_e.0.weight": matrix(width, 2 * width),
               "gnn.0.attn.proj_e.0.bias": matrix(width),
               "gnn.0.attn.proj_e.2.weight": matrix(heads, width),
               "gnn.0.attn.proj_e.2.bias": matrix(heads)}
    for layer in range(layers):
        for name, shape in {"ln1.weight": (width,), "ln1.bias": (width,),
                            "attn.to_qkv.weight": (3 * width, width),
                            "attn.to_out.0.weight": (width, width), "attn.to_out.0.bias": (width,),
                            "ln2.weight": (width,), "ln2.bias": (width,),
                            "ff.net.0.weight": (4 * width, width), "ff.net.0.bias": (4 * width,),
                            "ff.net.3.weight": (width, 4 * width),
                            "ff.net.3.bias": (width,)}.items():
            weights[f"gnn.{layer}.{name}"] = matrix(*shape)
    arcs = sorted({(int(draw.integers(max(0, t - 4), t)), t) for t in range(1, count)
                   for _ in range(2)})
    states = matrix(count, width, scale=1)
    after = propagated(weights, layers, heads, states, distances(count, arcs))
    tensors = weights | {"arcs": np.array(arcs, np.float32), "before": states,
                         "after": after[-1].astype(np.float32)}
    save_file(tensors, pathlib.Path(__file__).parent / "tiny.safetensors",
              {"source": "states.py, in double precision", "script": "states.py", "seed": "3"})


check(pathlib.Path(sys.argv[1]))
record()

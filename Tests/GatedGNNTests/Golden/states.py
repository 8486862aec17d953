"""Cuts the goldens of this folder out of the reference: python3 states.py REFERENCE

The reference holds what facebookresearch/ppuda (MIT, torch 2.13) computes with seeded random
weights. Each golden holds the weights `gnn.*` of one checkpoint and, for each model, the arcs of
its graph (source, target), the states before the propagation and those after it.
"""

import json
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from torch_checkpoint import torch_tensors


def record(reference, checkpoint, models):
    tensors = {
        name: np.ascontiguousarray(value)
        for name, value in torch_tensors(reference / f"weights/{checkpoint}.pt").items()
        if name.startswith("gnn.")
    }
    for model in models:
        graphs = json.loads((reference / f"graphs/{model}.json").read_text())
        graph = graphs["ghn3"] if graphs["sameAsPpuda"] else graphs["ppuda"]
        states = load_file(reference / f"pred/{checkpoint}/embed/{model}.safetensors")
        tensors[f"{model}.arcs"] = np.array(graph["edges"], np.float32)
        tensors[f"{model}.before"] = states["shape_enc"]
        tensors[f"{model}.after"] = states["gnn"]
    metadata = {"source": "facebookresearch/ppuda, seeded weights", "torch": "2.13",
                "script": "states.py", "checkpoint": checkpoint}
    save_file(tensors, pathlib.Path(__file__).parent / f"{checkpoint}.safetensors", metadata)


reference = pathlib.Path(sys.argv[1])
record(reference, "ghn1_cifar10", ["tiny_cnn"])
record(reference, "ghn2_cifar10", ["tiny_cnn", "deepnet_3"])

"""Cuts the goldens of this folder out of the reference: python3 states.py REFERENCE

The reference holds what facebookresearch/ppuda (MIT, torch 2.13) computes with seeded random
weights. Each golden holds the weights `gnn.*` of one checkpoint and, for each model, the arcs of
its graph (source, target), the states before the propagation and those after it.
"""

import collections
import json
import pathlib
import pickle
import sys
import zipfile

import numpy as np
from safetensors.numpy import load_file, save_file


def torch_tensors(path):
    """The tensors of a checkpoint that torch.save wrote, without torch."""
    archive = zipfile.ZipFile(path)
    prefix = next(n for n in archive.namelist() if n.endswith("data.pkl"))[: -len("data.pkl")]

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            if name == "OrderedDict":
                return collections.OrderedDict
            if name == "_rebuild_tensor_v2":
                return lambda data, offset, shape, strides, *_: np.lib.stride_tricks.as_strided(
                    data[offset:], shape, [4 * s for s in strides])
            return name

        def persistent_load(self, reference):
            return np.frombuffer(archive.read(prefix + "data/" + reference[2]), np.float32)

    return Reader(archive.open(prefix + "data.pkl")).load()["state_dict"]


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

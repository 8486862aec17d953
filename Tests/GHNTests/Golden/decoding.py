"""Cuts the golden of this folder out of the reference: python3 decoding.py REFERENCE

The reference holds what facebookresearch/ppuda (MIT, torch 2.13) computes with seeded random
weights. The golden holds the checkpoint ghn2_mlpdec_small and what it predicts for tiny_cnn, as far
as output channel 0 of the largest block goes: `weights.*` is the checkpoint, but for
decoder.mlp.fc.2 only the rows `rows`; `expected.*` are the first row of each predicted tensor
of rank 2 or 4 (all of the class layer), and all of the others.
"""

import json
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from torch_checkpoint import torch_tensors

reference = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
graph = json.loads((reference / "graphs/tiny_cnn.json").read_text())["ghn3"]
kernels = {tuple((node["shape"] + [1, 1])[2:4]) for node in graph["nodes"]
           if node["parameter"] and len(node["shape"]) > 1}
positions = sorted({(y, x) for h, w in kernels for y in range(h) for x in range(w)})
rows = np.array([(o * 16 + i) * 121 + y * 11 + x
                 for o in range(1) for i in range(16) for y, x in positions])
tensors = {"rows": rows.astype(np.float32)}
for name, tensor in torch_tensors(reference / "weights/ghn2_mlpdec_small.pt").items():
    tensor = tensor[rows] if name.startswith("decoder.mlp.fc.2") else tensor
    tensors["weights." + name] = np.ascontiguousarray(tensor)
full = load_file(reference / "pred/ghn2_mlpdec_small/full/tiny_cnn.safetensors")
for name, tensor in full.items():
    is_class_layer = name.startswith("fc2")
    tensor = tensor if tensor.ndim == 1 or is_class_layer else tensor[:1]
    tensors["expected." + name] = np.ascontiguousarray(tensor)
save_file(tensors, here / "tiny_cnn.safetensors", {
    "source": "facebookresearch/ppuda (MIT), torch 2.13, seeded random weights",
    "script": "decoding.py", "checkpoint": "ghn2_mlpdec_small", "model": "tiny_cnn"})
nodes = [{k: node[k] for k in ("op", "parameter", "shape", "lastWeight", "lastBias")}
         for node in graph["nodes"]]
golden = {"nodes": nodes, "edges": graph["edges"],
          "shapes": {name: list(tensor.shape) for name, tensor in full.items()}}
(here / "tiny_cnn.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")

"""Lists the parameters of exported networks: parameter-goldens.py FOLDER_OF_ONNX_FILES."""

import sys
from pathlib import Path

import onnx

HEADER = """# Parameters of {name}, in order: the graph inputs of its TorchScript ONNX export (torch 2.13) from the
# published code, facebookresearch/ppuda (MIT). Made by parameter-goldens.py.
"""

for name in [f"deepnet_{i}" for i in range(5)] + ["darts_cifar10"]:
    graph = onnx.load(f"{sys.argv[1]}/{name}.onnx", load_external_data=False).graph
    lines = [
        f"{i.name} {','.join(str(d.dim_value) for d in i.type.tensor_type.shape.dim)}\n"
        for i in graph.input[1:]
    ]
    Path(__file__).with_name(f"{name}.parameters.txt").write_text(
        HEADER.format(name=name) + "".join(lines)
    )

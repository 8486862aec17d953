"""Writes what ONNX Runtime answers on the exported networks of the reference folder.

    python3 make_reference_logits.py REFERENCE_FOLDER

writes reference-logits.json beside itself: for each arch/*.onnx and models/*.onnx the first 16
logits of each image of the file's own batch. The files come without weights; drawn_numbers.py says
how both sides draw them and the images ("images"). Before they run, files that were exported in
training mode are put into evaluation mode: batch norms by their running statistics, no dropout.
Made with onnx 1.23.2 and onnxruntime 1.31.1 (CPU).
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from drawn_numbers import parameter, uniform

LOGITS = 16


def filled(name, shape, element):
    if element == TensorProto.FLOAT:
        return parameter(name, shape)
    if name.endswith("relative_position_index"):
        # Any table will do, as long as both sides have the same: 7·j mod the rows of a 7×7 window.
        return (7 * np.arange(int(np.prod(shape))) % 169).reshape(shape).astype(np.int64)
    raise ValueError(f"no rule for '{name}' of type {element}")


def in_evaluation_mode(graph):
    random, nodes = set(), []
    for node in graph.node:
        if node.op_type == "RandomUniformLike" or (
                node.op_type in ("Less", "Cast", "CastLike", "Div") and node.input[0] in random):
            random.update(node.output)
            continue
        if node.op_type == "CastLike" and node.input[1] in random:
            node = helper.make_node("Identity", [node.input[0]], node.output)
        masks = [name for name in node.input if name in random]
        if masks and node.op_type == "Mul":
            data = [name for name in node.input if name not in random]
            node = helper.make_node("Identity", data, node.output)
        elif masks:
            raise ValueError(f"{node.op_type} of a random mask")
        if node.op_type == "BatchNormalization":
            for attribute in list(node.attribute):
                if attribute.name == "training_mode":
                    node.attribute.remove(attribute)
            del node.output[1:]
        if node.op_type == "Dropout":
            del node.input[1:]
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def separate_merged_parameters(graph):
    """Exporters keep one of several equal vectors; an Identity gives the others their names."""
    initializers = {i.name: i for i in graph.initializer}
    for node in list(graph.node):
        if node.op_type != "Identity" or node.input[0] not in initializers:
            continue
        source, name = initializers[node.input[0]], node.output[0]
        is_vector = len(source.dims) > 0 and sum(d != 1 for d in source.dims) <= 1
        if is_vector and "." in name and not set("/:") & set(name):
            copy = graph.initializer.add()
            copy.CopyFrom(source)
            copy.name = name
            graph.node.remove(node)


def logits(path):
    model = onnx.load(path, load_external_data=False)
    graph = model.graph
    in_evaluation_mode(graph)
    feeds = {}
    for place, value in enumerate(graph.input):
        kind = value.type.tensor_type
        shape = [d.dim_value for d in kind.shape.dim]
        if place == 0:
            feeds[value.name] = uniform("images", int(np.prod(shape))).reshape(shape)
        elif value.name not in {i.name for i in graph.initializer}:
            feeds[value.name] = filled(value.name, shape, kind.elem_type)
    separate_merged_parameters(graph)
    for place, tensor in enumerate(graph.initializer):
        # Small tensors are in the file, but the tests draw every parameter; one number is none.
        is_parameter = tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) > 1
        if tensor.data_location == TensorProto.EXTERNAL or is_parameter:
            numbers = filled(tensor.name, list(tensor.dims), tensor.data_type)
            graph.initializer[place].CopyFrom(numpy_helper.from_array(numbers, tensor.name))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    known = {i.name for i in session.get_inputs()}
    result = session.run(
        [session.get_outputs()[0].name], {k: v for k, v in feeds.items() if k in known})[0]
    return result.reshape(result.shape[0], -1)[:, :LOGITS]


def main():
    folder = pathlib.Path(sys.argv[1])
    answers, failures = {}, {}
    for path in sorted([*folder.glob("arch/*.onnx"), *folder.glob("models/*.onnx")]):
        name = f"{path.parent.name}/{path.name}"
        try:
            answers[name] = [[float(f"{v:.8g}") for v in row] for row in logits(path)]
            print(name, np.abs(answers[name]).max(), flush=True)
        except Exception as error:
            failures[name] = str(error).splitlines()[0][:200]
            print(name, "FAILS", failures[name], flush=True)
    golden = {
        "source": "make_reference_logits.py", "onnx": onnx.__version__,
        "onnxruntime": onnxruntime.__version__, "logits": answers, "failures": failures}
    with open(pathlib.Path(__file__).parent / "reference-logits.json", "w") as file:
        json.dump(golden, file, indent=0)
        file.write("\n")


if __name__ == "__main__":
    main()

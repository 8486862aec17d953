"""Writes beside.onnx, all of whose arrays lie in beside.data: a convolution, a table from which a weight
computes, and buffers of a module, one of indices and one without axes."""
import numpy as np
import onnx
from onnx import helper, numpy_helper

arrays = {
    "conv.weight": np.ones((4, 3, 3, 3), np.float32),
    "coordinates": np.arange(6, dtype=np.float32).reshape(3, 2),
    "mlp.weight": np.ones((2, 4), np.float32),
    "attn.index": np.array([2, 0, 1], np.int64),
    "attn.scale": np.array(7, np.float32),
    "fc.weight": np.ones((10, 4), np.float32),
}
nodes = [
    helper.make_node("Conv", ["x", "conv.weight"], ["c"]),
    helper.make_node("GlobalAveragePool", ["c"], ["g"]),
    helper.make_node("Flatten", ["g"], ["f"]),
    helper.make_node("MatMul", ["coordinates", "mlp.weight"], ["rows"]),
    helper.make_node("Gather", ["rows", "attn.index"], ["picked"]),
    helper.make_node("ReduceMean", ["picked"], ["row"], axes=[0], keepdims=1),
    helper.make_node("Mul", ["row", "attn.scale"], ["scaled"]),
    helper.make_node("Add", ["f", "scaled"], ["h"]),
    helper.make_node("Gemm", ["h", "fc.weight"], ["y"], transB=1),
]
value = helper.make_tensor_value_info
graph = helper.make_graph(
    nodes, "beside",
    [value("x", 1, [1, 3, 8, 8])], [value("y", 1, [1, 10])],
    [numpy_helper.from_array(array, name) for name, array in arrays.items()])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.save(model, "beside.onnx", save_as_external_data=True, location="beside.data", size_threshold=0)

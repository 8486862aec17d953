"""Writes quantized.onnx: a network of which two layers have weights of 8 bits, one of them in a node.

Usage: quantized.py OUTPUT   (needs the packages onnx and numpy)
"""

import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

generator = numpy.random.default_rng(7)


def tensor(name, shape, kind=numpy.float32):
    if kind is numpy.int8:
        numbers = generator.integers(-127, 128, shape)
    else:
        numbers = generator.normal(size=shape) / numpy.sqrt(numpy.prod(shape[1:]) or 1)
    return numpy_helper.from_array(numbers.astype(kind), name)


def scale(name):
    return numpy_helper.from_array(numpy.float32(1 / 512), name)


# More numbers than are read with a node.
hidden = tensor("hidden.values", (64, 80), numpy.int8)
graph = helper.make_graph(
    [
        helper.make_node("Conv", ["x", "stem.weight"], ["a"], name="stem", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["a"], ["b"], name="relu"),
        helper.make_node("DequantizeLinear", ["mix.values", "mix.scale"], ["mix.weight"], name="mix.real"),
        helper.make_node("Conv", ["b", "mix.weight"], ["c"], name="mix"),
        helper.make_node("Relu", ["c"], ["d"], name="relu2"),
        helper.make_node("GlobalAveragePool", ["d"], ["e"], name="pool"),
        helper.make_node("Flatten", ["e"], ["f"], name="flatten"),
        helper.make_node("Constant", [], ["hidden.values"], name="hidden.constant", value=hidden),
        helper.make_node("DequantizeLinear", ["hidden.values", "hidden.scale"], ["hidden.weight"], name="hidden.real"),
        helper.make_node("MatMul", ["f", "hidden.weight"], ["g"], name="hidden"),
        helper.make_node("Relu", ["g"], ["h"], name="relu3"),
        helper.make_node("Gemm", ["h", "fc.weight", "fc.bias"], ["y"], name="fc", transB=1),
    ],
    "quantized",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 32, 32])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 10])],
    [
        tensor("stem.weight", (16, 3, 3, 3)),
        tensor("mix.values", (64, 16, 1, 1), numpy.int8),
        scale("mix.scale"),
        scale("hidden.scale"),
        tensor("fc.weight", (10, 80)),
        tensor("fc.bias", (10,)),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, sys.argv[1])

"""Writes tiny ONNX networks, one for each family of operations, and what ONNX Runtime answers.

    python3 make_operation_goldens.py

writes operations/*.onnx and operations.json beside itself. Made with onnx 1.23.2 and onnxruntime
1.32.0 (CPU, one thread). Inputs and parameters are not stored: drawn_numbers.py says how both
sides draw them.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from drawn_numbers import parameter, uniform

FOLDER = pathlib.Path(__file__).parent


class Net:
    """Collects nodes and parameters; a value is called by the name that its method returns."""

    def __init__(self, **inputs):
        self.inputs, self.nodes, self.initializers, self.count = inputs, [], [], 0

    def __call__(self, op, *operands, outputs=1, **attributes):
        self.count += 1
        names = [f"{op}_{self.count}" + (f".{i}" if outputs > 1 else "") for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(operands), names, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name, *shape):
        numbers = parameter(name, shape)
        self.initializers.append(
            helper.make_tensor(name, TensorProto.FLOAT, shape, numbers.tobytes(), raw=True))
        return name

    def constant(self, numbers, dtype=np.float32):
        self.count += 1
        name = f"constant_{self.count}"
        tensor = onnx.numpy_helper.from_array(np.array(numbers, dtype), name)
        self.nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        return name

    def integers(self, *numbers):
        return self.constant(numbers, np.int64)

    def model(self, result, opset):
        inputs = [
            helper.make_tensor_value_info(
                name, TensorProto.INT64 if name == "indices" else TensorProto.FLOAT, shape)
            for name, shape in self.inputs.items()]
        output = helper.make_tensor_value_info(result, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, "golden", inputs, [output], self.initializers)
        model = helper.make_model(
            graph, producer_name="golden",
            opset_imports=[helper.make_opsetid("", opset)] + (
                [helper.make_opsetid("com.microsoft", 1)]
                if any(node.domain for node in self.nodes) else []))
        model.ir_version = 10
        return model


def fed(name, shape):
    if name == "indices":
        return np.floor((uniform(name, int(np.prod(shape))) + 1) * 3).astype(np.int64).reshape(shape)
    return uniform(name, int(np.prod(shape))).reshape(shape)


CASES = {}
# The extents that are fed where a network leaves them open.
OPEN = {"N": 2, "H": 6, "W": 5}


def case(opset=20, **inputs):
    def register(build):
        net = Net(**inputs)
        CASES[build.__name__] = net.model(build(net, *inputs), opset)
        return build
    return register


@case(x=[2, 3, 7, 6])
def convolution(net, x):
    x = net("Conv", x, net.weight("a.weight", 4, 3, 3, 3), net.weight("a.bias", 4),
            strides=[2, 1], pads=[1, 0, 2, 1])
    x = net("Conv", x, net.weight("b.weight", 6, 2, 2, 3), group=2, dilations=[2, 1],
            pads=[1, 1, 1, 1])
    x = net("Conv", x, net.weight("c.weight", 6, 1, 3, 3), net.weight("c.bias", 6), group=6,
            pads=[1, 1, 1, 1])
    x = net("Conv", x, net.weight("d.weight", 3, 6, 1, 1))
    return net("Conv", x, net.weight("e.weight", 2, 3, 3, 3), auto_pad="SAME_UPPER",
               strides=[2, 2])


@case(x=[2, 4, 11])
def signal(net, x):
    x = net("Conv", x, net.weight("a.weight", 6, 4, 3), net.weight("a.bias", 6), strides=[2],
            pads=[1, 0])
    x = net("MaxPool", x, kernel_shape=[2], strides=[1])
    x = net("Conv", x, net.weight("b.weight", 6, 1, 3), group=6, dilations=[2], pads=[2, 2])
    x = net("AveragePool", x, kernel_shape=[3], strides=[1], pads=[1, 1])
    return net("GlobalAveragePool", x)


@case(x=[2, 4, 4, 3])
def transposed_convolution(net, x):
    x = net("ConvTranspose", x, net.weight("a.weight", 4, 3, 3, 2), net.weight("a.bias", 3),
            strides=[2, 1], pads=[1, 0, 0, 1])
    return net("ConvTranspose", x, net.weight("b.weight", 3, 2, 2, 2), group=1, dilations=[2, 1])


@case(x=[2, 4, 4, 3])
def output_padding(net, x):
    x = net("ConvTranspose", x, net.weight("a.weight", 4, 2, 3, 3), net.weight("a.bias", 4),
            group=2, strides=[2, 3], pads=[1, 0, 1, 1], output_padding=[1, 2])
    return net("ConvTranspose", x, net.weight("b.weight", 4, 2, 2, 2), net.weight("b.bias", 2),
               strides=[1, 2], dilations=[2, 3], output_padding=[0, 1])


@case(x=[2, 2, 2, 3])
def output_shape(net, x):
    # Cut by odd and even numbers, and longer than the windows reach.
    x = net("ConvTranspose", x, net.weight("a.weight", 2, 4, 4, 3), net.weight("a.bias", 4),
            strides=[2, 2], output_shape=[3, 6], pads=[9, 9, 9, 9])
    x = net("ConvTranspose", x, net.weight("b.weight", 4, 3, 4, 4), strides=[1, 2],
            output_shape=[4, 12], output_padding=[0, 1], auto_pad="SAME_UPPER")
    x = net("ConvTranspose", x, net.weight("c.weight", 3, 3, 1, 2), net.weight("c.bias", 3),
            strides=[2, 1], output_shape=[8, 12])
    x = net("ConvTranspose", x, net.weight("d.weight", 3, 2, 3, 4), auto_pad="SAME_UPPER",
            strides=[2, 1])
    return net("ConvTranspose", x, net.weight("e.weight", 2, 1, 2, 4), auto_pad="SAME_LOWER")


@case(x=[2, 3, 5])
def linear(net, x):
    x = net("MatMul", x, net.weight("a.weight", 5, 4))
    x = net("Add", x, net.weight("a.bias", 4))
    x = net("Flatten", x)
    x = net("Gemm", x, net.weight("b.weight", 6, 12), net.weight("b.bias", 6), transB=1)
    return net("Gemm", x, net.weight("c.weight", 6, 4))


@case(opset=21, x=[2, 4, 3, 3])
def normalization(net, x):
    x = net("BatchNormalization", x, net.weight("a.weight", 4), net.weight("a.bias", 4),
            net.weight("a.running_mean", 4), net.weight("a.running_var", 4), epsilon=1e-3)
    x = net("GroupNormalization", x, net.weight("b.weight", 4), net.weight("b.bias", 4),
            num_groups=2, epsilon=1e-4)
    y = net("InstanceNormalization", x, net.weight("c.weight", 4), net.weight("c.bias", 4))
    x = net("Add", x, y)
    x = net("LayerNormalization", x, net.weight("d.weight", 3, 3), net.weight("d.bias", 3, 3),
            axis=2)
    x = net("Transpose", x, perm=[0, 2, 3, 1])
    x = net("LayerNormalization", x, net.weight("e.weight", 4), epsilon=1e-6)
    square = net("Pow", x, net.constant(2.0))
    mean = net("ReduceMean", square, net.integers(-1), keepdims=1)
    root = net("Sqrt", net("Add", mean, net.constant(1e-4)))
    return net("Mul", net("Div", x, root), net.weight("f.weight", 4))


@case(x=[2, 3, 7, 8])
def pooling(net, x):
    maxima = net("MaxPool", x, kernel_shape=[3, 2], strides=[2, 3], pads=[1, 0, 1, 1])
    ceiling = net("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    dilated = net("MaxPool", x, kernel_shape=[2, 2], dilations=[3, 2], strides=[1, 1])
    averages = net("AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    counted = net("AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
                  count_include_pad=1)
    rounded = net("AveragePool", x, kernel_shape=[2, 2], strides=[2, 3], ceil_mode=1)
    globally = net("GlobalAveragePool", x)
    rows = net("ReduceMean", x, net.integers(3), keepdims=0)
    channels = net("ReduceMean", x, net.integers(1, 2), keepdims=1)
    parts = [net("Flatten", part) for part in
             [maxima, ceiling, dilated, averages, counted, rounded, globally, rows, channels]]
    return net("Concat", *parts, axis=1)


@case(opset=22, x=[2, 3, 2, 2])
def activation(net, x):
    x = net("Mul", x, net.constant(4.0))
    parts = [net(op, x) for op in
             ["Relu", "LeakyRelu", "Elu", "Selu", "Sigmoid", "HardSigmoid", "Tanh", "Softplus",
              "Mish", "Gelu", "HardSwish"]]
    parts += [
        net("LeakyRelu", x, alpha=0.3), net("Elu", x, alpha=0.5),
        net("HardSigmoid", x, alpha=1 / 6), net("Gelu", x, approximate="tanh"),
        net("Mul", x, net("Sigmoid", x)), net("PRelu", x, net.weight("slope", 3, 1, 1)),
        net("Clip", x, net.constant(0.0), net.constant(3.0)), net("Clip", x, net.constant(-1.0)),
        net("Softmax", x, axis=1), net("Softmax", x, axis=-1), net("Dropout", x),
        net("Identity", x)]
    return net("Concat", *parts, axis=1)


@case(x=[2, 3, 2, 2])
def elementwise(net, x):
    above = net("Add", net("Abs", x), net.constant(0.25))
    parts = [net(op, x) for op in ["Abs", "Neg", "Exp", "Erf", "Sin", "Cos", "Atan", "Sign"]]
    parts += [net(op, net("Mul", x, net.constant(5.0))) for op in ["Floor", "Ceil", "Round"]]
    parts += [net(op, above) for op in ["Sqrt", "Log", "Reciprocal"]]
    return net("Concat", *parts, axis=1)


@case(x=[2, 3, 4, 5], y=[2, 3, 4, 5])
def arithmetic(net, x, y):
    pooled = net("GlobalAveragePool", y)
    x = net("Add", x, y)
    x = net("Mul", x, net("Add", pooled, net.constant(1.5)))
    x = net("Sub", x, net.weight("row", 5))
    x = net("Add", net.weight("table", 1, 3, 4, 5), x)
    x = net("Div", x, net("Add", net("Abs", y), net.constant(1.0)))
    x = net("Max", x, net("Min", y, net.constant(0.25)), pooled)
    x = net("Sum", x, y, pooled)
    x = net("Mul", net.weight("channel", 3, 1, 1), x)
    x = net("Pow", net("Abs", x), net.constant(1.5))
    return net("Where", net("Cast", net.constant([1, 0, 1, 1, 0]), to=TensorProto.BOOL), x, y)


@case(x=[2, 3, 6, 4])
def rearrangement(net, x):
    # The channels of an image shuffled, as ShuffleNet does.
    x = net("Conv", x, net.weight("a.weight", 6, 3, 1, 1))
    x = net("Reshape", x, net.integers(2, 2, 3, 6, 4))
    x = net("Transpose", x, perm=[0, 2, 1, 3, 4])
    x = net("Reshape", x, net.integers(2, -1, 6, 4))
    # Windows of 2 × 2 pixels as tokens, and back.
    x = net("Reshape", x, net.integers(2, 6, 3, 2, 2, 2))
    x = net("Transpose", x, perm=[0, 2, 4, 3, 5, 1])
    x = net("Reshape", x, net.integers(12, 4, 6))
    x = net("LayerNormalization", x, net.weight("b.weight", 6), net.weight("b.bias", 6))
    x = net("Reshape", x, net.integers(2, 3, 2, 2, 2, 6))
    x = net("Transpose", x, perm=[0, 5, 1, 3, 2, 4])
    x = net("Reshape", x, net.integers(2, 6, 6, 4))
    x = net("Unsqueeze", x, net.integers(1, 4))
    x = net("Squeeze", x, net.integers(1))
    x = net("Squeeze", x, net.integers(-2))
    x = net("Pad", x, net.integers(0, 1, 0, -1, 0, 0, 2, 1))
    return net("Conv", x, net.weight("c.weight", 2, 7, 3, 3))


@case(x=[2, 5, 6, 4])
def selection(net, x):
    parts = net("Split", x, net.integers(1, 3, 1), axis=1, outputs=3)
    x = net("Concat", parts[2], parts[0], parts[1], axis=1)
    x = net("Slice", x, net.integers(1, -3), net.integers(6, 4), net.integers(2, 3))
    x = net("Slice", x, net.integers(4, 3), net.integers(-100, 0), net.integers(1, 2),
            net.integers(-2, -1))
    row = net("Gather", x, net.constant(1, np.int64), axis=2)
    twice = net("Gather", x, net.constant([[2, 0], [1, -1]], np.int64), axis=3)
    halves = net("Split", x, axis=3, num_outputs=2, outputs=2)
    wide = net("Expand", net("Slice", x, net.integers(0), net.integers(1), net.integers(2)),
               net.integers(2, 3, 4, 3))
    parts = [net("Flatten", part) for part in [row, twice, halves[0], halves[1], wide]]
    return net("Concat", *parts, axis=1)


@case(indices=[2, 3])
def embedding(net, indices):
    x = net("Gather", net.weight("table", 6, 4), indices)
    return net("Gemm", net("Flatten", x), net.weight("a.weight", 3, 12), transB=1)


@case(x=[2, 3, 4, 4])
def attention(net, x):
    """A vision transformer of one block: class token, positions, two heads."""
    x = net("Conv", x, net.weight("patch.weight", 8, 3, 2, 2), strides=[2, 2])
    x = net("Transpose", net("Reshape", x, net.integers(2, 8, 4)), perm=[0, 2, 1])
    token = net("Expand", net.weight("class_token", 1, 1, 8), net.integers(2, 1, 8))
    x = net("Concat", token, x, axis=1)
    x = net("Add", x, net.weight("positions", 1, 5, 8))
    y = net("LayerNormalization", x, net.weight("a.weight", 8), net.weight("a.bias", 8))
    y = net("Add", net("MatMul", y, net.weight("qkv.weight", 8, 24)), net.weight("qkv.bias", 24))
    y = net("Transpose", net("Reshape", y, net.integers(2, 5, 3, 2, 4)), perm=[2, 0, 3, 1, 4])
    q, k, v = (net("Gather", y, net.constant(i, np.int64), axis=0) for i in range(3))
    scores = net("MatMul", q, net("Transpose", k, perm=[0, 1, 3, 2]))
    weights = net("Softmax", net("Mul", scores, net.constant(0.5)), axis=-1)
    y = net("Transpose", net("MatMul", weights, v), perm=[0, 2, 1, 3])
    y = net("Reshape", y, net.integers(2, 5, 8))
    x = net("Add", x, net("MatMul", y, net.weight("out.weight", 8, 8)))
    x = net("LayerNormalization", x, net.weight("b.weight", 8), net.weight("b.bias", 8))
    x = net("Gather", x, net.constant(0, np.int64), axis=1)
    return net("Gemm", x, net.weight("head.weight", 3, 8), net.weight("head.bias", 3), transB=1)


@case(x=[2, 4, 6])
def einsum(net, x):
    q = net("Reshape", net("MatMul", x, net.weight("q.weight", 6, 6)), net.integers(2, 4, 2, 3))
    k = net("Reshape", net("MatMul", x, net.weight("k.weight", 6, 6)), net.integers(2, 4, 2, 3))
    scores = net("Einsum", q, k, equation="bihd,bjhd->bhij")
    y = net("Einsum", net("Softmax", scores, axis=-1), k, equation="bhij,bjhd->bihd")
    y = net("Einsum", y, equation="bihd->hidb")
    return net("Reshape", y, net.integers(4, -1))


@case(x=[2, 4, 6])
def einsum_others(net, x):
    """Axes without letters, and results without a name."""
    y = net("Einsum", x, net.weight("a.weight", 6, 5), equation="...i,ij")
    scores = net("Einsum", y, y, equation="...qd,...kd->...qk")
    return net("Einsum", scores, x, equation="bqk,bkd")


@case(x=[2, 4, 6])
def cumulative_sum(net, x):
    x = net("CumSum", x, net.constant(1, np.int64))
    x = net("CumSum", net("Sin", x), net.constant(-1, np.int64), exclusive=1)
    x = net("CumSum", net("Sin", x), net.constant(2, np.int64), reverse=1)
    return net("CumSum", net("Sin", x), net.integers(1), exclusive=1, reverse=1)


@case(opset=24, x=[2, 6, 8])
def attention_node(net, x):
    """Attention in one node: heads side by side, fewer of keys, a mask; then heads on an axis."""
    q, k, v = (net("MatMul", x, net.weight(f"{name}.weight", 8, width))
               for name, width in [("q", 16), ("k", 8), ("v", 8)])
    y = net("Attention", q, k, v, net.weight("mask", 6, 6), q_num_heads=4, kv_num_heads=2,
            is_causal=1, softcap=2.0)
    y = net("Transpose", net("Reshape", y, net.integers(0, 6, 2, 8)), perm=[0, 2, 1, 3])
    y = net("Attention", y, y, y, scale=0.25)
    return net("Reshape", y, net.integers(0, -1))


@case(opset=11, x=[2, 4, 6])
def older(net, x):
    """Softmax over several axes, other numbers of a SELU, computed limits, a cast that cuts off."""
    y = net("Selu", net("MatMul", x, net.weight("a.weight", 6, 6)), alpha=1.2, gamma=0.7)
    low = net("ReduceMean", x, keepdims=0)
    y = net("Clip", y, low, net("Add", low, net.constant(1.5)))
    whole = net("Cast", net("Cast", net("Mul", x, net.constant(7.0)), to=TensorProto.INT64),
                to=TensorProto.FLOAT)
    y = net("Add", y, net("Mul", whole, net.constant(0.125)))
    return net("Mul", y, net("Softmax", y))


@case(x=[2, 3, 2, 2])
def hyperbolic(net, x):
    """Where e^x is almost 1, and where it is almost infinite."""
    def scaled(op, factor, offset=0.0, of=1.0):
        y = net("Add", net("Mul", x, net.constant(factor)), net.constant(offset))
        return net("Mul", net(op, y), net.constant(of))

    parts = [scaled(op, 1.5) for op in ["Sinh", "Cosh", "Asinh"]] + [
        scaled("Sinh", 1e-4, of=1e4), scaled("Sinh", 0.5, offset=88.7, of=1e-38),
        scaled("Cosh", 0.5, offset=-88.7, of=1e-38), scaled("Asinh", 1e-5, of=1e5),
        scaled("Asinh", 1e5, of=0.1), scaled("Asinh", 1e30, of=0.01), scaled("Acosh", 0.5, offset=1.6),
        scaled("Acosh", 1e20, offset=3e20, of=0.01), scaled("Atanh", 0.99), scaled("Atanh", 1e-5, of=1e5)]
    return net("Concat", *parts, axis=1)


@case(opset=10, x=[2, 2, 10, 7])
def resized(net, x):
    """The element behind on an axis that shrinks, before on one that grows."""
    return net("Resize", x, net.constant([1.0, 1.0, 0.35, 2.5]), mode="nearest")


@case(opset=18, x=[2, 8, 3, 3])
def group_scales(net, x):
    return net("GroupNormalization", x, net.weight("a.weight", 4), net.weight("a.bias", 4),
               num_groups=4)


@case(indices=[2, 5])
def fused(net, indices):
    """What ONNX Runtime puts in the place of several operators."""
    def join(op, *operands, **attributes):
        return net(op, *operands, domain="com.microsoft", **attributes)
    x, _ = join("EmbedLayerNormalization", net("Cast", indices, to=TensorProto.INT32), "",
                net.weight("words.table", 6, 8), net.weight("places.table", 7, 8), "",
                net.weight("embed.weight", 8), net.weight("embed.bias", 8), epsilon=1e-5,
                outputs=2)
    y = join("Attention", x, net.weight("qkv.weight", 8, 24), net.weight("qkv.bias", 24),
             num_heads=2)
    x = join("SkipLayerNormalization", x, y, net.weight("norm.weight", 8),
             net.weight("norm.bias", 8), net.weight("skip.bias", 8), epsilon=1e-5)
    y = join("BiasGelu", net("MatMul", x, net.weight("a.weight", 8, 12)), net.weight("a.bias", 12))
    y = join("FastGelu", net("MatMul", y, net.weight("b.weight", 12, 8)), net.weight("b.bias", 8))
    y = net("Unsqueeze", net("Add", x, y), net.integers(1))
    return join("FusedConv", y, net.weight("c.weight", 3, 1, 2, 3), net.weight("c.bias", 3),
                activation="LeakyRelu", activation_params=[0.2], kernel_shape=[2, 3])


@case(x=[2, 4, 3, 5])
def slopes(net, x):
    # One, one for each channel, along the last axes, and of every element.
    for number, shape in enumerate([(1,), (4, 1, 1), (5,), (3, 1), (4, 3, 5), (1, 4, 1, 1)]):
        x = net("PRelu", net("Sub", x, net.constant(0.1 * number)),
                net.weight(f"slope{number}.weight", *shape))
    x = net("Reshape", x, net.integers(-1, 60))
    return net("PRelu", x, net.weight("last.weight", 60))


@case(x=[2, 3, 4, 5])
def whole_numbers(net, x):
    def cast(value, kind):
        return net("Cast", value, to=getattr(TensorProto, kind))

    def scaled(factor):
        return net("Mul", x, net.constant(factor))

    whole = cast(scaled(9), "INT32")
    two = net.constant(2, np.int32)
    three = net.constant(-3, np.int64)
    parts = [
        net("Div", whole, two), net("Div", net("Identity", whole), net("Cast", three, to=6)),
        net("Mod", whole, two), net("Pow", whole, two),
        net("Expand", net("ReduceMean", whole, net.integers(1), keepdims=1),
            net.integers(1, 3, 1, 1)),
        net("Expand", net("ReduceL2", whole, net.integers(3), keepdims=1), net.integers(1, 1, 1, 5)),
        # Whole numbers that are real again are divided as those.
        net("Div", cast(whole, "FLOAT"), net.constant(4)),
        net("CastLike", scaled(9), net.integers(1)), net("CastLike", whole, x),
        # Numbers of 8 and 16 bits begin anew behind the largest.
        cast(cast(scaled(900), "INT32"), "INT8"), cast(cast(scaled(900), "INT32"), "UINT8"),
        cast(cast(scaled(90000), "INT32"), "INT16"),
        net("Add", *[cast(net("Abs", scaled(255)), "UINT8")] * 2),
        net("Sub", cast(net("Abs", scaled(9)), "UINT8"), net.constant(5, np.uint8)),
        net("Where", net("Less", whole, two), whole, net("Abs", whole)),
        net("Not", cast(whole, "BOOL")),
    ]
    return net("Concat", *[cast(part, "FLOAT") for part in parts], axis=1)


@case(x=["N", 3, "H", "W"])
def open_extents(net, x):
    x = net("Conv", x, net.weight("a.weight", 4, 3, 3, 3), net.weight("a.bias", 4),
            pads=[1, 1, 1, 1])
    shape = net("Shape", x)
    n, h, w = (net("Gather", shape, net.integers(axis)) for axis in (0, 2, 3))
    flat = net("Reshape", x, net("Concat", n, net.integers(4, -1), axis=0))
    end = net("Add", net("Mul", n, net.integers(0)), net.integers(1))
    mean = net("Slice", net("GlobalAveragePool", flat), net.integers(0), end, net.integers(2))
    # What TorchScript writes for the squeeze of an axis whose extent it does not know.
    one = helper.make_node("Constant", [], ["one"], value=helper.make_tensor("", 7, [1], [2]))
    branches = [
        helper.make_graph(
            nodes, name, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)])
        for name, nodes in (
            ("moved", [one, helper.make_node("Squeeze", [mean, "one"], ["moved"])]),
            ("same", [helper.make_node("Identity", [mean], ["same"])]))]
    is_one = net("Equal", net("Gather", net("Shape", mean), net.integers(2)), net.integers(1))
    mean = net("If", is_one, then_branch=branches[0], else_branch=branches[1])
    rows, columns = net("Mul", h, net.integers(2)), net("Mul", w, net.integers(3))
    x = net("Resize", x, "", "", net("Concat", n, net.integers(4), rows, columns, axis=0))
    x = net("Div", x, net("Sqrt", net("Cast", columns, to=TensorProto.FLOAT)))
    places = net("Range", net.constant(0, np.int64), net("Squeeze", columns),
                 net.constant(1, np.int64))
    halves = net("ConstantOfShape", rows,
                 value=helper.make_tensor("", TensorProto.FLOAT, [1], [0.5]))
    x = net("Add", net("Mul", x, net("Cast", places, to=TensorProto.FLOAT)),
            net("Unsqueeze", halves, net.integers(1)))
    return net("Mul", x, net("Unsqueeze", mean, net.integers(2, 3)))


@case(x=[2, 6, 5])
def learned_left(net, x):
    x = net("Einsum", x, net.weight("a.weight", 5, 4), equation="btd,dh->bth")
    x = net("Einsum", net.weight("b.weight", 6, 5), x, equation="th,btd->bhd")
    x = net("Einsum", x, net.weight("c.weight", 3, 4), equation="bhd,cd->bch")
    x = net("Transpose", net("Flatten", x))
    x = net("Gemm", net.weight("d.weight", 15, 7), x, net.weight("d.bias", 7, 1), transA=1,
            alpha=0.5, beta=2.0)
    return net("Transpose", net("Gemm", net.weight("e.weight", 4, 7), net("Transpose", x),
                                transB=1))


def main():
    (FOLDER / "operations").mkdir(exist_ok=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    goldens = {}
    for name, model in CASES.items():
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        inputs = {
            i.name: fed(
                i.name,
                [d.dim_value or OPEN[d.dim_param] for d in i.type.tensor_type.shape.dim])
            for i in model.graph.input}
        result = session.run(None, inputs)[0]
        for extent in result.shape:
            model.graph.output[0].type.tensor_type.shape.dim.add().dim_value = extent
        if name != "group_scales":  # the checker takes no operator that is deprecated
            onnx.checker.check_model(model)
        onnx.save(model, FOLDER / "operations" / f"{name}.onnx")
        goldens[name] = {
            "shape": list(result.shape), "numbers": [float(f"{v:.8g}") for v in result.flatten()]}
        print(name, result.shape, float(np.abs(result).max()))
    with open(FOLDER / "operations.json", "w") as file:
        json.dump(
            {"source": "make_operation_goldens.py", "onnx": onnx.__version__,
             "onnxruntime": onnxruntime.__version__, "cases": goldens}, file)
        file.write("\n")


if __name__ == "__main__":
    main()

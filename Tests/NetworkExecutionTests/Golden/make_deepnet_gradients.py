"""Writes the logits and gradients of DeepNets-1M networks as PyTorch computes them.

    python3 make_deepnet_gradients.py

writes deepnet-gradients.json beside itself: for each network its description, the logits, and of
every parameter's gradient the L2 norm and three elements (first, middle, last). What is
differentiated is the sum of the logits, each times a drawn weight ("weights"). The networks are
written here from their definition (DeepNets-1M, arXiv:2110.13100, section 3), with parameters drawn
by name as drawn_numbers.py says; batch norms take the moments of the batch. Made with torch 1.13
(CPU, float64; the numbers drawn are float32).
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(str(pathlib.Path(__file__).parents[3] / "Scripts"))
from drawn_numbers import parameter, uniform

BATCH = 4

CONVOLUTIONAL = {
    "genotype": {
        "normal": [["max_pool_3x3", 0], ["conv_7x1_1x7", 1], ["sep_conv_3x3", 0],
                   ["avg_pool_3x3", 2], ["cse", 3], ["skip_connect", 1], ["dil_conv_5x5", 4],
                   ["none", 0]],
        "normal_concat": [2, 4, 5],
        "reduce": [["conv_1x1", 0], ["conv_3x3", 1], ["conv_5x5", 0], ["conv_7x7", 1],
                   ["sep_conv_5x5", 2], ["skip_connect", 1], ["dil_conv_3x3", 0], ["cse", 1]],
        "reduce_concat": [3, 4, 5]},
    "n_cells": 3, "C": 8, "C_mult": 2, "num_classes": 5, "input": [3, 32, 32], "ks": 5,
    "stem_type": 1, "stem_pool": False, "norm": "bn", "preproc": True, "fc_layers": 2,
    "fc_dim": 12, "glob_avg": True}

POOLED = dict(
    CONVOLUTIONAL, n_cells=2, stem_type=0, stem_pool=True, fc_layers=1, glob_avg=False, ks=3,
    norm=None)

TRANSFORMER = {
    "genotype": {
        "normal": [["msa", 1], ["skip_connect", 0], ["conv_3x3", 2], ["cse", 1]],
        "normal_concat": [2, 3],
        "reduce": [["msa", 0], ["conv_1x1", 1], ["sep_conv_3x3", 0], ["none", 1]],
        "reduce_concat": [2, 3]},
    "n_cells": 3, "C": 16, "C_mult": 2, "num_classes": 5, "input": [3, 32, 32], "ks": 3,
    "stem_type": 0, "stem_pool": False, "norm": "bn", "preproc": True, "fc_layers": 1,
    "fc_dim": 12, "glob_avg": True}


class Network:
    def __init__(self, description):
        self.d = description
        self.parameters = {}

    def p(self, name, *shape):
        if name not in self.parameters:
            numbers = torch.from_numpy(parameter(name, shape)).double()
            self.parameters[name] = numbers.requires_grad_()
        return self.parameters[name]

    # Layers

    def conv(self, x, out, kernel, path, stride=1, padding=0, dilation=1, groups=1):
        weight = self.p(path + ".weight", out, x.shape[1] // groups, *kernel)
        return F.conv2d(x, weight, None, stride, padding, dilation, groups)

    def norm(self, x, path):
        if self.d["norm"] is None:
            return x
        width = x.shape[1]
        return F.batch_norm(
            x, None, None, self.p(path + ".weight", width), self.p(path + ".bias", width), True)

    def linear(self, x, out, path, bias=True):
        weight = self.p(path + ".weight", out, x.shape[-1])
        return F.linear(x, weight, self.p(path + ".bias", out) if bias else None)

    def layer_norm(self, x, path):
        width = x.shape[-1]
        return F.layer_norm(
            x, [width], self.p(path + ".weight", width), self.p(path + ".bias", width))

    # Operations of cells

    def rectified(self, x, out, k, path, stride=1):
        y = self.conv(F.relu(x), out, (k, k), path + ".op.1", stride, k // 2)
        return self.norm(y, path + ".op.2")

    def halved(self, x, out, path):
        x = F.relu(x)
        y = torch.cat([
            self.conv(x, out // 2, (1, 1), path + ".conv_1", 2),
            self.conv(x[:, :, 1:, 1:], out // 2, (1, 1), path + ".conv_2", 2)], 1)
        return self.norm(y, path + ".bn")

    def separable(self, x, out, k, path, first, stride=1, dilation=1):
        width = x.shape[1]
        y = self.conv(F.relu(x), width, (k, k), f"{path}.op.{first + 1}", stride,
                      dilation * (k // 2), dilation, width)
        y = self.conv(y, out, (1, 1), f"{path}.op.{first + 2}")
        return self.norm(y, f"{path}.op.{first + 3}")

    def excited(self, x, path):
        y = F.relu(self.linear(x.mean((2, 3)), x.shape[1] // 2, path + ".fc1"))
        y = F.hardswish(self.linear(y, x.shape[1], path + ".fc2"))
        return x * y[:, :, None, None]

    def attended(self, x, path):
        n, c, h, w = x.shape
        tokens = x.flatten(2).transpose(1, 2)
        y = self.layer_norm(tokens, path + ".ln1")
        q, k, v = (
            part.reshape(n, h * w, 8, c // 8).transpose(1, 2)
            for part in self.linear(y, 3 * c, path + ".to_qkv", bias=False).split(c, 2))
        y = torch.softmax(q @ k.transpose(2, 3) * (c // 8) ** -0.5, -1) @ v
        y = y.transpose(1, 2).reshape(n, h * w, c)
        tokens = self.linear(y, c, path + ".to_out.0") + tokens
        y = self.linear(self.layer_norm(tokens, path + ".ln2"), c, path + ".ff.net.0")
        tokens = self.linear(F.gelu(y), c, path + ".ff.net.3") + tokens
        return tokens.transpose(1, 2).reshape(n, c, h, w)

    def operation(self, name, x, out, stride, path):
        if name == "none":
            return None
        if name == "max_pool_3x3":
            return F.max_pool2d(x, 3, stride, 1)
        if name == "avg_pool_3x3":
            return F.avg_pool2d(x, 3, stride, 1, count_include_pad=False)
        if name == "skip_connect":
            return x if stride == 1 else self.halved(x, out, path)
        if name == "conv_7x1_1x7":
            y = self.conv(F.relu(x), x.shape[1], (1, 7), path + ".op.1", (1, stride), (0, 3))
            y = self.conv(y, out, (7, 1), path + ".op.2", (stride, 1), (3, 0))
            return self.norm(y, path + ".op.3")
        if name == "cse":
            return self.excited(x, path)[:, :, ::stride, ::stride]
        if name == "msa":
            return self.attended(x, path)[:, :, ::stride, ::stride]
        k = int(name[-1])
        if name.startswith("conv"):
            return self.rectified(x, out, k, path, stride)
        if name.startswith("dil"):
            return self.separable(x, out, k, path, 0, stride, 2)
        y = self.separable(x, x.shape[1], k, path, 0, stride)
        return self.separable(y, out, k, path, 4)

    # The whole

    def cell(self, index, older, newer, width, reduces, shrinks, is_transformer):
        path, d = f"cells.{index}", self.d
        states = [older, newer]
        if d["preproc"]:
            states = [
                self.halved(older, width, path + ".preprocess0") if shrinks
                else self.rectified(older, width, 1, path + ".preprocess0"),
                self.rectified(newer, width, 1, path + ".preprocess1")]
        kind = "reduce" if reduces else "normal"
        edges = d["genotype"][kind]
        for node in range(len(edges) // 2):
            parts = []
            for place in (2 * node, 2 * node + 1):
                name, state = edges[place]
                stride = 2 if reduces and state < 2 and not is_transformer else 1
                parts.append(self.operation(
                    name, states[state], width, stride, f"{path}._ops.{place}"))
            parts = [part for part in parts if part is not None]
            states.append(sum(parts))
        return torch.cat([states[i] for i in d["genotype"][kind + "_concat"]], 1)

    def __call__(self, x):
        d = self.d
        cells = d["genotype"]["normal"] + d["genotype"]["reduce"]
        is_transformer = any(name == "msa" for name, _ in cells)
        width = d["C"]
        if is_transformer:
            x = self.conv(x, width, (3, 3), "stem0", 3, 1)
            x = x + self.p("pos_enc.weight", 1, width, 11, 11)
            older = newer = x
        elif d["stem_type"] == 0:
            x = self.conv(x, width * 3 if d["preproc"] else width, (d["ks"],) * 2, "stem.0", 1,
                          d["ks"] // 2)
            x = self.norm(x, "stem.1")
            older = newer = F.max_pool2d(x, 3, 2, 1) if d["stem_pool"] else x
        else:
            x = self.conv(x, width // 2, (d["ks"],) * 2, "stem0.0", 1, d["ks"] // 2)
            x = F.relu(self.norm(x, "stem0.1"))
            older = F.relu(self.norm(self.conv(x, width, (3, 3), "stem0.3", 1, 1), "stem0.4"))
            newer = self.norm(self.conv(older, width, (3, 3), "stem1.1", 2, 1), "stem1.2")
        shrinks = not is_transformer and d["stem_type"] == 1
        for index in range(d["n_cells"]):
            reduces = index > 0 and index in (d["n_cells"] // 3, 2 * d["n_cells"] // 3)
            if reduces:
                width *= d["C_mult"]
            older, newer = newer, self.cell(
                index, older, newer, width, reduces, shrinks, is_transformer)
            shrinks = reduces and not is_transformer
        x = newer.mean((2, 3)) if d["glob_avg"] else newer.flatten(1)
        for layer in range(d["fc_layers"] - 1):
            x = F.relu(self.linear(x, d["fc_dim"], f"classifier.{3 * layer}"))
        return self.linear(x, d["num_classes"], f"classifier.{3 * (d['fc_layers'] - 1)}")


def golden(description):
    network = Network(description)
    shape = [BATCH] + description["input"]
    images = torch.from_numpy(uniform("images", int(np.prod(shape))).reshape(shape)).double()
    logits = network(images)
    weights = torch.from_numpy(uniform("weights", logits.numel())).double().reshape(logits.shape)
    (logits * weights).sum().backward()
    gradients = {}
    for name, tensor in network.parameters.items():
        flat = tensor.grad.flatten()
        places = [0, len(flat) // 2, len(flat) - 1]
        gradients[name] = [float(f"{float(v):.8g}") for v in [flat.norm(), *flat[places]]]
    return {
        "network": description,
        "logits": [float(f"{float(v):.8g}") for v in logits.detach().flatten()],
        "gradients": gradients}


def main():
    networks = {"convolutional": CONVOLUTIONAL, "pooled": POOLED, "transformer": TRANSFORMER}
    goldens = {name: golden(description) for name, description in networks.items()}
    with open(pathlib.Path(__file__).parent / "deepnet-gradients.json", "w") as file:
        json.dump({"source": "make_deepnet_gradients.py", "torch": torch.__version__,
                   "cases": goldens}, file)
        file.write("\n")
    for name, case in goldens.items():
        print(name, case["logits"][:5], len(case["gradients"]))


if __name__ == "__main__":
    main()

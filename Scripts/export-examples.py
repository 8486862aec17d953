"""Exports the networks of Examples for images of 32 × 32 pixels, and one network in many spellings.

Usage: export-examples.py FOLDER [--spellings]

Without --spellings: torchvision's networks with stems for small images, as NAME-32.onnx; files that
exist stay. With it: ResNet-18, MobileNetV2 and a vision transformer as exporters and libraries spell
them, NAME.SPELLING.onnx, to measure that a GHN's predictions do not depend on the spelling.

Only files of the second exporter hold weights. Needs torch, torchvision and onnxscript; written for 2.13 and 0.28.
"""

import argparse
import pathlib
import sys
import warnings

import torch
import torchvision
from torch import nn
from torchvision.models import (
    convnext_tiny, efficientnet_b0, mobilenet_v2, regnet_y_400mf, resnet18, shufflenet_v2_x1_0,
    vgg11_bn)

warnings.filterwarnings("ignore")
CLASSES = 10


def small_resnet18():
    """The first convolution 3 × 3 without stride, no pooling behind it."""
    net = resnet18(num_classes=CLASSES)
    net.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    net.maxpool = nn.Identity()
    return net


def small_mobilenet_v2():
    """Strides at the last two of the five places that have one for ImageNet."""
    net = mobilenet_v2(num_classes=CLASSES)
    net.features[0][0].stride = (1, 1)
    for block in (2, 4):
        net.features[block].conv[1][0].stride = (1, 1)
    return net


def small_vgg11_bn():
    """The convolutions as they are; one linear layer behind them, as for CIFAR-10."""
    net = vgg11_bn(num_classes=CLASSES)
    net.avgpool = nn.Identity()
    net.classifier = nn.Linear(512, CLASSES)
    return net


def small_efficientnet_b0():
    """No stride at the first convolution and at the first block that has one."""
    net = efficientnet_b0(num_classes=CLASSES)
    net.features[0][0].stride = (1, 1)
    net.features[2][0].block[1][0].stride = (1, 1)
    return net


def small_convnext_tiny():
    """As it is: patches of 4 × 4 pixels, then 8 × 8 places."""
    return convnext_tiny(num_classes=CLASSES)


def small_regnet_y_400mf():
    """No stride at the stem."""
    net = regnet_y_400mf(num_classes=CLASSES)
    net.stem[0].stride = (1, 1)
    return net


def small_shufflenet_v2():
    """No stride at the first convolution, no pooling behind it."""
    net = shufflenet_v2_x1_0(num_classes=CLASSES)
    net.conv1[0].stride = (1, 1)
    net.maxpool = nn.Identity()
    return net


EXAMPLES = {
    "vgg11_bn": small_vgg11_bn,
    "efficientnet_b0": small_efficientnet_b0,
    "convnext_tiny": small_convnext_tiny,
    "regnet_y_400mf": small_regnet_y_400mf,
    "shufflenet_v2": small_shufflenet_v2,
}


class Attention(nn.Module):
    """Self-attention of four heads from one map to queries, keys and values, or from three."""

    def __init__(self, width, fused, biased):
        super().__init__()
        self.fused = fused
        if fused:
            self.qkv = nn.Linear(width, 3 * width, bias=biased)
        else:
            self.q, self.k, self.v = (nn.Linear(width, width, bias=biased) for _ in range(3))
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        n, t, d = x.shape
        maps = self.qkv(x).chunk(3, -1) if self.fused else (self.q(x), self.k(x), self.v(x))
        q, k, v = (m.reshape(n, t, 4, d // 4).transpose(1, 2) for m in maps)
        weights = (q @ k.transpose(2, 3) * (d // 4) ** -0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, t, d))


class LibraryAttention(nn.Module):
    """PyTorch's own layer."""

    def __init__(self, width):
        super().__init__()
        self.layer = nn.MultiheadAttention(width, 4, batch_first=True)

    def forward(self, x):
        return self.layer(x, x, x, need_weights=False)[0]


class Block(nn.Module):
    def __init__(self, width, attention):
        super().__init__()
        self.ln1, self.attention, self.ln2 = nn.LayerNorm(width), attention, nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Transformer(nn.Module):
    """Patches of 4 × 4 pixels, four blocks of width 64, the mean of the tokens."""

    def __init__(self, attention, positions="tokens", width=64):
        super().__init__()
        self.patch = nn.Conv2d(3, width, 4, stride=4)
        shape = (1, 64, width) if positions == "tokens" else (1, width, 8, 8)
        self.positions = nn.Parameter(torch.zeros(shape))
        self.blocks = nn.Sequential(*(Block(width, attention(width)) for _ in range(4)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.patch(x)
        if self.positions.dim() == 4:
            x = x + self.positions
        x = x.flatten(2).transpose(1, 2)
        if self.positions.dim() == 3:
            x = x + self.positions
        return self.head(self.norm(self.blocks(x)).mean(1))


def script(net, path, opset=20):
    """Exports in training mode by TorchScript's exporter, without weights."""
    torch.onnx.export(
        net.train(), torch.randn(2, 3, 32, 32), str(path), dynamo=False, opset_version=opset,
        training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False,
        export_params=False)


def dynamo(net, path):
    """Exports through torch.export; this exporter names weights only where it writes them."""
    torch.onnx.export(
        net.eval(), (torch.randn(2, 3, 32, 32),), str(path), dynamo=True,
        optimize=False, verbose=False, external_data=False)


def spellings():
    """Pairs of a file's name and what writes it."""
    networks = {"resnet18": small_resnet18, "mobilenet_v2": small_mobilenet_v2}
    for name, make in networks.items():
        for opset in (11, 13, 20):
            yield f"{name}.script{opset}", lambda p, m=make, o=opset: script(m(), p, o)
        yield f"{name}.dynamo", lambda p, m=make: dynamo(m(), p)
    attentions = {
        "fused": lambda w: Attention(w, True, True),
        "fused-unbiased": lambda w: Attention(w, True, False),
        "three": lambda w: Attention(w, False, True),
        "three-unbiased": lambda w: Attention(w, False, False),
        "library": LibraryAttention,
    }
    for spelling, attention in attentions.items():
        for positions in ("tokens", "pixels"):
            yield (f"vit.{spelling}.{positions}",
                   lambda p, a=attention, q=positions: script(Transformer(a, q), p))
    yield "vit.fused.tokens.dynamo", lambda p: dynamo(Transformer(attentions["fused"]), p)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--spellings", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    files = dict(spellings()) if options.spellings else {
        f"{name}-32": lambda p, m=make: script(m(), p) for name, make in EXAMPLES.items()}
    for name, write in files.items():
        path = options.folder / f"{name}.onnx"
        if path.exists():
            continue
        try:
            write(path)
            print(path)
        except Exception as error:  # One network that does not export must not stop the others.
            path.unlink(missing_ok=True)
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)


main()

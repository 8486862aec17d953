"""Makes ghn3.safetensors and ghn3.onnx: python3 ghn3.py PPUDA GHN3

What SamsungSAILMontreal/ghn3 (MIT) predicts for a small network, by a GHN-3 of two layers whose
weights follow from a formula, so that a test can make them too: scalar i of the tensor `name` is
bound · (2u − 1), where u is the upper 24 bits of the i-th number of SplitMix64 over 2^24, the seed
is the FNV-1a hash of the name, and bound is 1/√(last extent) for matrices, 0.1 for vectors; 1 is
added to the scales of norms. Run with torch 2.15, einops, joblib, networkx and huggingface_hub;
nothing is downloaded. The network has no class token, whose row the published code draws at random.
"""

import pathlib
import sys

import numpy as np
import torch
from torch import nn

folder = pathlib.Path(__file__).parent
for path in sys.argv[1:3]:
    sys.path.insert(0, path)
sys.path.append(str(folder.parents[2] / "Scripts"))
from drawn_numbers import uniform


def weight(name, shape):
    bound = 1 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.1
    values = bound * uniform(name, int(np.prod(shape))).astype(np.float64)
    if name.endswith(("ln.weight", "ln1.weight", "ln2.weight")):
        values = values + 1
    return torch.tensor(values.astype(np.float32)).reshape(shape)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 12, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(12)
        self.depthwise = nn.Conv2d(12, 12, 3, padding=1, groups=12, bias=False)
        self.bn2 = nn.BatchNorm2d(12)
        self.point = nn.Conv2d(12, 20, 1)
        self.wide = nn.Conv2d(20, 24, (3, 5), stride=2, padding=(1, 2))
        self.bn3 = nn.BatchNorm2d(24)
        self.large = nn.Conv2d(24, 3, 13, padding=6, bias=False)
        self.last = nn.Conv2d(3, 9, 2, bias=False)
        self.bn4 = nn.BatchNorm2d(9)
        self.fc = nn.Linear(9, 17)

    def forward(self, x):
        x = torch.relu(self.bn1(self.stem(x)))
        x = x + torch.relu(self.bn2(self.depthwise(x)))
        x = torch.relu(self.bn3(self.wide(self.point(x))))
        x = torch.relu(self.bn4(self.last(self.large(x))))
        return self.fc(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))


def main():
    from ghn3.graph import Graph
    from ghn3.nn import GHN3
    from safetensors.numpy import save_file

    ghn = GHN3(max_shape=(8, 8, 11, 11), num_classes=10, hid=8, heads=8, layers=2, weight_norm=True,
               ve=True, layernorm=True)
    ghn.load_state_dict({n: weight(n, tuple(p.shape)) for n, p in ghn.state_dict().items()
                         if p.is_floating_point()}, strict=False)
    ghn.eval()
    network = Network()
    torch.onnx.export(
        network, torch.randn(2, 3, 32, 32), folder / "ghn3.onnx", dynamo=False, opset_version=17,
        training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False, export_params=False)
    with torch.no_grad():
        ghn(network, graphs=Graph(network, ve_cutoff=50))
    expected = {n: p.detach().numpy().copy() for n, p in network.named_parameters()}
    save_file(expected, folder / "ghn3.safetensors", {
        "source": "SamsungSAILMontreal/ghn3 (MIT), commit b3289ac, torch 2.15",
        "script": "ghn3.py", "weights": "SplitMix64 of the tensors' names, see the script"})


main()

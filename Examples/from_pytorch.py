"""Predicts the weights of a small PyTorch network and loads them back.

Usage: from_pytorch.py [GHN_PREDICT [GHN]]

GHN_PREDICT is the command, by default the one on the PATH or in this package's build folder; GHN is
a file, by default the model that the command comes with.
"""

import pathlib
import shutil
import subprocess
import sys
import warnings

try:
    import numpy
    import torch
    from torch import nn
except ImportError as error:
    sys.exit(f"error: {error}; install it with: pip install numpy torch onnx")

warnings.filterwarnings("ignore")
if len(sys.argv) > 3 or "--help" in sys.argv:
    sys.exit(__doc__)
builds = pathlib.Path(__file__).parent.parent.glob(".build*/release/ghn-predict")
candidates = [*sys.argv[1:2], shutil.which("ghn-predict"), *map(str, builds)]
command = next((path for path in candidates if path), None)
if command is None:
    sys.exit("error: found no ghn-predict on the PATH; build it with: make build")
ghn = ["--ghn", sys.argv[2]] if len(sys.argv) > 2 else []

torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(32, 10),
)

# 1. Export the architecture, without weights. Newer versions have two exporters: this is TorchScript's.
version = tuple(int(part) for part in torch.__version__.split(".")[:2])
exporter = {"dynamo": False} if version >= (2, 5) else {}
torch.onnx.export(
    model,
    torch.randn(2, 3, 32, 32),
    "net.onnx",
    training=torch.onnx.TrainingMode.TRAINING,
    do_constant_folding=False,
    export_params=False,
    **exporter,
)

# 2. Predict. NumPy reads .npz; with the package safetensors, use "net.safetensors" and load_file.
subprocess.run([command, "net.onnx", *ghn, "--output", "net.npz", "--force", "--quiet"], check=True)

# 3. Load; every parameter and buffer is there.
arrays = numpy.load("net.npz")
model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files}, strict=True)

# Collect batch-norm statistics as the plain average over some batches.
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        module.reset_running_stats()
        module.momentum = None
model.train()
with torch.no_grad():
    for _ in range(4):
        model(torch.rand(64, 3, 32, 32))
model.eval()

outputs = model(torch.rand(8, 3, 32, 32))
assert torch.isfinite(outputs).all()
print(f"{len(arrays.files)} arrays loaded, outputs of shape {tuple(outputs.shape)}")

"""Makes logah.pt and logah.safetensors: python3 logah.py PPUDA LOGAH

A checkpoint of a small LoGAH as the code of Blackzxy/LoGAH writes it, with facebookresearch/ppuda
(MIT) beside it, and what its decoder makes of two embeddings. Weights follow from a formula, so that a
test can make them too: scalar i of the tensor `name` is bound · (2u − 1), where u is the upper 24 bits
of the i-th number of SplitMix64 over 2^24, the seed is the FNV-1a hash of the name, and bound is
1/√(last extent) for matrices, 0.1 for vectors. Run with torch 2.13, networkx and safetensors; packages
that the code imports and the decoder does not need are stood in for, and nothing is downloaded.
"""

import importlib.machinery
import pathlib
import sys
import types

import numpy as np
import torch

folder = pathlib.Path(__file__).parent
sys.path.append(str(folder.parents[2] / "Scripts"))
from drawn_numbers import uniform


class Nothing(type):
    """Has every attribute, and does nothing."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name, (Exception,), {})

    def __iter__(cls):
        return iter(())


class StandIn(types.ModuleType):
    __path__ = []
    __version__ = "0.15"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name, (Exception,), {})


class StandIns:
    names = {
        "torchvision", "joblib", "transformers", "huggingface_hub", "h5py", "einops", "datasets",
        "tqdm", "psutil", "matplotlib", "scipy", "timm",
    }

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        pass


def weight(name, shape):
    bound = 1 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.1
    values = bound * uniform(name, int(np.prod(shape))).astype(np.float64)
    return torch.tensor(values.astype(np.float32)).reshape(shape)


def main():
    from safetensors.numpy import save_file

    sys.meta_path.insert(0, StandIns())
    sys.path[:0] = sys.argv[1:3]
    from ghn3.nn import GHN3

    # As LoGAH's train_ghn_ddp.py makes and saves them.
    config = {
        "max_shape": (16, 16, 11, 11), "num_classes": 5, "hypernet": "gatedgnn", "lora": True,
        "lora_r": 3, "max_ck_lora": 40, "use_1d_decoder": False, "decoder": "conv",
        "weight_norm": True, "ve": True, "layernorm": True, "hid": 8, "layers": 1, "heads": 2,
        "is_ghn2": False,
    }
    ghn = GHN3(**config)
    state = {name: weight(name, value.shape) for name, value in ghn.state_dict().items()}
    # Both names are of one map.
    for kind in ("weight", "bias"):
        state[f"decoder.seq.1.{kind}"] = state[f"decoder.l2.{kind}"]
    ghn.load_state_dict(state)
    torch.save({"state_dict": ghn.state_dict(), "config": config}, folder / "logah.pt")
    embeddings = weight("embeddings", (2, 8))
    with torch.no_grad():
        tensors = {
            "kernel": ghn.decoder(embeddings, (6, 4, 3, 5)),
            "point": ghn.decoder(embeddings, (12, 7, 1, 1)),
            "classes": ghn.decoder(embeddings, (5, 9, 1, 1), class_pred=True),
            "vectors": ghn.decoder(embeddings, (2 * 8, 1, 1, 1), n_dim=1),
        }
    save_file(
        {name: value.contiguous().numpy() for name, value in tensors.items()},
        folder / "logah.safetensors")


main()

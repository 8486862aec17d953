"""Lets torchvision be imported beside a PyTorch for the processor alone.

The wheel of torchvision on the Python index is made for a PyTorch with CUDA: beside another one its
compiled operators cannot be loaded, and its import fails because they are missing. Models need none of
them; here they get their names.
"""

import importlib.util
import pathlib
import re

import torch

_spec = importlib.util.find_spec("torchvision")
if _spec is not None and _spec.origin is not None and not torch.backends.cuda.is_built():
    _text = (pathlib.Path(_spec.origin).parent / "_meta_registrations.py").read_text()
    _names = set(re.findall(r'(?:register_meta\("|torchvision::)(\w+)', _text))
    _library = torch.library.Library("torchvision", "DEF")
    for _name in sorted(_names):
        _library.define(f"{_name}() -> ()")

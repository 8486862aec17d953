"""Exports networks to ONNX in many ways, to try what ghn-predict reads of them.

Usage: export-networks.py FOLDER [--only PART]... [--skip PART]... [--opsets 11,13,17] [--dynamo]

Every classification model of torchvision, every network of networks.py, and, where they are
installed, a choice of timm's models and of transformers' with drawn weights. Each goes through the
TorchScript exporter in training and in evaluation mode, or with --dynamo through the exporter of
torch.export. What a file holds of its weights is cut away after the export, so that the
files stay small. Files are called MODEL[.dynamo].opsetN.MODE.onnx; those that exist stay.

Needs torch and torchvision; written for 1.13 and 0.14, and for 2.15 and 0.30.
"""

import argparse
import contextlib
import gc
import inspect
import io
import pathlib
import sys
import time
import warnings

import torch
import torchvision

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import networks  # noqa: E402

warnings.filterwarnings("ignore")
LARGEST = 150_000_000  # parameters that a file may hold before they are cut away


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def encoded(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(data):
    """The fields of a protobuf message: number, wire type, whole bytes, content."""
    at = 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            content, at = varint(data, at)
        else:
            size, at = (8, at) if kind == 1 else (4, at) if kind == 5 else varint(data, at)
            content, at = data[at : at + size], at + size
        yield tag >> 3, kind, data[start:at], content


def message(number, content):
    return encoded(number << 3 | 2) + encoded(len(content)) + content


def stripped_tensor(data):
    """A TensorProto of many numbers that says that these lie in an absent file."""
    kept, is_large, is_real = b"", False, False
    for number, kind, whole, content in fields(data):
        if number == 2:
            is_real = content in (1, 10, 11)
        if (number in (4, 9, 10) and kind == 2 and len(content) > 256) or number in (13, 14):
            is_large = True
        else:
            kept += whole
    if not (is_large and is_real):
        return data
    entry = message(1, b"location") + message(2, b"stripped")
    return kept + message(13, entry) + encoded(14 << 3) + encoded(1)


def stripped_graph(data):
    parts = []
    for number, _, whole, content in fields(data):
        parts.append(message(5, stripped_tensor(content)) if number == 5 else whole)
    return b"".join(parts)


def stripped(data):
    """An ONNX model without the numbers of its larger initializers."""
    view, parts = memoryview(data), []
    for number, _, whole, content in fields(view):
        parts.append(message(7, stripped_graph(bytes(content))) if number == 7 else bytes(whole))
    return b"".join(parts)


@contextlib.contextmanager
def quick_initialization():
    """Draws large weights by the fastest rule: only shapes matter, and that no two are equal."""
    names = [n for n in dir(torch.nn.init) if n.endswith("_") and not n.startswith("_")]
    drawn = [n for n in names if any(w in n for w in ("normal", "uniform", "orthogonal"))]
    before = {name: getattr(torch.nn.init, name) for name in drawn}

    def quick(tensor, *_, **__):
        with torch.no_grad():
            return tensor.uniform_(-0.01, 0.01)

    for name in drawn:
        setattr(torch.nn.init, name, quick)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(torch.nn.init, name, function)


def torchvision_models():
    from torchvision import models

    for name in models.list_models(module=models):
        size = 299 if name == "inception_v3" else 256 if name.startswith("swin_v2") else 224
        yield name, lambda name=name: models.get_model(name, weights=None), images(size)


def images(size):
    return lambda: ((torch.randn(2, 3, size, size),), {})


def timm_models():
    try:
        import timm
    except ImportError:
        return
    for name in networks.TIMM:
        def make(name=name):
            return timm.create_model(name, pretrained=False)

        yield f"timm_{name}", make, images(networks.TIMM[name])


def all_networks():
    yield from networks.networks()
    yield from networks.transformers()
    yield from timm_models()
    yield from torchvision_models()


def export(model, arguments, keywords, path, opset, mode, dynamo):
    model.train(mode == "train")
    count = sum(p.numel() for p in model.parameters())
    signature = inspect.signature(torch.onnx.export).parameters
    if dynamo:
        program = torch.onnx.export(
            model, arguments, kwargs=keywords, dynamo=True, opset_version=opset, verbose=False)
        program.model.graph.name = program.model.graph.name or "main_graph"
        import onnx_ir

        return onnx_ir.serde.serialize_model(program.model).SerializeToString()
    options = {"dynamo": False} if "dynamo" in signature else {}
    if mode == "train":
        options |= {"training": torch.onnx.TrainingMode.TRAINING, "do_constant_folding": False}
    if count > LARGEST:
        options["export_params"] = False
    buffer = io.BytesIO()
    arguments = arguments + ((keywords,) if keywords else ())
    torch.onnx.export(model, arguments, buffer, opset_version=opset, **options)
    return buffer.getvalue()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--opsets", default="11,13,17")
    parser.add_argument("--modes", default="train,eval")
    parser.add_argument("--dynamo", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name, make, example in all_networks():
        if options.only and not any(part in name for part in options.only):
            continue
        if any(part in name for part in options.skip):
            continue
        kind = ".dynamo" if options.dynamo else ""
        wanted = [
            (int(opset), mode, options.folder / f"{name}{kind}.opset{opset}.{mode}.onnx")
            for opset in options.opsets.split(",") for mode in options.modes.split(",")
        ]
        wanted = [w for w in wanted if not w[2].exists() and not w[2].with_suffix(".txt").exists()]
        if not wanted:
            continue
        try:
            torch.manual_seed(0)
            with quick_initialization():
                model = make()
        except Exception as error:
            print(name, "cannot be made:", repr(error)[:300], flush=True)
            continue
        for opset, mode, path in wanted:
            start = time.time()
            try:
                arguments, keywords = example()
                data = export(model, arguments, keywords, path, opset, mode, options.dynamo)
                path.write_bytes(stripped(data))
                print(path.name, path.stat().st_size, f"{time.time() - start:.1f} s", flush=True)
            except Exception as error:
                text = repr(error)
                path.with_suffix(".txt").write_text(text)
                print(path.name, "NOT EXPORTED:", text[:200].replace("\n", " "), flush=True)
        del model
        gc.collect()


if __name__ == "__main__":
    main()

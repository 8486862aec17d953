"""Hypernetworks by their names."""

from __future__ import annotations

import os
import pathlib

from ._library import handle_result
from ._model import Model

#: The model that is shipped.
DEFAULT = "ghn-image-small"


def load(name: str | os.PathLike[str] | None = None) -> Model:
    """Reads a hypernetwork.

    Args:
        name: the path of a ``.safetensors`` or ``.pt`` file; a name such as ``"owner/name"`` in the
            local cache of Hugging Face, where nothing is downloaded; ``None`` for the model that is
            shipped, or the one that the environment variable ``GHN_MODEL`` names.

    Raises:
        Unreadable: if there is none.
        Malformed: if the file is not that of a hypernetwork.
    """
    if name is None:
        name = os.environ.get("GHN_MODEL") or _shipped()
    path = os.fsdecode(name)
    if not os.path.exists(path):
        path = _cached(path) or path
    return Model(handle_result("model_load", os.fsencode(path), path=path))


def _shipped() -> str:
    return str(pathlib.Path(__file__).parent / "models" / f"{DEFAULT}.safetensors")


def _cached(name: str) -> str | None:
    """The file of a model in the cache of Hugging Face; ``None`` if it is not there.

    Source: huggingface_hub, "Understand caching": models--owner--name/snapshots/revision/.
    """
    home = os.environ.get("HF_HUB_CACHE")
    if not home:
        root = os.environ.get("HF_HOME", os.path.join(os.path.expanduser("~"), ".cache", "huggingface"))
        home = os.path.join(root, "hub")
    folder = pathlib.Path(home) / ("models--" + name.strip("/").replace("/", "--"))
    revision = folder / "refs" / "main"
    snapshots = folder / "snapshots"
    if revision.is_file():
        places = [snapshots / revision.read_text().strip()]
    elif snapshots.is_dir():
        places = sorted(snapshots.iterdir())
    else:
        return None
    for place in places:
        for ending in ("*.safetensors", "*.pt"):
            found = sorted(place.glob(ending))
            if found:
                return str(found[0])
    return None

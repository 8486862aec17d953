"""Hypernetworks by their names."""

from __future__ import annotations

import os
import pathlib

from ._errors import Unreadable
from ._library import handle_result, place
from ._model import Model

#: The model that is loaded where none is named.
DEFAULT = "ghn-image-small"


def load(name: str | os.PathLike[str] | None = None) -> Model:
    """Reads a hypernetwork.

    Args:
        name: the path of a ``.safetensors`` or ``.pt`` file; the name of a model that is shipped, such as
            ``"ghn-image-small"``; a name such as ``"owner/name"`` in the local cache of Hugging Face,
            where nothing is downloaded; ``None`` for the model that the environment variable
            ``GHN_MODEL`` names, or else ``ghn-image-small``.

    Raises:
        InvalidArgument: if it is no name.
        Unreadable: if there is none.
        Malformed: if the file is not that of a hypernetwork.
    """
    if name is None:
        name = os.environ.get("GHN_MODEL") or DEFAULT
    path = place(name, "name")
    if not os.path.exists(path):
        path = _shipped(path) or _cached(path) or path
    try:
        return Model(handle_result("model_load", path.encode(), path=path))
    except Unreadable as error:
        if os.path.exists(path):
            raise
        raise Unreadable(
            f"{error.message}; the package has {', '.join(sorted(_MODELS))}",
            error.location, error.expected, error.found, error.path,
        ) from None


_FOLDER = pathlib.Path(__file__).parent / "models"
#: The models that are shipped, by their names.
_MODELS = {path.stem: path for path in _FOLDER.glob("*.safetensors")}


def _shipped(name: str) -> str | None:
    path = _MODELS.get(name)
    return None if path is None else str(path)


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

"""The `export` extra: open_clip with torch, timm and torchvision under it, and onnx.

The one place that imports them first; they are far too large to be a part of the app, and the
first import takes seconds.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = ("open_clip", "timm", "torch", "torchvision", "onnx")
INSTALLING = "`pip install '.[export]'` in Shoebox's own folder brings it"


def can_export() -> str | None:
    """Return None where models can be exported, else one sentence: what to install."""
    if all(find_spec(name) for name in NEEDED):
        return None
    return f"Exporting a model needs open_clip, which is not installed; {INSTALLING}."


@cache
def open_clip() -> Any:
    """Return open_clip, with what it needs to be imported beside any build of torch.

    Raises:
        LibraryError: It is not installed, or not in working order.
    """
    wanting = can_export()
    if wanting:
        raise LibraryError(wanting)
    try:
        with quiet():
            import_torchvision()
            import open_clip
    except (ImportError, OSError, RuntimeError) as error:  # OSError: a library of torch is missing.
        reason = str(error).splitlines()[0]
        raise LibraryError(f"open_clip cannot be loaded ({reason}); {INSTALLING} anew.") from error
    return open_clip


@cache
def import_torchvision() -> object:
    """Import torchvision, also where its compiled half does not fit the torch at hand.

    On Linux the registry's torchvision is built for CUDA; beside a CPU build of torch its own
    operators are missing, and its import stops at the first that it describes. Transforms of
    Pillow pictures, and the layers that timm takes from it, need none of them.

    Returns:
        What must live as long as torchvision is used, and does: it is kept here too.
    """
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import torchvision  # noqa: F401 # Whether it can be imported is the question.
    except RuntimeError:
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library


@contextmanager
def quiet() -> Iterator[None]:
    """Keep torch and open_clip from telling their worries to the user's terminal."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

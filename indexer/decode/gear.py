"""With what a picture was taken, as EXIF's fields name it: the camera and the lens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PIL import ExifTags

from indexer.decode.exif import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE = ExifTags.Base
TAGS: Final = (_BASE.Make, _BASE.Model, _BASE.LensModel)
"""Of EXIF's main and inner folder, what is needed here."""

_COMPANY: Final = re.compile(
    r"[\s,]+(corporation|corp|company|co|ltd|inc|gmbh|ag|imaging|optical|electronics|digital)"
    r"\b\.?(?=[\s,]|$)",
    re.IGNORECASE,
)


def camera_of(tags: Mapping[int, object]) -> str | None:
    """Return maker and model, the maker once and without "Corporation".

    Args:
        tags: Those of `TAGS` that a picture has.
    """
    make, model = text_of(tags.get(_BASE.Make)), text_of(tags.get(_BASE.Model))
    if make is None or model is None:
        return model or make
    maker = _COMPANY.sub("", make).strip(" ,.") or make
    if model.casefold().startswith(tuple(maker.casefold().split())):
        return model
    return f"{maker} {model}"


def lens_of(tags: Mapping[int, object]) -> str | None:
    """Return the name of the lens.

    Args:
        tags: Those of `TAGS` that a picture has.
    """
    return text_of(tags.get(_BASE.LensModel))

"""Sidecars in the shape in which other programs write them, each written by hand after these.

`lightroom` as Lightroom Classic 12 beside a RAW file, `darktable` as darktable 4, `digikam` as
digiKam 8, and `odd` as nobody does and anybody may: other prefixes, comments, literals, no wrapper.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent.parent.parent / "fixtures" / "sidecars"

SHAPES: Final = {path.stem: path.read_bytes() for path in sorted(_FOLDER.glob("*.xmp"))}
LIGHTROOM: Final = SHAPES["lightroom"]
DARKTABLE: Final = SHAPES["darktable"]
DIGIKAM: Final = SHAPES["digikam"]
ODD: Final = SHAPES["odd"]

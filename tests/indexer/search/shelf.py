"""A small real library: painted photos whose files tell days, places, cameras, stars and tags.

Their names say nothing of their colours, so that only the model can tell these apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image
from PIL.ExifTags import IFD

from indexer.cut.background import make_background
from indexer.encode import TextEncoder
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

_DESCRIPTION, _MAKER, _MODEL, _RATING, _KEYWORDS = 270, 271, 272, 0x4746, 0x9C9E
_TAKEN_AT = 0x9003


@dataclass(frozen=True, slots=True)
class Painted:
    """One photo of the shelf, and what its file says."""

    path: str
    colour: str
    day: str | None = None
    camera: tuple[str, str] | None = None
    stars: int | None = None
    tags: tuple[str, ...] = ()
    caption: str = ""
    place: tuple[int, int] | None = None
    city: str = ""
    size: tuple[int, int] = (40, 30)


_READ: Final[dict[tuple[str, str], NDArray[np.float32]]] = {}
"""Model and text -> vector."""

SHELF: Final = (
    Painted(
        *("Rome/p1.jpg", "red", "2023-05-01", ("Canon", "EOS R6"), 5, ("family",)),
        place=(41, 12),
        city="Rome",
    ),
    Painted("Rome/p2.jpg", "yellow", "2023-05-02", ("Canon", "EOS R6"), 3, ("family", "dinner")),
    Painted("Rome/p3.jpg", "white", "2023-05-02", caption="Grandmother at the window"),
    Painted("Oslo/p4.jpg", "blue", "2021-12-24", ("Nikon", "Z 6"), 4, place=(59, 10), city="Oslo"),
    Painted("Oslo/p5.jpg", "lime", "2021-12-25", ("Nikon", "Z 6"), size=(30, 40)),
    Painted("Oslo/p6.jpg", "black", "2022-01-01", stars=1),
    Painted("p7.png", "cyan"),
    Painted("p8.png", "magenta"),
    Painted("copy of p8.png", "magenta"),
    Painted("screen/p9.png", "red", size=(30, 40)),
)


def paint_shelf(folder: Path) -> Path:
    """Paint the photos into a folder."""
    for photo in SHELF:
        path = folder / photo.path
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.new("RGB", photo.size, photo.colour)
        if path.suffix == ".jpg":
            city = xmp("", attributes=f'photoshop:City="{photo.city}"')
            picture.save(path, exif=_exif(photo).tobytes(), xmp=city)
        else:
            picture.save(path)
    return folder


def make_shelf(folder: Path, bundle: Bundle) -> Path:
    """Paint the photos into `folder / "photos"` and take them into `folder / "library"`."""
    photos = paint_shelf(folder / "photos")
    with Library.open(folder / "library", write=True) as library:
        *_, last = ingest(library, bundle, IngestOptions(roots=(str(photos),), workers=1))
        assert (last.added, last.unreadable) == (len(SHELF), 0)
    return folder


def have_words_read(bundle: Bundle) -> None:
    """Have the model read the everyday words, as an index does; quick after the first time."""

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        if any((bundle.sha256, text) not in _READ for text in texts):
            with TextEncoder.open(bundle, device="cpu") as encoder:
                vectors = encoder.encode(texts)
            _READ.update(
                ((bundle.sha256, text), row) for text, row in zip(texts, vectors, strict=True)
            )
        return np.stack([_READ[bundle.sha256, text] for text in texts])

    make_background(bundle, encode)


def _exif(photo: Painted) -> Image.Exif:
    exif = Image.Exif()
    if photo.camera:
        exif[_MAKER], exif[_MODEL] = photo.camera
    if photo.caption:
        exif[_DESCRIPTION] = photo.caption
    if photo.stars is not None:
        exif[_RATING] = photo.stars
    if photo.tags:
        exif[_KEYWORDS] = ";".join(photo.tags).encode("utf-16-le")
    if photo.day:
        exif.get_ifd(IFD.Exif)[_TAKEN_AT] = photo.day.replace("-", ":") + " 12:00:00"
    if photo.place:
        north, east = photo.place
        exif.get_ifd(IFD.GPSInfo).update(
            {1: "N", 2: (float(north), 54.0, 0.0), 3: "E", 4: (float(east), 30.0, 0.0)}
        )
    return exif

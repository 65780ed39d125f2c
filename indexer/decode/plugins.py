"""Which of Pillow's formats are opened, and when what reads each of them is loaded.

One by one: Pillow's own list of all takes 0.1 s to load, and opens files that are programs
(PostScript). Those of nearly all photos are there from the start, the others come with the first
file that none of them knows.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from indexer.decode import UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Callable

LOADED: Final = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
_USUAL: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "DIB", "AVIF")
"""By Pillow's names. MPO, some JPEGs in one file, opens as JPEG."""

_RARE: Final = {
    "BLP": "Blp",
    "CUR": "Cur",
    "DCX": "Dcx",
    "DDS": "Dds",
    "FITS": "Fits",
    "FLI": "Fli",
    "FTEX": "Ftex",
    "GBR": "Gbr",
    "ICNS": "Icns",
    "ICO": "Ico",
    "JPEG2000": "Jpeg2K",
    "MSP": "Msp",
    "PCD": "Pcd",
    "PCX": "Pcx",
    "PIXAR": "Pixar",
    "PPM": "Ppm",
    "PSD": "Psd",
    "QOI": "Qoi",
    "SGI": "Sgi",
    "SUN": "Sun",
    "XBM": "Xbm",
    "XPM": "Xpm",
    "TGA": "Tga",  # Last: it has no signature.
}
"""Pillow's names of formats that are data alone, and of what reads them. Left out are programs
(EPS, WMF), what needs another program (GRIB, HDF5), and what takes any text for a picture."""

NESTING: Final = (b"\0\0\1\0", b"\0\0\2\0", b"icns")
"""How icons begin, which hold whole files of PNG, opened along with them."""

_JXL_HEADS: Final = (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")


def usual(head: bytes) -> tuple[str, ...]:
    """Return the formats that a file which begins so is tried as first.

    Raises:
        UnreadablePhoto: What reads it is not installed.
    """
    if head.startswith(_JXL_HEADS):
        return _loaded("JXL", _load_jxl, "JPEG XL needs the package pillow-jxl-plugin")
    if head[4:8] == b"ftyp":
        # At the first file that may be one: loading that takes as long as Pillow.
        return (*_USUAL, *_loaded("HEIF", _load_heif, "HEIC needs the package pillow-heif"))
    return _USUAL


def rare() -> tuple[str, ...]:
    """Return the formats that are left for a file which none of the others knows."""
    for plugin in _RARE.values():
        importlib.import_module(f"PIL.{plugin}ImagePlugin")
    return tuple(_RARE)


def _loaded(format_: str, load: Callable[[], None], needs: str) -> tuple[str]:
    if format_ not in Image.OPEN:
        try:
            load()
        except ImportError as error:
            raise UnreadablePhoto(f"{needs}, which is not installed here.") from error
    return (format_,)


def _load_jxl() -> None:
    import pillow_jxl  # noqa: F401 - it registers itself.


def _load_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()

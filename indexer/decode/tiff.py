"""Two kinds of TIFF with 16 bits a sample that Pillow opens without a word, and wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import ExifTags, TiffImagePlugin

if TYPE_CHECKING:
    from PIL import Image, ImageFile

_PLANES: Final = {"R", "G", "B"}


def is_negative(picture: Image.Image) -> bool:
    """Whether the larger numbers of a 16-bit grey are the darker; Pillow turns only 8 bits over."""
    return (
        isinstance(picture, TiffImagePlugin.TiffImageFile)
        and picture.mode.startswith("I;16")
        and picture.tag_v2.get(ExifTags.Base.PhotometricInterpretation) == 0
    )


def mend_planes(picture: ImageFile.ImageFile) -> None:
    """Have red, green and blue that lie apart read with 16 bits, where Pillow takes them for 8."""
    if not isinstance(picture, TiffImagePlugin.TiffImageFile) or picture.mode != "RGB":
        return
    if picture.tag_v2.get(ExifTags.Base.BitsPerSample) != (16, 16, 16):
        return
    order = ";16L" if picture.tag_v2.prefix == b"II" else ";16B"
    for number, tile in enumerate(picture.tile):
        if isinstance(tile.args, tuple) and tile.args[0] in _PLANES:
            picture.tile[number] = tile._replace(args=(tile.args[0] + order, *tile.args[1:]))

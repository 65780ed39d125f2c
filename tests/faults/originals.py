"""A small real file of each kind that Shoebox reads, whole: what is damaged afterwards."""

from __future__ import annotations

import io
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.indexer.decode.packets import iptc, photoshop, xmp
from tests.indexer.decode.pictures import four_corners, planar_tiff, png, ramp, wide_profile
from tests.indexer.decode.raws import Dng
from tests.indexer.decode.test_containers import (
    BEGINNING,
    EXIF_BOX,
    IPTC_BOX,
    SNOW,
    WRITERS,
    box,
    by_adobe,
    jpeg_2000,
    part,
)
from tests.indexer.decode.test_cr3 import header as canons_header
from tests.indexer.decode.test_psd import Document, resource

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = (96, 64)
_SIDECARS = Path(__file__).parent.parent / "fixtures" / "sidecars"


@cache
def pictures() -> dict[str, bytes]:
    """Name -> content of files with pictures in them, of every kind that this machine can write."""
    pillow_heif.register_heif_opener()
    Image.init()
    with suppress(ImportError):
        import pillow_jxl  # noqa: F401 - it registers itself.
    told = *_told(), *_boxed()
    return dict(
        [*_usual(), *_odd(), *_rare(), *_raws(), *_documents(), *_moving(), *told, *_films()]
    )


def has_jxl() -> bool:
    """Whether this machine reads and writes JPEG XL."""
    return "JXL" in Image.SAVE


def _saved(picture: Image.Image, format_: str, **save: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_, **save)
    return file.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Phase Two", "Painter", 6
    exif[0x8769] = {0x9003: "2023:05:01 12:30:00", 0x9011: "+02:00", 0x9291: "25"}
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 6: 34.0}
    return exif.tobytes()


def _usual() -> Iterator[tuple[str, bytes]]:
    picture, exif = four_corners(*_SIZE), _exif()
    packet = xmp("<dc:subject><rdf:Bag><rdf:li>dog</rdf:li></rdf:Bag></dc:subject>")
    whole = _saved(picture, "JPEG", exif=exif, xmp=packet, icc_profile=wide_profile())
    yield "usual.jpg", whole[:2] + photoshop(iptc({(2, 25): ["snow"]})) + whole[2:]
    yield "progressive.jpg", _saved(picture, "JPEG", progressive=True, exif=exif)
    yield "grey-progressive.jpg", _saved(picture.convert("L"), "JPEG", progressive=True)
    yield "cmyk.jpg", _saved(picture.convert("CMYK"), "JPEG")
    yield "two.mpo", _saved(picture, "MPO", save_all=True, append_images=[picture])
    for format_ in ("PNG", "WEBP", "TIFF", "AVIF", "HEIF"):
        save = {"exif": exif, "icc_profile": wide_profile()}
        yield f"usual.{format_.lower()}", _saved(picture, format_, **save)
    yield "usual.gif", _saved(picture, "GIF")
    yield "usual.bmp", _saved(picture, "BMP")


def _odd() -> Iterator[tuple[str, bytes]]:
    picture = four_corners(*_SIZE)
    yield "deep.png", png(ramp()[::4, ::4].copy(), 0)
    yield "palette.png", _saved(picture.convert("P"), "PNG", transparency=0)
    yield "planes.tif", planar_tiff(picture, "<")
    yield "lossless.webp", _saved(picture.convert("RGBA"), "WEBP", lossless=True)
    for compression in ("tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits"):
        yield f"{compression}.tif", _saved(picture, "TIFF", compression=compression)
    yield "fax.tif", _saved(picture.convert("1"), "TIFF", compression="group4")
    yield "float.tif", _saved(Image.fromarray(np.eye(32, dtype=np.float32)), "TIFF")


def _rare() -> Iterator[tuple[str, bytes]]:
    picture = four_corners(*_SIZE)
    formats = ("JPEG2000", "ICO", "ICNS", "PPM", "TGA", "QOI", "DDS", "PCX", "SGI")
    for format_ in (*formats, *_only_if(has_jxl(), "JXL")):
        drawn = picture.resize((128, 128)) if format_ == "ICNS" else picture
        yield f"rare.{format_.lower()}", _saved(drawn, format_)
    yield "rare.xbm", _saved(picture.convert("1"), "XBM")


def _raws() -> Iterator[tuple[str, bytes]]:
    picture = four_corners(*_SIZE)
    yield "sensor.dng", Dng(picture).content()
    yield "preview.dng", Dng(picture, picture, 6, ">").content()
    yield "boxes.cr3", canons_header()  # Nobody but Canon writes the picture behind it.


def _documents() -> Iterator[tuple[str, bytes]]:
    told = resource(1028, iptc({(2, 25): ["dog"]})) + resource(1058, _exif()[6:])
    yield "deep.psd", Document(depth=16, packed=True, resources=told).content()
    yield "plain.psd", Document(depth=8, resources=told).content()
    yield "inks.psb", Document("CMYK", 8, large=True, packed=True, resources=told).content()


def _moving() -> Iterator[tuple[str, bytes]]:
    """Pictures that move."""
    first = four_corners(*_SIZE)
    others = [first.rotate(180), first.rotate(90)]
    for format_ in ("GIF", "WEBP", "PNG", "AVIF"):
        save = {"save_all": True, "append_images": others, "duration": [40, 0, 90]}
        yield f"moving.{format_.lower()}", _saved(first, format_, **save)


def _told() -> Iterator[tuple[str, bytes]]:
    """What other programs write into sidecars, inside of each kind of file that takes it."""
    picture = four_corners(*_SIZE)
    kinds = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF", *_only_if(has_jxl(), "JXL"))
    for sidecar in sorted(_SIDECARS.glob("*.xmp")):
        packet = sidecar.read_bytes()
        for format_ in kinds:
            yield f"{sidecar.stem}.{format_.lower()}", _with_packet(picture, format_, packet)
        document = Document(depth=16, resources=resource(1060, packet))
        yield f"{sidecar.stem}.psd", document.content()


def _boxed() -> Iterator[tuple[str, bytes]]:
    """What is told in places where Pillow does not look."""
    for kind, write in WRITERS.items():
        if kind != "JXL" or has_jxl():
            first, _, second = kind.lower().partition(", ")
            yield f"boxed{second}.{first}", write(SNOW)
    told = box(EXIF_BOX, _exif()[6:]) + box(IPTC_BOX, iptc({(2, 25): ["fjord"]}))
    yield "boxes.jp2", jpeg_2000(SNOW) + told
    whole = _saved(four_corners(*_SIZE), "JPEG", xmp=BEGINNING)
    parts = (part(at, 60_000) for at in (0, 60_000))
    segments = (b"\xff\xe1" + (len(each) + 2).to_bytes(2, "big") + each for each in parts)
    yield "long.jpg", whole[:2] + b"".join(segments) + whole[2:]


def _with_packet(picture: Image.Image, format_: str, packet: bytes) -> bytes:
    if format_ == "PNG":
        texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", packet.decode())
        return _saved(picture, format_, pnginfo=texts)
    if format_ == "TIFF":
        return _saved(picture, format_, tiffinfo={700: packet})
    return _saved(picture, format_, xmp=packet)


def _only_if(there: bool, format_: str) -> tuple[str, ...]:
    return (format_,) if there else ()


def _films() -> Iterator[tuple[str, bytes]]:
    try:
        import av  # noqa: F401 - what writes them.
    except ImportError:
        return
    from tests.indexer.decode.films import Film

    with TemporaryDirectory() as scratch:
        for suffix in ("mp4", "mov", "mkv", "avi", "webm"):
            codec = "libvpx" if suffix == "webm" else "mpeg4"
            film = Film(four_corners(*_SIZE), codec, seconds=1)
            content = film.write(Path(scratch) / f"a.{suffix}").read_bytes()
            yield f"film.{suffix}", content
            if suffix in {"mp4", "mov"}:
                yield f"told.{suffix}", content + by_adobe(SNOW)

"""Files that were made to do harm: small on the disk, endless in memory or in time."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.content_key import content_key
from indexer.decode import UnreadablePhoto, read_picture
from tests.indexer.decode.pictures import are_alike, chunk, four_corners, giant_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOO_MUCH_TEXT = "It holds more text or a larger colour profile than is safe to unpack."
TOO_LARGE_INSIDE = "It holds a picture too large to open safely."


def _written(format_: str, **save: object) -> bytes:
    file = io.BytesIO()
    four_corners().save(file, format_, **save)
    return file.getvalue()


def _png(*chunks: bytes) -> bytes:
    """A sound picture with these chunks before its pixels."""
    whole = _written("PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def _packed(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes * 1_000_000), 1)


def _ico(inside: bytes) -> bytes:
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(inside), 22)
    return b"\0\0\1\0\1\0" + entry + inside


def _icns(inside: bytes) -> bytes:
    length = 8 + len(inside)
    return b"icns" + struct.pack(">I", 8 + length) + b"ic10" + struct.pack(">I", length) + inside


def _enlarged(content: bytes, place: int, *sizes: int, order: str) -> bytes:
    """The same file, that says at some place to be of another size."""
    packed = struct.pack(f"{order}{len(sizes)}H", *sizes)
    return content[:place] + packed + content[place + len(packed) :]


def _reason(path: Path, content: bytes | bytearray) -> str:
    path.write_bytes(content)
    with pytest.raises(UnreadablePhoto) as told:
        read_picture(str(path))
    return told.value.reason


@pytest.mark.parametrize(
    "bomb",
    [
        lambda: chunk(b"zTXt", b"Comment\0\0" + _packed(20)),
        lambda: chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + _packed(20)),
        lambda: chunk(b"iCCP", b"profile\0\0" + _packed(20)),
        lambda: b"".join(chunk(b"zTXt", b"%d\0\0" % n + _packed(1)) for n in range(70)),
    ],
    ids=["text", "XMP", "profile", "many texts"],
)
def test_what_is_packed_beside_the_pixels_is_not_unpacked_without_end(
    tmp_path: Path, bomb: Callable[[], bytes]
) -> None:
    assert _reason(tmp_path / "a.png", _png(bomb())) == TOO_MUCH_TEXT


@pytest.mark.parametrize("around", [_ico, _icns])
def test_a_giant_in_an_icon_is_refused(tmp_path: Path, around: Callable[[bytes], bytes]) -> None:
    bomb = around(giant_png(20_000, 20_000))
    assert _reason(tmp_path / "a.ico", bomb) == TOO_LARGE_INSIDE


@pytest.mark.parametrize(
    ("format_", "mark", "skipped", "order"),
    [("JPEG", b"\xff\xc0", 5, ">"), ("GIF", b"GIF8", 6, "<")],
)
def test_a_size_that_is_a_lie_is_refused(
    tmp_path: Path, format_: str, mark: bytes, skipped: int, order: str
) -> None:
    content = _written(format_)
    place = content.index(mark) + skipped
    told = _reason(tmp_path / "a", _enlarged(content, place, 65_500, 65_500, order=order))
    assert told == "The picture is too large to open safely: 65,500 × 65,500 pixels."


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"P6 100000 100000 255 ", 100_000),
        (b"8BPS" + struct.pack(">H6xHIIHH3IH", 1, 3, 30_000, 30_000, 8, 3, 0, 0, 0, 1), 30_000),
        (bytes([0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 96, 234, 96, 234, 24, 0]), 60_000),
        (b'/* XPM */\nstatic char *x[] = {\n"20000 20000 1 1",\n"a c #fff",\n', 20_000),
    ],
    ids=["PPM", "PSD", "TGA", "XPM"],
)
def test_giants_of_rare_formats_are_refused(tmp_path: Path, head: bytes, size: int) -> None:
    told = _reason(tmp_path / "a", head + bytes(200_000))
    assert told == f"The picture is too large to open safely: {size:,} × {size:,} pixels."


def test_tables_that_lead_back_to_themselves_end(tmp_path: Path) -> None:
    # EXIF's inner tables are the outer one.
    entries = [struct.pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825)]
    exif = b"Exif\0\0II*\0\x08\0\0\0\2\0" + b"".join(entries) + bytes(4)
    (tmp_path / "a.jpg").write_bytes(_written("JPEG", exif=exif))
    assert are_alike(read_picture(str(tmp_path / "a.jpg")))
    # The page after the first is the first.
    tiff = bytearray(_written("TIFF"))
    start = int.from_bytes(tiff[4:8], "little")
    end = start + 2 + 12 * int.from_bytes(tiff[start : start + 2], "little")
    tiff[end : end + 4] = tiff[4:8]
    (tmp_path / "a.tif").write_bytes(tiff)
    assert are_alike(read_picture(str(tmp_path / "a.tif")))


def test_a_frame_that_samples_nothing_is_refused(tmp_path: Path) -> None:
    jpeg = bytearray(_written("JPEG", progressive=True))
    start = jpeg.index(b"\xff\xc2")
    for colour in range(jpeg[start + 9]):
        jpeg[start + 11 + 3 * colour] = 0
    assert _reason(tmp_path / "a.jpg", jpeg) == "The picture is damaged, or was not copied whole."


def test_a_profile_of_noise_changes_no_colours(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(_written("JPEG", icc_profile=os.urandom(5_000_000)))
    assert are_alike(read_picture(str(tmp_path / "a.jpg")))


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png())
    key = content_key(str(path))

    class Growing(io.FileIO):
        def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
            reached = super().seek(place, whence)
            if whence == os.SEEK_END:
                with path.open("ab") as writer:
                    writer.write(bytes(1000))
            return reached

    monkeypatch.setattr("indexer.decode.opening.open_file", Growing)
    monkeypatch.setattr("indexer.content_key.open_file", Growing)
    with pytest.raises(UnreadablePhoto, match="Something was writing to it"):
        read_picture(str(path))
    path.write_bytes(_png())
    assert content_key(str(path)) == key


def test_pillow_is_left_as_it_was(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    _reason(tmp_path / "a.ico", _ico(giant_png(20_000, 20_000)))
    assert before == Image.MAX_IMAGE_PIXELS

"""RAW photos: the camera's own JPEG where it is large enough, else what the sensor saw."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.decode import UnreadablePhoto, read_photo, read_picture
from tests.indexer.decode.pictures import TO_STORE, are_alike, four_corners
from tests.indexer.decode.raws import Dng

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe

pytest.importorskip("rawpy")
SENSOR = (600, 360)
NEARLY = 40
"""Levels that a developed picture may differ: LibRaw brightens it."""


def _stored(orientation: int, size: tuple[int, int] = SENSOR) -> Image.Image:
    """An upright picture as a camera's sensor saw it that was held in some way."""
    picture = four_corners(*size)
    turn = TO_STORE.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _write(path: Path, raw: Dng) -> Path:
    path.write_bytes(raw.content())
    return path


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_what_a_sensor_saw_comes_out_upright_in_its_colours(
    tmp_path: Path, recipe: DecodeRecipe, orientation: int, order: str
) -> None:
    raw = Dng(_stored(orientation), orientation=orientation, order=order)
    path = str(_write(tmp_path / "a.dng", raw))
    whole = read_picture(path)
    assert whole.shape == (SENSOR[1], SENSOR[0], 3)
    assert are_alike(whole, within=NEARLY)
    facts = read_photo(path, recipe).facts
    assert (facts.width, facts.height, facts.format) == (*SENSOR, "DNG")
    assert (facts.camera, facts.taken_at) == ("Phase Two Painter", "2023-05-01T12:30:00")


@pytest.mark.parametrize("turns", ["with the sensor", "by itself", "already"])
@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_the_cameras_own_picture_is_shown_where_it_is_large_enough(
    tmp_path: Path, orientation: int, turns: str
) -> None:
    upright = four_corners(300, 180)
    stored = _stored(orientation, upright.size)
    preview = upright if turns == "already" else stored
    raw = Dng(_stored(orientation).convert("L").convert("RGB"), preview, orientation)
    content = raw.content()
    if turns == "by itself":
        content = _with_its_own_exif(raw, stored, orientation)
    (tmp_path / "a.dng").write_bytes(content)
    # The sensor saw no colours: these are the camera's.
    assert are_alike(read_picture(str(tmp_path / "a.dng"), longest=250))
    assert not are_alike(read_picture(str(tmp_path / "a.dng"), longest=400), within=NEARLY)
    assert not are_alike(read_picture(str(tmp_path / "a.dng")), within=NEARLY)


def _with_its_own_exif(raw: Dng, preview: Image.Image, orientation: int) -> bytes:
    """The same file, whose preview says itself how it lies."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    preview.save(file, "JPEG", exif=exif, quality=95)
    preview = Image.open(file)
    preview.encoderinfo = {}

    class Own(Dng):
        def _jpeg(self) -> bytes:
            return file.getvalue()

    return Own(raw.picture, preview, raw.orientation).content()


def test_it_is_known_by_what_it_holds(tmp_path: Path, recipe: DecodeRecipe) -> None:
    path = _write(tmp_path / "a.tif", Dng(four_corners(*SENSOR)))
    assert read_photo(str(path), recipe).facts.format == "DNG"
    four_corners().save(tmp_path / "b.nef", "JPEG")
    assert read_photo(str(tmp_path / "b.nef"), recipe).facts.format == "JPEG"


@pytest.mark.parametrize("share", [0.9, 0.5, 0.004, 0.001])
def test_what_breaks_off_has_a_reason(tmp_path: Path, share: float) -> None:
    content = Dng(four_corners(*SENSOR)).content()
    (tmp_path / "a.dng").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UnreadablePhoto):
        read_picture(str(tmp_path / "a.dng"))


@pytest.mark.parametrize(
    "head",
    [
        b"FUJIFILMCCD-RAW 0201FF383501X-Pro2",
        b"IIRO\x08\0\0\0",
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
        b"II\x1a\0\0\0HEAPCCDR",
        b"FOVb\0\0\0\0",
    ],
)
def test_what_is_of_no_known_camera_says_so(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(head + bytes(5000))
    with pytest.raises(UnreadablePhoto, match="RAW photo of a camera that LibRaw does not know"):
        read_picture(str(tmp_path / "a.jpg"))


def test_without_rawpy_it_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    path = _write(tmp_path / "a.dng", Dng(four_corners(*SENSOR)))
    with pytest.raises(UnreadablePhoto, match="RAW photos need the package rawpy, which is not"):
        read_picture(str(path))


def test_a_giant_is_refused(tmp_path: Path) -> None:
    content = bytearray(Dng(four_corners(*SENSOR)).content())
    for old, new in zip(SENSOR, (30_000, 20_000), strict=True):
        place = content.index(old.to_bytes(4, "little"))
        content[place : place + 4] = new.to_bytes(4, "little")
    (tmp_path / "a.dng").write_bytes(content)
    with pytest.raises(UnreadablePhoto):
        read_picture(str(tmp_path / "a.dng"))

"""Opening: by what a file holds, not by its name; and if not, for which reason."""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.content_key import WHOLE_UP_TO, content_key
from indexer.decode import UnreadablePhoto, moves, read_photo, read_picture
from indexer.decode.opening import content_of
from tests.indexer.decode.pictures import are_alike, four_corners, giant_png

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe
    from tests.conftest import PaintPhoto

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF"]
NOT_A_PICTURE = "It is not a picture, although its name says so"


def _written(format_: str, picture: Image.Image | None = None, **save: object) -> bytes:
    if format_ == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    (picture or four_corners()).save(file, format_, **save)
    return file.getvalue()


def _reason(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(UnreadablePhoto) as caught:
        read_picture(str(path))
    assert str(caught.value) == caught.value.reason
    assert caught.value.reason.endswith(".")
    return caught.value.reason


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_is_opened_by_what_it_holds(
    tmp_path: Path, format_: str, recipe: DecodeRecipe
) -> None:
    path = tmp_path / ("lie.png" if format_ == "JPEG" else "lie.jpg")
    path.write_bytes(_written(format_))
    assert are_alike(read_picture(str(path)))
    assert read_photo(str(path), recipe).facts.format == format_


def test_heic_plugin_is_not_needed_for_other_files(tmp_path: Path) -> None:
    """The plugin takes as long to load as Pillow, and Pillow stumbles over a name it misses."""
    import subprocess

    (tmp_path / "a.bmp").write_bytes(_written("BMP"))
    code = (
        "import sys; from indexer.decode import read_picture; read_picture(sys.argv[1]);"
        "print('pillow_heif' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.bmp")], capture_output=True, check=True
    )
    assert done.stdout.split() == [b"False"]


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "TIFF", "AVIF", "MPO", "HEIF"])
def test_of_several_frames_the_first_is_taken(tmp_path: Path, format_: str) -> None:
    black = Image.new("RGB", four_corners().size)
    (tmp_path / "a").write_bytes(_written(format_, save_all=True, append_images=[black]))
    assert are_alike(read_picture(str(tmp_path / "a")))


def test_of_a_heic_of_several_pictures_the_one_that_it_names_is_taken(tmp_path: Path) -> None:
    black = Image.new("RGB", four_corners().size)
    pictures = {"save_all": True, "append_images": [four_corners(), black], "primary_index": 1}
    (tmp_path / "a.heic").write_bytes(_written("HEIF", black, **pictures))
    assert are_alike(read_picture(str(tmp_path / "a.heic")))


@pytest.mark.parametrize("longest", [None, 25])
def test_of_a_jpeg_with_a_map_of_its_lights_the_base_is_shown(
    tmp_path: Path, recipe: DecodeRecipe, longest: int | None
) -> None:
    gains = Image.new("L", (100, 60), 255)
    path = tmp_path / "a.jpg"
    path.write_bytes(_written("MPO", save_all=True, append_images=[gains]))
    pixels = read_picture(str(path), longest=longest)
    assert are_alike(pixels, within=20)
    assert pixels.shape == (120, 200, 3) or longest
    facts = read_photo(str(path), recipe).facts
    assert (facts.width, facts.height, facts.format) == (200, 120, "JPEG")
    assert not moves(str(path))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"Dear diary,\n today", f"{NOT_A_PICTURE}: it is a text."),
        (b"\xef\xbb\xbf <!DOCTYPE HTML>\n<p>404", f"{NOT_A_PICTURE}: it is a web page."),
        (b"<html lang='en'>", f"{NOT_A_PICTURE}: it is a web page."),
        (b"<svg xmlns='x'/>", "It is a drawing or a text (XML), not a photo."),
        (bytes(5000), f"{NOT_A_PICTURE}: it holds only zeros."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", f"{NOT_A_PICTURE}: it is a text."),
        (b"PK\3\4\xff\xfe", "It is not a picture, or of a kind that Shoebox does not read."),
        (
            b"\0\0\0\x18ftypmp42\0",
            "The video is damaged, not whole, or of a kind that FFmpeg does not read.",
        ),
    ],
)
def test_what_is_no_picture_is_told_what_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    assert _reason(tmp_path / "a.jpg", content) == reason


def test_what_is_no_file_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    for name in ("folder.jpg", "missing.jpg"):
        with pytest.raises(UnreadablePhoto, match=r"folder|permission|vanished"):
            read_picture(str(tmp_path / name))
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.jpg")
        with pytest.raises(UnreadablePhoto, match="pipe"):
            read_picture(str(tmp_path / "pipe.jpg"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_written("JPEG"))
    path.chmod(0)
    with pytest.raises(UnreadablePhoto, match="permission"):
        read_picture(str(path))


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("share", [0.8, 0.5, 0.1])
def test_a_picture_that_breaks_off_is_refused(
    tmp_path: Path, real_pictures: Path, format_: str, share: float
) -> None:
    whole = _written(format_, Image.open(real_pictures / "rocket.jpg"))
    cut = whole[: int(len(whole) * share)]
    reason = _reason(tmp_path / "a.jpg", cut)
    assert "breaks off" in reason if format_ == "JPEG" else "whole" in reason


def test_a_jpeg_says_where_it_breaks_off(tmp_path: Path, real_pictures: Path) -> None:
    whole = (real_pictures / "rocket.jpg").read_bytes()
    reason = _reason(tmp_path / "a.jpg", whole[: len(whole) // 2])
    percent = int(reason.split("after ")[1].split(" %")[0])
    assert 25 < percent < 75
    cut = _written("JPEG", Image.open(real_pictures / "rocket.jpg"), progressive=True)
    assert "not whole" in _reason(tmp_path / "b.jpg", cut[: len(cut) // 2])


def test_a_jpeg_that_lacks_only_its_end_is_read_to_its_last_row(
    tmp_path: Path, real_pictures: Path
) -> None:
    whole = real_pictures / "rocket.jpg"
    cut = tmp_path / "a.jpg"
    cut.write_bytes(whole.read_bytes()[:-2])
    assert np.array_equal(read_picture(str(cut)), read_picture(str(whole)))


@pytest.mark.parametrize("compression", ["tiff_lzw", "jpeg", "tiff_adobe_deflate", "group4"])
def test_libtiff_does_not_complain_on_the_terminal(
    tmp_path: Path, compression: str, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = four_corners().convert("1" if compression == "group4" else "RGB")
    content = bytearray(_written("TIFF", picture, compression=compression))
    content[16 : len(content) // 2] = b"\x5a" * (len(content) // 2 - 16)
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with suppress(UnreadablePhoto):
        read_picture(str(path))
    assert capfd.readouterr() == ("", "")


def test_pillow_does_not_log_to_the_terminal(tmp_path: Path) -> None:
    import subprocess

    content = bytearray(_written("TIFF"))
    samples = content.index(struct.pack("<HHI", 277, 3, 1))  # How many samples a pixel has.
    content[samples + 8 : samples + 10] = struct.pack("<H", 46_595)
    (tmp_path / "a.tif").write_bytes(content)
    code = (
        "import sys; from indexer.decode import UnreadablePhoto, read_picture\n"
        "try: read_picture(sys.argv[1])\n"
        "except UnreadablePhoto: pass"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.tif")], capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_what_pillow_warns_of_is_not_passed_on(tmp_path: Path) -> None:
    # EXIF that points beyond its end makes Pillow warn.
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x010F, 2, 99, 9999) + bytes(4)
    (tmp_path / "a.jpg").write_bytes(_written("JPEG", exif=exif))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_picture(str(tmp_path / "a.jpg"))
    assert caught == []


def test_settings_of_the_process_are_put_back(tmp_path: Path) -> None:
    limit, filters = Image.MAX_IMAGE_PIXELS, list(warnings.filters)
    _reason(tmp_path / "a.png", giant_png(60_000, 60_000))
    (tmp_path / "b.jpg").write_bytes(_written("JPEG"))
    read_picture(str(tmp_path / "b.jpg"))
    assert limit == Image.MAX_IMAGE_PIXELS
    assert filters == list(warnings.filters)


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000, 300), (20_000, 10_000)])
def test_a_bomb_is_refused_with_its_size(tmp_path: Path, size: tuple[int, int]) -> None:
    reason = _reason(tmp_path / "a.png", giant_png(*size))
    assert reason == (f"The picture is too large to open safely: {size[0]:,} × {size[1]:,} pixels.")


def test_a_panorama_of_200_megapixels_is_read_as_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (25_000, 8_000), 200).save(path, quality=30)
    pixels = read_picture(str(path), longest=960)
    assert pixels.shape == (1000, 3125, 3) or pixels.shape[1] < 1920
    assert abs(int(pixels[0, 0, 0]) - 200) <= 2
    with pytest.raises(UnreadablePhoto, match="too large"):
        read_picture(str(path))


@pytest.mark.parametrize(
    ("format_", "save", "megabytes"),
    [
        ("PNG", {}, 6),
        ("WEBP", {"method": 0}, 16),
        ("HEIF", {}, 8),
        ("AVIF", {"speed": 10}, 9),
        ("JPEG", {"progressive": True}, 6 / 4 + 3),
        ("JPEG", {}, 6 / 4),
    ],
)
def test_what_may_take_too_much_memory_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format_: str,
    save: dict[str, object],
    megabytes: float,
) -> None:
    path = tmp_path / "a"
    path.write_bytes(_written(format_, Image.new("RGB", (1000, 1000), "red"), **save))
    monkeypatch.setattr("indexer.decode.opening.MOST_MEMORY", int(megabytes * 1_000_000))
    assert max(read_picture(str(path), longest=500).shape) <= 1000
    monkeypatch.setattr("indexer.decode.opening.MOST_MEMORY", int(megabytes * 1_000_000) - 1)
    with pytest.raises(UnreadablePhoto, match="too large"):
        read_picture(str(path), longest=500)


def test_a_file_over_32_mb_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("RGB", (4000, 3000), (10, 200, 30)).save(path)
    assert path.stat().st_size > WHOLE_UP_TO
    with content_of(str(path)) as content:
        assert content.key == content_key(str(path))
    assert read_picture(str(path), longest=400)[0, 0].tolist() == [10, 200, 30]


def test_the_key_is_that_of_the_bytes(tmp_path: Path, paint_photo: PaintPhoto) -> None:
    path = paint_photo(tmp_path / "a.jpg")
    with content_of(str(path)) as content:
        assert content.key == content_key(str(path))

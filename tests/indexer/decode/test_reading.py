"""Reading: one look at a file gives everything, upright and in the right sizes."""

from __future__ import annotations

import io
import pickle
import random
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from indexer.decode import (
    LARGE,
    SMALL,
    DecodeRecipe,
    UnreadablePhoto,
    read_photo,
    read_picture,
)
from indexer.preprocess import fit
from tests.indexer.decode.pictures import TO_STORE, are_alike, four_corners

if TYPE_CHECKING:
    from tests.conftest import PaintPhoto

FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "MPO"]
EXTENT = (200, 120)


def _stored(format_: str, orientation: int, size: tuple[int, int] = EXTENT) -> bytes:
    """An upright picture as a camera stores it that was held in some way."""
    if format_ == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = four_corners(*size)
    if orientation in TO_STORE:
        picture = picture.transpose(TO_STORE[orientation])
    written = io.BytesIO()
    save: dict[str, object] = {"exif": exif.tobytes()}
    if format_ == "MPO":
        save |= {"save_all": True, "append_images": [picture]}
    picture.save(written, format_, **save)
    return written.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", FORMATS)
def test_every_orientation_comes_out_upright(
    tmp_path: Path, recipe: DecodeRecipe, format_: str, orientation: int
) -> None:
    path = tmp_path / "a"
    path.write_bytes(_stored(format_, orientation))
    assert are_alike(read_picture(str(path)))
    photo = read_photo(str(path), recipe)
    assert are_alike(photo.pixels, within=16)
    assert are_alike(np.asarray(Image.open(io.BytesIO(photo.small))), within=16)
    assert (photo.facts.width, photo.facts.height) == EXTENT


@pytest.mark.parametrize("orientation", [1, 6, 7])
def test_large_photos_come_out_upright_too(
    tmp_path: Path, recipe: DecodeRecipe, orientation: int
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_stored("JPEG", orientation, (4000, 2400)))
    photo = read_photo(str(path), recipe)
    assert photo.large is not None
    large = Image.open(io.BytesIO(photo.large))
    assert large.size == (1000, 600)
    assert are_alike(np.asarray(large))
    assert are_alike(read_picture(str(path)))
    assert (photo.facts.width, photo.facts.height) == (4000, 2400)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(tmp_path: Path, orientation: int) -> None:
    (tmp_path / "a.jpg").write_bytes(_stored("JPEG", orientation))
    assert are_alike(read_picture(str(tmp_path / "a.jpg")))


def test_a_photo_is_all_that_is_wanted_of_it(
    tmp_path: Path, recipe: DecodeRecipe, paint_photo: PaintPhoto
) -> None:
    photo = read_photo(str(paint_photo(tmp_path / "a.jpg", size=(1600, 1200))), recipe)
    size = recipe.spec.size
    assert photo.pixels.shape == (size, size, 3)
    assert photo.pixels.dtype == np.uint8
    assert photo.large is not None
    assert Image.open(io.BytesIO(photo.large)).size == (LARGE, LARGE * 3 // 4)
    assert Image.open(io.BytesIO(photo.small)).size == (SMALL, SMALL * 3 // 4)
    assert len(photo.content_key) == 16


def test_a_photo_travels_between_processes(
    tmp_path: Path, recipe: DecodeRecipe, paint_photo: PaintPhoto
) -> None:
    photo = read_photo(str(paint_photo(tmp_path / "a.jpg")), recipe)
    arrived = pickle.loads(pickle.dumps(photo))
    assert (arrived.pixels == photo.pixels).all()
    assert arrived.facts == photo.facts


def test_a_small_picture_needs_no_large_preview(
    tmp_path: Path, recipe: DecodeRecipe, paint_photo: PaintPhoto
) -> None:
    photo = read_photo(str(paint_photo(tmp_path / "a.jpg", size=(300, 200))), recipe)
    assert photo.large is None
    assert Image.open(io.BytesIO(photo.small)).size == (300, 200)


def test_the_model_sees_what_it_would_see_of_the_whole_picture(
    real_pictures: Path, recipe: DecodeRecipe
) -> None:
    for path in sorted(real_pictures.iterdir()):
        whole = fit(Image.fromarray(read_picture(str(path))), recipe.spec)
        seen = read_photo(str(path), recipe).pixels
        assert np.abs(whole.astype(int) - seen).mean() < 1


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 5000), (5000, 1), (16_000, 900), (33, 31), (961, 959)]
)
def test_odd_sizes_are_photos_too(
    tmp_path: Path, recipe: DecodeRecipe, paint_photo: PaintPhoto, size: tuple[int, int]
) -> None:
    for name in ("a.jpg", "a.png"):
        photo = read_photo(str(paint_photo(tmp_path / name, size=size)), recipe)
        assert photo.pixels.shape == (recipe.spec.size, recipe.spec.size, 3)
        assert (photo.facts.width, photo.facts.height) == size


def test_a_panorama_keeps_enough_for_a_model_that_cuts_its_middle_out(tmp_path: Path) -> None:
    """Draft decoding by the longest side alone would leave 125 of 1000 rows for a model's 260."""
    from indexer.models import ImageSpec

    spec = ImageSpec(
        file="", input="", output="", size=260, mean=(0, 0, 0), std=(1, 1, 1),
        interpolation="bicubic", resize_mode="shortest", layout="NCHW", dtype="float32",
    )  # fmt: skip
    grain = np.random.default_rng(0).integers(0, 255, (500, 16, 3), dtype=np.uint8)
    picture = Image.fromarray(grain).resize((8000, 500), Image.Resampling.NEAREST)
    picture.save(tmp_path / "a.png")
    picture.save(tmp_path / "a.jpg", quality=95, subsampling=0)
    sharp = read_photo(str(tmp_path / "a.png"), DecodeRecipe(spec)).pixels
    drafted = read_photo(str(tmp_path / "a.jpg"), DecodeRecipe(spec)).pixels
    whole = fit(picture, spec)
    assert np.abs(sharp.astype(int) - whole).mean() < 1
    assert np.abs(drafted.astype(int) - whole).mean() < 6


def test_a_picture_is_read_whole_or_as_large_as_needed(
    tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    for name in ("a.jpg", "a.png"):
        path = str(paint_photo(tmp_path / name, size=(2000, 1500)))
        assert read_picture(path).shape == (1500, 2000, 3)
        assert read_picture(path, longest=500).shape == (375, 500, 3)
        assert 450 <= max(read_picture(path, longest=450).shape) < 900
        assert read_picture(path, longest=9000).shape == (1500, 2000, 3)


def test_a_search_pays_neither_for_pillow_nor_for_numpy() -> None:
    code = (
        "import sys; from indexer.decode import DecodedPhoto, read_photo;"
        "print([name for name in ('PIL', 'numpy', 'pillow_heif') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@cache
def _originals() -> tuple[bytes, ...]:
    """Real files of every format, with EXIF and a profile, to be damaged."""
    import skimage

    from tests.indexer.decode.pictures import wide_profile

    original = Image.open(Path(skimage.__file__).parent / "data" / "rocket.jpg").reduce(4)
    files = [_stored(format_, 6) for format_ in FORMATS]
    for format_, save in (
        ("JPEG", {"icc_profile": wide_profile(), "progressive": True}),
        ("PNG", {"icc_profile": wide_profile(), "transparency": (1, 2, 3)}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("WEBP", {"lossless": True}),
    ):
        written = io.BytesIO()
        original.save(written, format_, **save)
        files.append(written.getvalue())
    return tuple(files)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(number=st.integers(0, 12), seed=st.integers(0, 2**32), damage=st.integers(1, 60))
def test_a_damaged_file_is_a_photo_or_has_a_reason(
    tmp_path: Path, recipe: DecodeRecipe, number: int, seed: int, damage: int
) -> None:
    chance = random.Random(seed)
    content = bytearray(_originals()[number])
    for _ in range(damage):
        # Half of the damage is done to the beginning, where the structure is.
        end = len(content) if chance.random() < 0.5 else min(len(content), 600)
        place = chance.randrange(end)
        out, in_ = chance.choices([0, 1, 4], [1, 3, 1], k=2)
        content[place : place + out] = chance.randbytes(in_)
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    # Anything but a photo and UnreadablePhoto ends the test.
    with suppress(UnreadablePhoto):
        photo = read_photo(str(path), recipe)
        assert photo.pixels.shape == (recipe.spec.size, recipe.spec.size, 3)

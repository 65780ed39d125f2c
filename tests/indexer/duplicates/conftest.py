"""A library of photographs, of copies as people make them, and of what only looks like one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.bench import altered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle

_EXIF_DATE, _MODEL = 0x9003, 272


@pytest.fixture(scope="module")
def album(
    tmp_path_factory: pytest.TempPathFactory, real_pictures: Path, tiny_bundle: Bundle
) -> Path:
    """A folder with `photos` and the `library` of them; to be copied by whoever changes it."""
    folder = tmp_path_factory.mktemp("album")
    photos = folder / "photos"
    photos.mkdir()
    _write(real_pictures, photos)
    with Library.open(folder / "library", write=True) as library:
        root = library.catalog.add_root(str(photos)).path
        *_, last = ingest(library, tiny_bundle, IngestOptions(roots=(root,), workers=1))
        assert last.unreadable == 0
    return folder


@pytest.fixture
def library(album: Path) -> Iterator[Library]:
    """The library of the album, to be looked at."""
    with Library.open(album / "library") as library:
        yield library


def _write(real_pictures: Path, photos: Path) -> None:
    chance = np.random.default_rng(3)
    for path in sorted(real_pictures.iterdir()):
        picture = Image.open(path).convert("RGB")
        picture.thumbnail((480, 480))
        picture.save(photos / f"{path.stem}.png")
    cat = Image.open(photos / "cat.png")
    altered.framed(cat, chance).save(photos / "cat - Copy.jpg", quality=85)
    altered.watermarked(cat, chance).save(photos / "cat-marked.jpg", quality=85)
    altered.mirrored(cat).save(photos / "cat-mirrored.png")
    shutil.copy(photos / "rocket.png", photos / "rocket (1).png")
    temple, flower = Image.open(photos / "temple.png"), Image.open(photos / "flower.png")
    for place, frame in enumerate(altered.burst(temple, flower, chance)):
        exif = Image.Exif()
        exif[_MODEL] = "EOS R6"
        exif.get_ifd(0x8769)[_EXIF_DATE] = f"2023:05:01 12:00:0{place}"
        frame.save(photos / f"IMG_{place}.jpg", quality=90, exif=exif)
    for path in photos.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))

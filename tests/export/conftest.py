"""Each model is exported once for all tests, and nothing of it is left on the disk afterwards."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

    from tests.export.rehearsals import Rehearsal


def _rehearsal(name: str, folder: Path) -> Iterator[Rehearsal]:
    from tests.export.rehearsals import rehearse

    yield rehearse(name, folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def s0(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """MobileCLIP2-S0 with random weights."""
    yield from _rehearsal("mobileclip2-s0", tmp_path_factory.mktemp("s0") / "mobileclip2-s0-random")


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """MobileCLIP2-S3 with random weights: a minute, and a gigabyte while it is used."""
    yield from _rehearsal("mobileclip2-s3", tmp_path_factory.mktemp("s3") / "mobileclip2-s3-random")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """The smallest model of all."""
    from tests.export.rehearsals import SMALL

    yield from _rehearsal(SMALL, tmp_path_factory.mktemp("small") / "small")


@pytest.fixture(scope="session")
def photographs(real_pictures: Path) -> list[Image.Image]:
    """Fifty real pictures."""
    from tests.export.rehearsals import cuttings

    return list(cuttings(real_pictures))

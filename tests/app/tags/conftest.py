"""A library of real photographs that is tagged by the model that ships."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.editing import Editing
from app.questions import Questions
from app.tags.asking import TagQuestions
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from tests.app.render_tags import tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.background import Background


@pytest.fixture(scope="session")
def plain_library(tmp_path_factory: pytest.TempPathFactory, real_pictures: Path) -> Path:
    """Six photographs that were never tagged, to be read only."""
    folder = tmp_path_factory.mktemp("plain") / "library"
    photos = tmp_path_factory.mktemp("photos")
    for picture in real_pictures.iterdir():
        shutil.copy2(picture, photos / picture.name)
    with Library.open(folder, write=True) as library:
        library.catalog.add_root(str(photos))
        options = IngestOptions(roots=(str(photos),), workers=1)
        for _ in ingest(library, find_bundle("starter"), options):
            pass
    return folder


@pytest.fixture(scope="session")
def tagged_library(tmp_path_factory: pytest.TempPathFactory, plain_library: Path) -> Path:
    """The same photographs tagged, to be read only."""
    folder = tmp_path_factory.mktemp("tagged") / "library"
    shutil.copytree(plain_library, folder)
    with Library.open(folder, write=True) as library:
        tag(library)
    return folder


@pytest.fixture
def library(tagged_library: Path, tmp_path: Path) -> Path:
    """A copy of the tagged library that may be written to."""
    return shutil.copytree(tagged_library, tmp_path / "library")


@pytest.fixture
def questions(library: Path) -> Iterator[Questions]:
    """The tagged library, asked with the model that ships."""
    asked = Questions(library, device="cpu")
    yield asked
    asked.close()


@pytest.fixture
def asking(questions: Questions) -> TagQuestions:
    """What is asked about its tags."""
    return TagQuestions(questions)


@pytest.fixture
def editing(questions: Questions, background: Background) -> Iterator[Editing]:
    """What makes edits in it."""
    made = Editing(questions, background)
    yield made
    made._moment.stop()  # A test may end before its last edit.


def id_of(questions: Questions, name: str) -> int:
    """The id of the photo whose file has this name."""
    catalog = questions.library().catalog
    found = [each.id for each in catalog.photos(catalog.all_ids()) if name in each.path]
    assert len(found) == 1
    return found[0]


def tags_of(questions: Questions, photo_id: int) -> dict[str, set[str]]:
    """The tags of a photo, each with who says so."""
    found: dict[str, set[str]] = {}
    rows = questions.library().catalog.tags_in_detail([photo_id])
    for name, source, _ in rows.get(photo_id, ()):
        found.setdefault(name, set()).add(source)
    return found

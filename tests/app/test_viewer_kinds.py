"""Whatever kind of file a photo is, the viewer shows every pixel of it, not its preview alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.asked import Everything
from app.questions import Questions
from app.settings import Settings
from app.viewer.page import Viewer
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.indexer.decode.pictures import are_alike, four_corners
from tests.indexer.decode.raws import Dng

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.theme import Theme
    from indexer.models import Bundle

#: Larger than any preview: `indexer.decode.LARGE`, and a tenth of it at most.
SIZE = (1240, 800)
#: Levels that a colour may differ: LibRaw brightens what a sensor saw.
NEARLY = 40


@pytest.fixture(scope="module")
def library_of_kinds(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of a HEIC, an AVIF and a RAW photo."""
    import pillow_heif

    pytest.importorskip("rawpy")
    pillow_heif.register_heif_opener()
    folder = tmp_path_factory.mktemp("kinds")
    photos = folder / "photos"
    photos.mkdir()
    picture = four_corners(*SIZE)
    picture.save(photos / "phone.heic", format="HEIF")
    picture.save(photos / "web.avif", speed=10)
    (photos / "camera.dng").write_bytes(Dng(picture, four_corners(320, 206)).content())
    with Library.open(folder / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
    return folder / "library"


@pytest.fixture
def viewer(
    qtbot: QtBot, library_of_kinds: Path, background: Background, theme: Theme, tmp_path: Path
) -> Iterator[Viewer]:
    questions = Questions(library_of_kinds)
    settings = Settings(tmp_path / "window.ini")
    made = Viewer(questions, background, theme, settings, neighbour=lambda *_: None)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    yield made
    questions.close()


@pytest.mark.parametrize("kind", ["heic", "avif", "dng"])
def test_every_pixel_of_the_file_is_seen_from_near(qtbot: QtBot, viewer: Viewer, kind: str) -> None:
    questions = viewer.looks._questions
    ids = questions.answer(Everything()).ids.tolist()
    (photo_id,) = (each for each in ids if questions.paths([each])[0].endswith(kind))
    viewer.show_photo(photo_id)
    qtbot.waitUntil(lambda: viewer.looks.of(photo_id).sharp)
    QTest.keyClick(viewer, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: viewer.looks.of(photo_id).whole)
    look = viewer.looks.of(photo_id)
    assert look.fault == ""
    assert look.image is not None
    assert (look.image.width(), look.image.height()) == SIZE
    assert are_alike(_pixels(look.image), within=NEARLY)
    viewer.clear()


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """Return the pixels of an image, uint8 [height, width, 3]."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return lines[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3)

"""`python -m tests.app.render_pages FOLDER`: draw every page of the window, to be looked at.

The photos are crops of pictures that may be shown: they ship with scikit-image (public domain or
CC0) and scikit-learn (“china” and “flower”, CC BY 2.0, by danielbuechele and vultilion). Each page
is drawn light and dark, on a plain screen and a dense one; `--look` draws one of these four alone,
`--many` a library of 100,000 photos alone, `--readme FOLDER` README's three.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from typing_extensions import override

from app.background import Background
from app.indexing import Indexing, Ingest, Phase
from app.questions import Questions
from app.run import make_application
from app.settings import LAST_VIEW, Settings
from app.sidebar import Problems
from app.theme import Theme
from app.window import Window
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from tests.app.render_albums import ALBUMS, draw_albums, make_albums
from tests.app.render_few import FEW, copy_few, draw_few
from tests.app.render_grid import draw_grid, give
from tests.app.render_many import draw_many, make_many
from tests.app.render_menus import draw_album_menu, draw_menus
from tests.app.render_photos import paint_photos
from tests.app.render_readme import SIZE, draw_for_readme
from tests.app.render_searches import draw_searches
from tests.app.render_settings import draw_settings
from tests.app.render_tags import draw_tags, tag
from tests.app.render_viewer import draw_viewer, paint_shapes
from tests.app.render_walks import draw_duplicates, draw_walks, paint_copies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication


#: The looks, named as their pages are.
_LOOKS = ("light-1x", "dark-1x", "light-2x", "dark-2x")
#: When the files of photos without a day of their own were last changed, in seconds since 1970.
_LONG_AGO = 1_560_000_000
#: Room for the largest window, and for each menu as a whole: Qt's own has 800 x 800 pixels.
_SCREEN = {"name": "large", "x": 0, "y": 0, "width": 5120, "height": 2880, "dpr": 1}
#: How many photos `--many` draws, and how the names of all libraries begin that are made.
_MANY, _MADE = 100_000, ("library", "albums-")


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages are drawn."""

    dark: bool
    size: tuple[int, int] = (1280, 820)


def fill(folder: Path, photos: Path) -> Path:
    """Make a library of a folder, with the starter model."""
    with Library.open(folder, write=True) as library:
        roots = tuple(sorted(str(each) for each in photos.iterdir() if each.is_dir()))
        for root in roots:
            library.catalog.add_root(root)
        for _ in ingest(library, find_bundle("starter"), IngestOptions(roots=roots, workers=2)):
            pass
        tag(library)
    return folder


class _Resting(Indexing):
    """Starts no child: the pages show what it would tell."""

    @override
    def begin(self, paths: Sequence[str] = ()) -> None:
        """Be up to date."""
        self.show(Ingest(Phase.UP_TO_DATE))

    def show(self, ingest: Ingest) -> None:
        """Let this be what the child has told."""
        self.ingest = ingest
        self.changed.emit(ingest)


class Stage:
    """One window on one library, and what is drawn of it."""

    def __init__(self, application: QApplication, library: Path, look: Look, to: Path) -> None:
        self._application = application
        self._background = Background()
        self._to = to
        self.indexing = _Resting(library)
        theme = Theme(application, scheme="dark" if look.dark else "light")
        settings = Settings(library.parent / f"{library.name}.ini")
        settings.set(LAST_VIEW, "")  # Each stage begins with all photos.
        self.window = Window(Questions(library), self._background, self.indexing, settings, theme)
        self.window.resize(*look.size)
        self.window.show()
        self.window.activateWindow()
        self.window.begin()
        self.settle()

    def settle(self, seconds: float = 0.4) -> None:
        """Let everything come that is on its way."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or not self._background.idle:
            self._application.processEvents()

    def draw(self, name: str) -> None:
        """Write what is to be seen now."""
        self.settle()
        self.window.grab().save(str(self.path(name)))

    def path(self, name: str) -> Path:
        """Return where a page of this name is written."""
        return self._to.with_name(f"{self._to.name}-{name}.png")

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the keyboard is."""
        has_keyboard = self._application.focusWidget()
        # A page drawn without it would be another page, and nobody would see why.
        assert has_keyboard is not None, "no part of the window has the keyboard"
        QTest.keyClick(has_keyboard, key, modifier)
        self.settle(0.05)

    def search(self, words: str) -> None:
        """Type words into the search field and press Return."""
        self.window.surface.search.begin()
        QTest.keyClicks(self.window.surface.search.field, words)
        self.press(Qt.Key.Key_Return)
        self.settle()

    def close(self) -> None:
        """Close the window."""
        self.window.close()


def draw_pages(application: QApplication, libraries: Path, look: Look, to: Path) -> None:
    """Draw every page in one look."""
    _draw_beginning(Stage(application, libraries / "nothing", look, to))
    for count in FEW:
        library = libraries / f"library-{count}"
        draw_few(Stage(application, library, look, to.with_name(f"{to.name}-few-{count}")))
    stage = Stage(application, libraries / "library", look, to)
    _draw_photos(stage)
    _draw_viewer(stage)
    _draw_parts(stage)
    for count in ALBUMS:
        library = libraries / f"albums-{count}"
        stage = Stage(application, library, look, to.with_name(f"{to.name}-{library.name}"))
        draw_albums(stage)
        draw_album_menu(stage)
        stage.close()
    for width in (900, 2560):
        other = replace(look, size=(width, 820 if width < 1000 else 1300))
        beside = to.with_name(f"{to.name}-{width}")
        _draw_parts(Stage(application, libraries / "library", other, beside), albums=False)
        stage = Stage(application, libraries / "albums-12", other, beside)
        draw_albums(stage)
        stage.close()


def _draw_beginning(stage: Stage) -> None:
    """Draw a library without photos."""
    stage.draw("welcome")
    stage.indexing.show(Ingest(Phase.LOOKING, seen=1203))
    stage.draw("beginning")
    stage.indexing.show(Ingest(Phase.OFF))
    stage.window.deeds["settings"].trigger()
    stage.settle(1)
    stage.draw("settings-without-photos")
    stage.close()


def _draw_photos(stage: Stage) -> None:
    """Draw photos, an answer, and what is said over them."""
    window = stage.window
    stage.draw("all")
    draw_grid(stage)
    stage.indexing.show(Ingest(Phase.UP_TO_DATE, seen=45, total=45, done=45))
    stage.draw("model-offered")
    window.surface.notice.hide()
    stage.indexing.show(
        Ingest(Phase.READING, seen=4120, total=3800, done=1204, photos_per_second=41.2,
               remaining_seconds=63, device="cpu")
    )  # fmt: skip
    window.grid.go_to(window.grid.photos.photo_id(5))
    stage.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    stage.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    stage.draw("reading")
    stage.search("a cup of coffee")
    stage.draw("search")
    stage.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    stage.draw("similar")
    window.surface.notice.say(
        "The photo is gone: its drive is not plugged in.", offer="Try again", act=window.update
    )
    stage.draw("notice")
    window.surface.notice.hide()


def _draw_viewer(stage: Stage) -> None:
    """Draw one photo, what could not be read, and what may be dropped."""
    window = stage.window
    draw_viewer(stage)
    window.surface.sidebar.chosen.emit(Problems())
    stage.draw("problems")
    window.dropping.sheet.show_words("Drop it to find what looks like it")
    stage.draw("drop")
    window.dropping.sheet.hide()


def _draw_parts(stage: Stage, *, albums: bool = True) -> None:
    """Draw the pages that are told elsewhere, and close the window."""
    draw_settings(stage)
    stage.window.deeds["settings"].trigger()
    draw_searches(stage)
    draw_walks(stage)
    draw_tags(stage)
    draw_duplicates(stage)
    if albums:
        draw_albums(stage)
    draw_menus(stage)
    stage.close()


def _draw_many(application: QApplication, libraries: Path, look: Look, to: Path) -> None:
    """Draw many photos in one look, on a laptop's screen and on a large one."""
    for size in (look.size, (2560, 1300)):
        sized = replace(look, size=size)
        draw_many(
            Stage(application, libraries / "library", sized, to.with_name(f"{to.name}-{size[0]}"))
        )


def _prepare(home: Path, photos: Path, *, many: bool) -> None:
    if many:
        make_many(fill(home / "library", photos), _MANY)
        return
    for count in FEW:
        fill(home / f"library-{count}", copy_few(photos, home / f"Few-{count}", count))
    (photos / "Home" / "IMG_4711.jpg").write_bytes(b"")
    (photos / "Sky" / "scan of a letter.png").write_text("Dear Ann, this is no picture at all.")
    paint_copies(photos)
    paint_shapes(photos / "Journeys")
    # Those that know no day of their own come last.
    for path in photos.rglob("*.*"):
        os.utime(path, (_LONG_AGO, _LONG_AGO))
    give(fill(home / "library", photos))
    for count in ALBUMS:
        make_albums(shutil.copytree(home / "library", home / f"albums-{count}"), count)


def _open_application() -> QApplication:
    application = make_application()
    font = QFont("Inter")
    font.setPointSizeF(10)
    application.setFont(font)
    return application


def main() -> int:
    """Draw the looks, each in a process of its own: a screen's density is chosen at its start."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.render_pages", description=__doc__)
    parser.add_argument("to", type=Path, nargs="?", help="the folder for the pages")
    parser.add_argument("--look", choices=_LOOKS, help="draw this one only")
    parser.add_argument("--many", action="store_true", help=f"draw {_MANY:,} photos only")
    parser.add_argument("--readme", type=Path, metavar="FOLDER", help="draw README's pictures only")
    parser.add_argument("--libraries", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.libraries:
        name = asked.libraries.name
        draw = _draw_many if asked.many else draw_pages
        look = Look(dark=name.startswith("dark"))
        draw(_open_application(), asked.libraries, look, asked.to / name)
        return 0
    with tempfile.TemporaryDirectory(prefix="shoebox-pages-") as folder:
        home = Path(folder)
        photos = paint_photos(home / "Pictures")
        os.environ["HOME"] = folder  # Folders read as at home: "~/Pictures/Sky".
        if asked.readme:
            library, look = fill(home / "library", photos), Look(dark=False, size=SIZE)
            draw_for_readme(
                Stage(_open_application(), library, look, home / "readme"), asked.readme
            )
        else:
            to = asked.to or parser.error("where to?")
            _prepare(home, photos, many=asked.many)
            _draw_all(home, to, [asked.look] if asked.look else _LOOKS, many=asked.many)
    return 0


def _draw_all(home: Path, to: Path, looks: Sequence[str], *, many: bool) -> None:
    """Draw each look of libraries of its own, for what is done in one shall not be seen in another.

    There is much waiting in it: as many as there are cores are drawn at the same time.
    """
    to.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for drawn in [pool.submit(_draw_look, home, to, look, many=many) for look in looks]:
            drawn.result()


def _draw_look(home: Path, to: Path, look: str, *, many: bool) -> None:
    libraries = home / look
    for name in [path.name for path in home.iterdir() if path.name.startswith(_MADE)]:
        shutil.copytree(home / name, libraries / name)
    command = [sys.executable, "-m", "tests.app.render_pages", str(to)]
    command += ["--libraries", str(libraries), *(["--many"] if many else [])]
    screen = libraries / "screen.json"
    screen.write_text(json.dumps({"screens": [_SCREEN]}))
    drawn_on = {"QT_SCALE_FACTOR": look.removesuffix("x")[-1]}
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        drawn_on["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    subprocess.run(command, check=True, env=os.environ | drawn_on)
    shutil.rmtree(libraries)


if __name__ == "__main__":
    sys.exit(main())

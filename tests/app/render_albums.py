"""Albums, to be looked at: the sidebar, their page, one of them. Part of `render_pages`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.asked import Everything
from app.exporting.form import ExportForm, Scope
from app.searches import Search
from indexer import albums
from indexer.library import Library
from indexer.records import AutoAlbum, SavedCut

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.app.render_pages import Stage

#: How many albums the libraries have that are drawn; one more has none.
ALBUMS = (1, 12, 2000)
_NAMES = (
    "Iceland",
    "The garden through the year, from the first snowdrops to the last roses",
    "רגעים משפחתיים בחוף הים של תל אביב",
    "Cats",
    "صور العائلة",
    "Best of 2024",
)


def make_albums(folder: Path, count: int) -> None:
    """Make so many albums in a library, the first of them with names that are hard to draw."""
    with Library.open(folder) as library, library.small_edit() as catalog:
        ids = library.catalog.all_ids().tolist()
        for number in range(count):
            name = _NAMES[number] if number < len(_NAMES) else f"Album {number + 1}"
            start, many = 3 * number % len(ids), 1 + number * 5 % 9
            made = catalog.make_album(name, ids[start : start + many])
            if number == 0 and count > 1:
                catalog.pin_album(made.id)
        if count > 1:
            _make_own(catalog, ids)
            albums.save(catalog, "Rockets at night", "a rocket in the dark", SavedCut())
            albums.save(catalog, "Flowers", "a flower - coins", SavedCut(sort="date"))


def _make_own(catalog: Catalog, ids: list[int]) -> None:
    """Let there be albums of Shoebox's own: so few photos are worth none."""
    made_of = {
        "event": (("Journeys, 3 – 9 May", "taken:2024-05"), ("21 July", "taken:2024-07")),
        "place": (("Reykjavík", "folder:Journeys"),),
        "year": (("2024", "taken:2024"),),
        "tag": (("flower", "folder:Garden"), ("cat", "name:cat"), ("night sky", "folder:Sky")),
    }
    wanted = [
        AutoAlbum(f"{kind}:{number}-{name}", name, query, ids[7 * number])
        for kind, found in made_of.items()
        for number, (name, query) in enumerate(found)
    ]
    catalog.follow_auto_albums(wanted, "drawn")


def draw_albums(stage: Stage) -> None:
    """Draw the page of albums, one that is open, and the questions about them."""
    window, desk = stage.window, stage.window.albums
    desk.show_page()
    stage.settle(1)
    stage.draw("albums")
    shelf = desk.shelving.shelf
    if not shelf.albums:
        return
    stage.press(Qt.Key.Key_Right)
    stage.draw("albums-keyboard")
    desk._open(shelf.albums[0])
    stage.settle(1)
    stage.draw("album")
    saved = next((each for each in shelf.albums if each.is_saved), None)
    if saved is not None:
        desk._open(saved)
        stage.settle(1)
        stage.draw("album-saved")
        window.surface.heading.strip.edit_button.click()
        stage.settle(1)
        stage.draw("album-changing")
    window.looking.search(Search("a cup of coffee"))
    stage.settle(1)
    stage.draw("album-save-button")
    window.deeds["save"].trigger()
    _draw_question(stage, "album-save")
    desk.curating.add([1, 2, 3])
    _draw_question(stage, "album-add")
    desk.curating.delete(shelf.albums[0])
    _draw_question(stage, "album-delete")
    desk.exporting.ask([Scope("Selected", [5, 6, 7]), Scope("All that are shown", range(1, 13))])
    stage.settle(0.3)
    form = desk.exporting.question
    assert isinstance(form, ExportForm)
    form.folder.setText(str(Path.home() / "Pictures for Ann"))
    form.grab().save(str(stage.path("export")))
    form.names.chosen.emit(1)
    form.names.show_choice(1)
    form._show()
    stage.settle(0.2)
    form.grab().save(str(stage.path("export-pattern")))
    form.pattern.setText("{dat}_{name}")
    stage.settle(0.2)
    form.grab().save(str(stage.path("export-wrong")))
    form.reject()
    window.surface.foot.export.show_progress(34, 120)
    window.looking.browsing.go(Everything())
    stage.settle()
    stage.draw("exporting")
    window.surface.foot.export.hide()


def _draw_question(stage: Stage, name: str) -> None:
    question = stage.window.albums.curating.question
    assert question is not None
    stage.settle(0.3)
    question.grab().save(str(stage.path(name)))
    question.reject()
    stage.settle(0.1)

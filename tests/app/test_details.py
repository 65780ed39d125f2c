"""The panel tells what is known of a photo, and leaves out what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.asked import Everything
from app.details import Details, facts
from indexer.records import Exposure, Photo, PhotoFacts, PlaceNames

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme


def _photo(known: PhotoFacts) -> Photo:
    return Photo(1, "/photos/a.jpg", 3_400_000, 0, b"", known, 0, "", "")


def test_all_that_is_known_is_told() -> None:
    known = PhotoFacts(
        4032, 3024, "JPEG", taken_at="2023-05-01T12:00:00", latitude=47.3769, longitude=8.5417,
        camera="Canon EOS R6", lens="RF 50mm F1.8", exposure=Exposure(1 / 250, 2.8, 12800, 50.0),
    )  # fmt: skip
    told = dict(facts(_photo(known)))
    assert list(told) == [
        *("Taken", "Size", "File", "Camera", "Lens", "Exposure", "Place", "Folder"),
    ]
    assert told["Exposure"] == "1/250 s  ·  f/2.8  ·  ISO 12800  ·  50 mm"
    assert told["Size"] == "4032 × 3024  ·  12.2 MP"
    assert told["File"] == "JPEG  ·  3.4 MB"
    assert told["Place"] == "47.3769° N, 8.5417° E"


def test_what_is_not_known_is_left_out() -> None:
    told = dict(facts(_photo(PhotoFacts(40, 30, "PNG"))))
    assert list(told) == ["File changed", "Size", "File", "Folder"]
    assert told["File changed"].endswith("\nNobody says when it was taken.")


def test_what_is_written_in_the_file_is_told_and_the_place_on_its_own() -> None:
    place = PlaceNames("Alfama", "Lisbon", None, "Portugal")
    known = PhotoFacts(40, 30, "PNG", caption="A tram climbs the hill", place=place)
    told = dict(facts(_photo(known)))
    assert (told["Caption"], told["Place"]) == (known.caption, "Alfama, Lisbon, Portugal")
    found = replace(known, latitude=38.7117, longitude=-9.1303)
    degrees = "38.7117° N, 9.1303° W"
    assert dict(facts(_photo(found)))["Place"] == f"Alfama, Lisbon, Portugal\n{degrees}"
    endless = replace(known, caption=f"{'tram ' * 700}\nuphill")
    cut = dict(facts(_photo(endless)))["Caption"]
    assert cut.endswith("\nuphill")
    assert len(cut) < 400


def test_it_is_told_who_says_when_it_was_taken_unless_a_camera_does() -> None:
    known = PhotoFacts(40, 30, "MP4", taken_at="2023-05-01T12:00:00", seconds=3725.2)
    alone = dict(facts(_photo(known)))
    assert alone["Length"] == "1:02:05"
    for source, words in (("camera", ""), ("name", "\nfrom the file’s name")):
        told = dict(facts(_photo(replace(known, taken_from=source))))
        assert told["Taken"] == alone["Taken"] + words


def test_the_newest_photo_is_shown_and_none_says_what_to_do(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme
) -> None:
    panel = Details(questions, background, theme)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.hint.isVisible()
    ids = questions.answer(Everything()).ids.tolist()
    for photo_id in ids:
        panel.show_photo(photo_id)
    last = questions.photo(ids[-1])
    assert last is not None
    qtbot.waitUntil(lambda: panel.name.text() == last.path.rpartition("/")[2])
    assert panel.picture.isVisible()
    assert "400 × 300" in [label.text() for label in panel.findChildren(QLabel)]
    panel.grab()
    panel.show_photo(None)
    assert panel.hint.isVisible()
    assert not panel.picture.isVisible()


def test_it_is_told_that_a_photo_is_one_of_a_burst(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme
) -> None:
    ids = questions.answer(Everything()).ids.tolist()
    with questions.library().small_edit() as catalog:
        catalog.keep_bursts([ids[:3]])
    panel = Details(questions, background, theme)
    qtbot.addWidget(panel)
    for photo_id, told in ((ids[0], True), (ids[3], False)):
        with qtbot.waitSignal(panel.looked):
            panel.show_photo(photo_id)
        qtbot.waitUntil(lambda: background.idle)
        lines = [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]
        assert panel.name.text()
        assert ("One of a burst of 3" in lines) == told


def test_a_photo_that_was_forgotten_shows_nothing(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme
) -> None:
    panel = Details(questions, background, theme)
    qtbot.addWidget(panel)
    panel.show_photo(10_000)
    qtbot.waitUntil(lambda: background.idle)
    assert panel.hint.isVisibleTo(panel)


def test_of_several_photos_only_what_is_true_of_all_is_told(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme
) -> None:
    panel = Details(questions, background, theme)
    qtbot.addWidget(panel)
    panel.show()
    first, second, third = questions.answer(Everything()).ids.tolist()[:3]
    with questions.library().small_edit() as catalog:
        catalog.set_rating([first, second], 4)
        catalog.set_favourite([first, second, third])
    panel.show_photo(third)
    panel.show_selected([first, second])
    qtbot.waitUntil(lambda: panel.name.text() == "2 photos")
    assert (panel.stars.stars, panel.stars.favourite) == (4, True)
    assert panel.picture.isHidden()
    told = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "400 × 300" not in told
    panel.show_selected([first, second, third])
    qtbot.waitUntil(lambda: panel.name.text() == "3 photos")
    assert panel.stars.stars == 0
    assert panel.stars.accessibleName() == "Not all as many stars, favourite"
    panel.show_selected([third])
    qtbot.waitUntil(panel.picture.isVisible)
    alone = questions.photo(third)
    assert alone is not None
    assert panel.name.text() == alone.path.rpartition("/")[2]

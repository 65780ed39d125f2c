"""Both schemes can be read, the style sheet is whole, and the window follows the system."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap

import resources
from app import theme
from app.actions import ALL
from app.labels import label
from app.theme import DARK, LIGHT, Colours, Theme, palette

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ICONS = Path(resources.__file__).parent / "icons"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["canvas", "panel", "raised", "soft"])
@pytest.mark.parametrize("words", ["text", "quiet", "accent"])
def test_words_stand_out_from_what_is_behind_them(
    colours: Colours, ground: str, words: str
) -> None:
    assert theme.contrast(getattr(colours, words), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_accent_stands_out_and_bears_words(colours: Colours) -> None:
    assert theme.contrast(colours.accent, colours.accent_text) >= 4.5
    assert theme.contrast(colours.accent_hover, colours.accent_text) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["canvas", "panel", "raised", "soft"])
@pytest.mark.parametrize("words", ["text", "quiet", "accent_hover"])
def test_words_can_be_read_under_the_mouse(colours: Colours, ground: str, words: str) -> None:
    laid = _laid_over(colours.hover, getattr(colours, ground))
    assert theme.contrast(getattr(colours, words), laid) >= 4.5


@pytest.mark.parametrize("words", [theme.VIEWER_TEXT, theme.VIEWER_QUIET])
def test_words_can_be_read_in_the_viewer(words: str) -> None:
    assert theme.contrast(words, theme.VIEWER) >= 4.5
    pressed = _laid_over("rgba(255, 255, 255, 66)", theme.VIEWER)
    assert theme.contrast(theme.VIEWER_TEXT, pressed) >= 4.5


def _laid_over(veil: str, ground: str) -> str:
    """Return the colour that is seen where one lets another through."""
    upper, lower = theme.colour(veil), theme.colour(ground)
    share = upper.alphaF()
    red, green, blue = (
        share * above + (1 - share) * below
        for above, below in (
            (upper.redF(), lower.redF()),
            (upper.greenF(), lower.greenF()),
            (upper.blueF(), lower.blueF()),
        )
    )
    return QColor.fromRgbF(red, green, blue).name()


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_leaves_no_word_open(qapp: QApplication) -> None:
    for colours in (LIGHT, DARK):
        assert "@" not in theme.style_sheet(colours, qapp.font())


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_pictures_of_the_style_sheet_stand_out(qapp: QApplication, colours: Colours) -> None:
    sheet = theme.style_sheet(colours, qapp.font())
    drawn = {}
    for path in map(Path, re.findall(r'url\("(.+?)"\)', sheet)):
        (drawn[path.stem],) = re.findall(r'stroke="(#\w+)"', path.read_text(encoding="utf-8"))

    # A tick lies on the accent, the other one in a menu, the cross in a field.
    grounds = {"tick-light": colours.accent, "tick-dark": colours.raised}
    if colours is DARK:
        grounds = {"tick-dark": colours.accent, "tick-light": colours.raised}
    cross = "clear-dark" if colours is LIGHT else "clear-light"
    for name, ground in (grounds | {cross: colours.raised}).items():
        assert theme.contrast(drawn[name], ground) >= 4.5


def test_a_large_icon_has_finer_lines(qapp: QApplication) -> None:
    def share(points: int) -> float:
        drawn = theme.drawing("folder", "#000000", points, ratio=2).toImage()
        inked = [
            drawn.pixelColor(x, y).alpha() for x in range(2 * points) for y in range(2 * points)
        ]
        return sum(inked) / len(inked)

    assert share(56) < 0.75 * share(28)


def test_each_colour_is_used(qapp: QApplication) -> None:
    sources = [Path(theme.__file__), *Path(theme.__file__).parent.rglob("*.py")]
    told = "".join(path.read_text("utf-8") for path in sources)
    told += (Path(resources.__file__).parent / "style.qss").read_text("utf-8")
    unused = [f.name for f in fields(Colours) if not re.search(rf"[.@]{f.name}\b", told)]
    assert unused == []


def test_each_deed_has_an_icon_that_is_there(qapp: QApplication) -> None:
    missing = [d.icon for d in ALL if d.icon and not (ICONS / f"{d.icon}.svg").is_file()]
    assert missing == []


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_is_drawn_sharp_on_any_screen(qapp: QApplication, path: Path) -> None:
    pixmap = theme.drawing(path.stem, "#000000", 20, ratio=2)
    assert pixmap.width() == 40
    assert pixmap.devicePixelRatio() == 2
    image = pixmap.toImage()
    assert any(image.pixelColor(x, y).alpha() > 200 for x in range(40) for y in range(40))


def test_where_the_system_names_no_scheme_its_palette_tells(
    qapp: QApplication, theme: Theme
) -> None:
    before = qapp.palette()
    qapp.setPalette(palette(DARK))
    assert qapp.styleHints().colorScheme() == Qt.ColorScheme.Unknown
    assert Theme(qapp).colours == DARK
    qapp.setPalette(before)
    theme.use("light")


def test_the_scheme_can_change_while_the_window_is_open(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.use("dark")
    assert theme.colours == DARK
    with qtbot.waitSignal(theme.changed):
        theme.use("light")
    assert theme.colours == LIGHT


def test_what_the_system_becomes_is_heard_while_the_window_is_open(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    theme.use("system")
    # No platform without a screen changes its scheme: its word is given in its place.
    with qtbot.waitSignal(theme.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    theme.use("light")


def test_words_follow_the_systems_font_while_the_window_is_open(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    assert theme.colours == LIGHT
    before, title = qapp.font(), label("All photos", tone="heading")
    qtbot.addWidget(title)
    title.ensurePolished()
    height = title.fontMetrics().height()
    larger = qapp.font()
    larger.setPointSizeF(2 * before.pointSizeF())
    qapp.setFont(larger)
    title.ensurePolished()
    assert title.fontMetrics().height() >= 1.8 * height
    qapp.setFont(before)
    title.ensurePolished()
    assert title.fontMetrics().height() == height


def test_an_icon_that_is_no_longer_needed_by_python_is_drawn_as_large_and_grey_as_it_is_asked_for(
    qapp: QApplication,
) -> None:
    made = theme.icon("search", "#ff0000", disabled="#0000ff")
    copy = QIcon(made)
    copy.addPixmap(QPixmap(1, 1))  # It is not shared any more: Qt takes a copy of what draws it.
    for icon in (made, copy):
        drawn = icon.pixmap(QSize(18, 18), 1.5).toImage()
        assert (drawn.width(), drawn.devicePixelRatio()) == (27, 1.5)
        assert _inks(drawn) == {"#ff0000"}
        grey = icon.pixmap(QSize(18, 18), 1.5, QIcon.Mode.Disabled).toImage()
        assert _inks(grey) == {"#0000ff"}


def test_copies_of_an_icon_that_qt_has_let_go_of_are_not_kept(qapp: QApplication) -> None:
    made = theme.icon("search", "#ff0000")
    for _ in range(20):
        copy = QIcon(made)
        copy.addPixmap(QPixmap(1, 1))
        assert _inks(copy.pixmap(QSize(18, 18), 1).toImage()) == {"#ff0000"}
    before = len(theme._Drawn._copies)
    copies = [QIcon(made) for _ in range(3)]
    for copy in copies:
        copy.addPixmap(QPixmap(1, 1))
    assert len(theme._Drawn._copies) <= before + 3 < 20


def test_an_icon_without_a_colour_for_it_fades_as_qt_lets_icons_fade(qapp: QApplication) -> None:
    drawn = theme.icon("search", "#ff0000").pixmap(20, QIcon.Mode.Disabled).toImage()
    assert _inks(drawn)
    assert "#ff0000" not in _inks(drawn)


def test_where_there_is_no_room_for_an_icon_nothing_is_drawn_and_nothing_said(
    qapp: QApplication,
) -> None:
    assert theme.icon("search", "#ff0000").pixmap(QSize(0, 18)).isNull()


def _inks(drawn: QImage) -> set[str]:
    """Return the colours of all that lets nothing through."""
    places = ((x, y) for x in range(drawn.width()) for y in range(drawn.height()))
    colours = (drawn.pixelColor(x, y) for x, y in places)
    return {each.name() for each in colours if each.alpha() == 255}

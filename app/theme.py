"""How Shoebox looks: its colours, light and dark, its type sizes, and the style sheet made of both.

The shapes stand in `resources/style.qss`; this file fills in the colours, follows the system from
light to dark and back while the window is open, and draws the icons in the colours of the day.
Whether anything may move by itself is known to `motion`.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleOption
from shiboken6 import isValid
from typing_extensions import override

import resources
from app.motion import Motion
from app.popups import MENU_RADIUS, TIP_RADIUS, RoundPopups

_RESOURCES = Path(resources.__file__).parent

#: Type sizes as shares of the system's own size, so that whoever reads large reads all large.
_SIZES = {"small": 0.9, "normal": 1.0, "large": 1.2, "huge": 1.65}
#: Pixels of the font for which the widths of panels and cards are drawn: that of most systems.
_USUAL = 13


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, each named after what it is for.

    Attributes:
        canvas: Behind the photos.
        panel: Behind everything beside them.
        raised: Fields, buttons, menus.
        text: What is read first.
        quiet: What is read second; at least 4.5 : 1 on canvas, panel and raised.
        line: Between two surfaces.
        field_line: Around a field or a button.
        accent: The one colour: what is selected, and the one thing to do; it can be read on canvas,
            panel, raised and soft.
        accent_hover: The same under the mouse.
        accent_text: On the accent.
        glow: Around a button in the accent that has the keyboard.
        soft: Behind a selected row, a chip, a notice.
        hover: Laid over what is under the mouse.
        pressed: Laid over what is pressed; also the groove of a slider.
        thumb: The handle of a scroll bar.
        tile: A photo whose preview is on its way.
    """

    canvas: str
    panel: str
    raised: str
    text: str
    quiet: str
    line: str
    field_line: str
    accent: str
    accent_hover: str
    accent_text: str
    glow: str
    soft: str
    hover: str
    pressed: str
    thumb: str
    tile: str


LIGHT = Colours(
    canvas="#ffffff",
    panel="#f7f6f4",
    raised="#ffffff",
    text="#1d1b19",
    quiet="#66605a",
    line="#e7e4e0",
    field_line="#d8d4ce",
    accent="#c2410c",
    accent_hover="#a8380a",
    accent_text="#ffffff",
    glow="#f0b08e",
    soft="#f9ede6",
    hover="rgba(60, 40, 20, 14)",
    pressed="rgba(60, 40, 20, 30)",
    thumb="#cfcac4",
    tile="#efedea",
)
DARK = Colours(
    canvas="#161514",
    panel="#1e1c1b",
    raised="#2a2826",
    text="#f3f1ee",
    quiet="#aaa39c",
    line="#2f2c2a",
    field_line="#45413e",
    accent="#ff8a4c",
    accent_hover="#ffa06c",
    accent_text="#1d1209",
    glow="#ffe3d0",
    soft="#3b291f",
    hover="rgba(255, 240, 225, 16)",
    pressed="rgba(255, 240, 225, 34)",
    thumb="#4b4743",
    tile="#262422",
)

#: Points from which an icon is drawn with finer lines, and the lines of the files and these.
_LARGE, _STROKE, _FINE_STROKE = 40, 'stroke-width="1.7"', 'stroke-width="1.1"'
#: Around every preview: a white picture ends on a white page, and a black one on a black page. One
#: grey for both, for a preview is cut once and stays when day turns into night.
EDGE = "rgba(128, 128, 128, 60)"
#: The viewer is dark by day too: a picture is judged against black.
VIEWER = "#0f0e0e"
VIEWER_TEXT = "#f3f1ee"
VIEWER_QUIET = "#b5afa8"
VIEWER_DISABLED = "#5c5854"


class Theme(QObject):
    """Keeps the application in the colours of the day.

    Attributes:
        motion: Whether things may move by themselves.

    Signals:
        changed(): The colours are others now; who paints by hand paints again.
    """

    changed = Signal()

    def __init__(self, application: QApplication, *, scheme: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._scheme = scheme
        self.motion = Motion(application)
        # Where the system names no scheme, its own palette tells: we have not put ours on yet.
        self._given_dark = application.palette().window().color().lightness() < 128
        self.colours, self._font = LIGHT, application.font()
        application.setStyle(RoundPopups())
        application.styleHints().colorSchemeChanged.connect(self._wear)
        application.fontChanged.connect(self._follow_font)
        self._wear()

    def use(self, scheme: str) -> None:
        """Be "light", "dark", or "system": as the system is, and as it becomes."""
        self._scheme = scheme
        self._wear()

    def _follow_font(self, font: QFont) -> None:
        if font != self._font:
            self._font = font
            self._application.setStyleSheet(style_sheet(self.colours, font))

    def _wear(self) -> None:
        self.colours = DARK if self._wants_dark() else LIGHT
        self._application.setPalette(palette(self.colours))
        self._application.setStyleSheet(style_sheet(self.colours, self._font))
        self.changed.emit()

    def _wants_dark(self) -> bool:
        if self._scheme != "system":
            return self._scheme == "dark"
        told = self._application.styleHints().colorScheme()
        return self._given_dark if told == Qt.ColorScheme.Unknown else told == Qt.ColorScheme.Dark


def palette(colours: Colours) -> QPalette:
    """Return the palette for what the style sheet does not reach: dialogs, selections, links."""
    roles = {
        QPalette.ColorRole.Window: colours.panel,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.raised,
        QPalette.ColorRole.AlternateBase: colours.panel,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.accent_text,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    return made


def style_sheet(colours: Colours, font: QFont) -> str:
    """Return `resources/style.qss` with its colours and type sizes filled in."""
    points = font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * 0.75
    sizes = {name: f"{points * share:.2f}pt" for name, share in _SIZES.items()}
    viewer = {"viewer": VIEWER, "viewer_text": VIEWER_TEXT, "viewer_quiet": VIEWER_QUIET}
    radii = {"menu_radius": f"{MENU_RADIUS}px", "tip_radius": f"{TIP_RADIUS}px"}
    words = asdict(colours) | sizes | viewer | radii | _images(colours)
    sheet = (_RESOURCES / "style.qss").read_text(encoding="utf-8")
    return re.sub(
        r"@(\w+)", lambda found: words[found[1]], re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    )


def _images(colours: Colours) -> dict[str, str]:
    """Return where the pictures of the style sheet lie: it can colour none by itself."""
    by_day = colours is LIGHT
    names = {
        "tick": "tick-light" if by_day else "tick-dark",
        "ticked": "tick-dark" if by_day else "tick-light",
        "clear": "clear-dark" if by_day else "clear-light",
    }
    icons = _RESOURCES / "icons"
    return {word: (icons / f"{name}.svg").as_posix() for word, name in names.items()}


class _Drawn(QIconEngine):
    """Draws an icon when it is shown, and only as large as it is shown.

    Dozens of icons are made with the window; those of menus and pages that nobody opens cost
    nothing so.
    """

    #: Copies, which Qt asks for where somebody changes an icon: it does not keep them alive, and
    #: lets go of them with the icon.
    _copies: ClassVar[list[_Drawn]] = []

    def __init__(self, name: str, colour: str, disabled: str | None) -> None:
        super().__init__()
        self._name, self._colour, self._disabled = name, colour, disabled

    @override
    def clone(self) -> QIconEngine:
        """Override of Qt's: the same once more."""
        copy = _Drawn(self._name, self._colour, self._disabled)
        self._copies[:] = [*filter(isValid, self._copies), copy]
        return copy

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Override of Qt's: draw it as sharp as the screen is."""
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Override of Qt's: as on a screen of a pixel a point."""
        return self.scaledPixmap(size, mode, state, 1)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """Override of Qt's: `size` is in points, `scale` the pixels of each; nothing has none."""
        if size.isEmpty():
            return QPixmap()
        fades = mode == QIcon.Mode.Disabled
        colour = self._disabled if fades and self._disabled else self._colour
        drawn = drawing(self._name, colour, min(size.width(), size.height()), ratio=scale)
        if not fades or self._disabled:
            return drawn
        return QApplication.style().generatedIconPixmap(mode, drawn, QStyleOption())


@cache
def icon(name: str, colour: str, *, disabled: str | None = None) -> QIcon:
    """Return the icon `resources/icons/<name>.svg` drawn in `colour`, sharp on every screen."""
    return QIcon(_Drawn(name, colour, disabled))


def grown(points: int) -> int:
    """Return a measure that was drawn for usual words as those of the system's font need it.

    Who has larger letters than usual sees as many words; who has smaller ones, no less than before.
    """
    return max(points, round(points * QFontInfo(QApplication.font()).pixelSize() / _USUAL))


@cache
def drawing(name: str, colour: str, points: int, *, ratio: float = 1) -> QPixmap:
    """Return an icon as a square picture, `points` wide on a screen of `ratio` pixels a point.

    Lines grow more slowly than the picture: a large icon is as fine as the words below it.
    """
    source = (_RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    if points >= _LARGE:
        source = source.replace(_STROKE, _FINE_STROKE)
    pixmap = QPixmap(QSize(round(points * ratio), round(points * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    svg.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def colour(name: str) -> QColor:
    """Return a colour of `Colours` as Qt's; also one that lets through: "rgba(60, 40, 20, 14)"."""
    if name.startswith("rgba"):
        return QColor(*(int(part) for part in re.findall(r"\d+", name)))
    return QColor(name)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(name: str) -> float:
    colour = QColor(name)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

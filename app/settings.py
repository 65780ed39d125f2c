"""Every setting: its key, its default, one sentence. Kept in an INI file that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import platformdirs
from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from app.language import QT_TR_NOOP

if TYPE_CHECKING:
    from pathlib import Path

Value = TypeVar("Value", int, bool, str, QByteArray)


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """One thing that the window remembers.

    Attributes:
        key: Where it stands in the file, "group/name".
        default: What holds until the user says otherwise; its type is the setting's type.
        sentence: What it is, for the settings page and for whoever reads the file.
        title: What it is called on the settings page; "" where it is set elsewhere. Then no words
            of it are shown anywhere, and none are marked to be translated.
        other: What a value is called there that is none of its choices, with {value} in its place.
        choices: What it can be, each with its name on that page; a yes or no needs none, and words
            without any can only be forgotten there.
    """

    key: str
    default: Value
    sentence: str
    title: str = ""
    choices: tuple[tuple[Value, str], ...] = ()
    other: str = ""


GEOMETRY = Setting("window/geometry", QByteArray(), "Where the window was and how large.")
PREVIEW_SIZE = Setting(
    "grid/preview_size",
    184,
    QT_TR_NOOP("How large previews are drawn: their width in points."),
    QT_TR_NOOP("Size of previews"),
    (
        (112, QT_TR_NOOP("Small")),
        (184, QT_TR_NOOP("Medium")),
        (248, QT_TR_NOOP("Large")),
        (336, QT_TR_NOOP("Huge")),
    ),
)
IN_ROWS = Setting(
    "grid/rows",
    False,
    QT_TR_NOOP("Whether photos stand whole in justified rows, not cut square."),
    QT_TR_NOOP("Shape of previews"),
    ((False, QT_TR_NOOP("Squares")), (True, QT_TR_NOOP("Whole, in rows"))),
)
SHOW_DETAILS = Setting("window/details", True, "Whether the panel of details is open.")
SHOW_SIDEBAR = Setting("window/sidebar", True, "Whether the sidebar is open.")
LAST_VIEW = Setting("window/view", "", "What was shown last, and where in it, as JSON.")
SIDEBAR_WIDTH = Setting("window/sidebar_width", 232, "How wide the sidebar is, in points.")
DETAILS_WIDTH = Setting("window/details_width", 288, "How wide the details are, in points.")
OPEN_TAGS = Setting("window/open_tags", "", "Which families of tags are open, as JSON.")
OPEN_FOLDERS = Setting("window/open_folders", "", "Which folders are open, as JSON.")
LAST_FOLDER = Setting("library/last_folder", "", "Where the folder chooser was last.")
SCHEME = Setting(
    "window/scheme",
    "system",
    QT_TR_NOOP("Light, dark, or as the system has it, also when that changes."),
    QT_TR_NOOP("Colours"),
    (
        ("system", QT_TR_NOOP("As the system")),
        ("light", QT_TR_NOOP("Light")),
        ("dark", QT_TR_NOOP("Dark")),
    ),
)
DEVICE = Setting("models/device", "auto", "Where models run: auto, npu or cpu.")
ON_BATTERY = Setting(
    "index/on_battery",
    False,
    QT_TR_NOOP("Whether photos are read while the machine runs on its battery, too."),
    QT_TR_NOOP("Read photos on battery"),
)
VERDICTS = Setting("models/verdicts", "", "What the last self-test of each model found, as JSON.")
STRICTNESS = Setting(
    "search/strictness",
    50,
    QT_TR_NOOP(
        "How sure a photo must be to be found; each answer can be cut otherwise by its slider."
    ),
    QT_TR_NOOP("How sure"),
    ((25, QT_TR_NOOP("Loose")), (50, QT_TR_NOOP("Normal")), (75, QT_TR_NOOP("Strict"))),
)
ORDER = Setting(
    "search/order",
    "relevance",
    QT_TR_NOOP("What a search shows first."),
    QT_TR_NOOP("Order"),
    (("relevance", QT_TR_NOOP("Best first")), ("date", QT_TR_NOOP("Newest first"))),
)
SHOW_WEAK = Setting(
    "search/weak",
    False,
    QT_TR_NOOP("Whether a search shows weak guesses without being asked."),
    QT_TR_NOOP("Show weak guesses"),
)
PAST_SEARCHES = Setting(
    "search/past",
    "",
    QT_TR_NOOP("What was searched for before, the last search first; the field offers it again."),
    QT_TR_NOOP("Past searches"),
)
ALBUM_GROUPS = Setting("albums/open", "", "Which groups of albums are open in the sidebar.")
OFFERED_MODEL = Setting(
    "models/offered",
    False,
    "Whether the stronger model was offered, which is done once.",
)
EXPORT_FOLDER = Setting("export/folder", "", "Where photos were exported to last.")
SLIDE_SECONDS = Setting(
    "viewer/slide_seconds",
    5,
    QT_TR_NOOP("Seconds for each photo of a slideshow."),
    QT_TR_NOOP("Slideshow"),
    (
        (3, QT_TR_NOOP("3 s")),
        (5, QT_TR_NOOP("5 s")),
        (10, QT_TR_NOOP("10 s")),
        (20, QT_TR_NOOP("20 s")),
    ),
    QT_TR_NOOP("{value} s"),
)
SHOW_STRIP = Setting(
    "viewer/strip",
    True,
    QT_TR_NOOP("Whether a large photo has its neighbours below it."),
    QT_TR_NOOP("Neighbours of a large photo"),
)
SHOW_FACTS = Setting(
    "viewer/facts",
    False,
    QT_TR_NOOP("Whether a large photo says what is known of it."),
    QT_TR_NOOP("Facts about a large photo"),
)
REDUCE_MOTION = Setting(
    "window/reduce_motion",
    False,
    QT_TR_NOOP("Whether nothing moves by itself; where the system wishes so, nothing does anyway."),
    QT_TR_NOOP("Reduce motion"),
)

#: What holds for searches; it stands together on the settings page.
OF_SEARCHES = (STRICTNESS, ORDER, SHOW_WEAK, PAST_SEARCHES)
ALL = (
    *(SCHEME, PREVIEW_SIZE, IN_ROWS, GEOMETRY, SHOW_DETAILS, SHOW_SIDEBAR, LAST_FOLDER),
    *(OPEN_TAGS, OPEN_FOLDERS, LAST_VIEW, SIDEBAR_WIDTH, DETAILS_WIDTH),
    *(DEVICE, VERDICTS, OFFERED_MODEL),
    ON_BATTERY,
    *OF_SEARCHES,
    *(ALBUM_GROUPS, EXPORT_FOLDER),
    *(SLIDE_SECONDS, SHOW_STRIP, SHOW_FACTS, REDUCE_MOTION),
)


class Settings(QObject):
    """Reads and writes the settings of one file.

    Signals:
        changed(Setting): This one holds another value now.
    """

    changed = Signal(object)

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        chosen = path or platformdirs.user_config_path("shoebox", appauthor=False) / "window.ini"
        self._stored = QSettings(str(chosen), QSettings.Format.IniFormat)
        self._fixed: dict[str, object] = {}

    def fix(self, setting: Setting[Value], value: Value) -> None:
        """Let `value` hold as long as we run, because the command line says so; none is kept."""
        self._fixed[setting.key] = value

    def is_fixed(self, setting: Setting[Value]) -> bool:
        """Whether the command line has said what holds."""
        return setting.key in self._fixed

    def get(self, setting: Setting[Value]) -> Value:
        """Return what was stored, or the default where nothing (or nonsense) was."""
        found = self._fixed.get(setting.key, self._stored.value(setting.key))
        if isinstance(setting.default, bool | int):
            found = _from_text(found, type(setting.default))
        return found if isinstance(found, type(setting.default)) else setting.default

    def set(self, setting: Setting[Value], value: Value) -> None:
        """Remember `value`; it is on disk soon, and at the latest when the window closes."""
        before = self.get(setting)
        self._stored.setValue(setting.key, value)
        if self.get(setting) != before:
            self.changed.emit(setting)

    def save(self) -> None:
        """Write what is not yet on disk."""
        self._stored.sync()


def _from_text(found: object, kind: type[bool] | type[int]) -> bool | int | None:
    """Return what an INI file, which knows words alone, means by a word; None for nonsense."""
    if isinstance(found, kind):
        return found
    if kind is bool:
        return {"true": True, "false": False}.get(str(found).lower())
    try:
        return int(str(found))
    except ValueError:
        return None

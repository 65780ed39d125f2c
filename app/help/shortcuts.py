"""The sheet of all keys: each deed of the window, drawn from the very actions that do it.

So it can name no key that does nothing, and leave none out. The keys of single places, which no
action has, come from `places`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.actions import GROUPS
from app.albums.menu import GROUPS as OF_ALBUM
from app.card import Card
from app.fading import Fading
from app.folders.menu import GROUPS as OF_FOLDER
from app.help.places import PLACES
from app.labels import label
from app.language import QT_TR_NOOP, tr
from app.mending import GROUPS as OF_PROBLEM
from app.theme import grown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.actions import Actions
    from app.theme import Theme

_WIDTH, _HEIGHT = 940, 840
#: What the keys do where the keyboard stands on a line of a list.
OF_LINES = {
    QT_TR_NOOP("A folder in the sidebar"): OF_FOLDER,
    QT_TR_NOOP("An album"): OF_ALBUM,
    QT_TR_NOOP("A file with a problem"): OF_PROBLEM,
}
#: Points of width below which the groups stand below each other.
_ROOM_FOR_TWO = 860


class ShortcutSheet(Card):
    """All deeds that have keys, by group; typing leaves those that fit."""

    def __init__(self, wearing: Theme) -> None:
        super().__init__(tr("Keyboard shortcuts"), wearing)
        self.field = QLineEdit()
        self.field.setProperty("kind", "field")
        self.field.setPlaceholderText(tr("Find a key or what it does"))
        self.field.setAccessibleName(tr("Find a key or what it does"))
        self.field.setClearButtonEnabled(True)
        self.nothing = label(tr("No key does that."), tone="quiet")
        self.groups: list[Group] = []
        self._inside, self._area = QWidget(), QScrollArea()
        self._columns = [QWidget(), QWidget()]
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._place_parts()
        self._fading = Fading(self._area, wearing)
        self.field.textChanged.connect(self._find)

    def _place_parts(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 20, 24, 12)
        row.addWidget(label(tr("Keyboard"), tone="title"), 1)
        self.field.setFixedWidth(grown(280))
        row.addWidget(self.field)
        self._inside.setObjectName("facts")
        self._beside.setContentsMargins(24, 4, 24, 24)
        self._beside.setSpacing(32)
        self._beside.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        for column in self._columns:
            below = QVBoxLayout(column)
            below.setContentsMargins(0, 0, 0, 0)
            below.setSpacing(20)
            self._beside.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (head, self._area):
            self.column.addWidget(part)
        self.column.addSpacing(8)

    def show_actions(self, actions: Actions) -> None:
        """Draw the sheet from the window's actions; once is enough."""
        groups = {
            tr(title): [
                (actions[deed.name].text(), actions[deed.name].shortcuts()) for deed in deeds
            ]
            for title, deeds in GROUPS.items()
        }
        for title, deeds in PLACES.items():
            keys = [(tr(each.title), list(map(QKeySequence, each.keys))) for each in deeds]
            groups.setdefault(tr(title), []).extend(keys)
        for title, verbs in OF_LINES.items():
            with_keys = (verb for group in verbs for verb in group if verb.keys)
            groups[tr(title)] = [(tr(v.title), [QKeySequence(v.keys)]) for v in with_keys]
        self.groups = [Group(*each) for each in groups.items()]
        self._fill_columns()
        self._find("")

    def _fill_columns(self) -> None:
        """Put the groups into the columns, in their order, so that these are equally long."""
        total, before = sum(len(each.shown) for each in self.groups), 0
        for group in self.groups:
            column = self._columns[before * len(self._columns) // total].layout()
            assert column is not None
            column.addWidget(group)
            before += len(group.shown)

    def begin(self) -> None:
        """Show all, with the keyboard in the field."""
        self.field.clear()
        self.field.setFocus()
        self._area.verticalScrollBar().setValue(0)

    @override
    def place(self) -> None:
        """Be as large as the window allows, then find the place."""
        if self._anchor is not None:
            window = self._anchor.window()
            wide, high = grown(_WIDTH), grown(_HEIGHT)
            width, height = min(wide, window.width() - 48), min(high, window.height() - 200)
            direction = QBoxLayout.Direction
            has_room = width >= grown(_ROOM_FOR_TWO)
            self._beside.setDirection(direction.LeftToRight if has_room else direction.TopToBottom)
            self._area.setFixedSize(width, height)
        super().place()

    def _find(self, words: str) -> None:
        wanted = words.casefold().split()
        found = [group.keep(wanted) for group in self.groups]
        for column in self._columns:
            inside = [group for group in self.groups if column.isAncestorOf(group)]
            column.setVisible(any(group.shown for group in inside))
        self.nothing.setVisible(not any(found))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: the keys of a list scroll, although the field has the keyboard."""
        bar = self._area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)


@dataclass(frozen=True, slots=True)
class _Line:
    """One deed on the sheet, and the words by which it is found."""

    words: str
    parts: tuple[QWidget, ...]


class Group(QWidget):
    """The deeds of one kind, a line each."""

    def __init__(self, title: str, deeds: Sequence[tuple[str, Sequence[QKeySequence]]]) -> None:
        """Make one of what each deed is called, and its keys."""
        super().__init__()
        self.title = title
        self._lines: list[_Line] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(title, tone="section"), 0, 0, 1, 2)
        for number, (name, keys) in enumerate((each for each in deeds if each[1]), start=1):
            self._lines.append(_line(name.removesuffix("…"), keys))
            for column, part in enumerate(self._lines[-1].parts):
                grid.addWidget(part, number, column)

    @property
    def shown(self) -> list[str]:
        """The deeds in sight with their keys, as they are found: "undo ctrl+z"."""
        return [line.words for line in self._lines if not line.parts[0].isHidden()]

    def keep(self, wanted: Sequence[str]) -> bool:
        """Show the lines in which all these words are; whether there is one."""
        for line in self._lines:
            for part in line.parts:
                part.setVisible(all(word in line.words for word in wanted))
        self.setVisible(bool(self.shown))
        return bool(self.shown)


def _line(title: str, shortcuts: Sequence[QKeySequence]) -> _Line:
    native = QKeySequence.SequenceFormat.NativeText
    keys = [each.toString(native) for each in shortcuts]
    name = label(title)
    name.setAccessibleName(f"{title}: {', '.join(keys)}")
    caps = QWidget()
    row = QHBoxLayout(caps)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addStretch(1)
    # To the eye Return and Enter are one key.
    for each in dict.fromkeys(key.replace("Enter", "Return") for key in keys):
        cap = QLabel(each)
        cap.setObjectName("key")
        row.addWidget(cap)
    return _Line(f"{title} {' '.join(keys)}".casefold(), (name, caps))

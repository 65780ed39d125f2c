"""The settings of the window and of searches, drawn from the list of all settings: a row each.

Whatever in that list has a title stands here, with its sentence and with what it can be.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from app import settings
from app.labels import label
from app.language import tr
from app.preferences.row import column_of, plain_row
from app.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.settings import Setting, Settings


class LooksCard(QWidget):
    """A row for each of some settings that has a title.

    Attributes:
        rows: What is pressed, by the setting's key.
    """

    def __init__(self, shown: Iterable[Setting[Any]]) -> None:
        super().__init__()
        self.rows: dict[str, Segments | QCheckBox | QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for setting in shown:
            if setting.title:
                column.addWidget(self._row(setting))

    def _row(self, setting: Setting[Any]) -> QWidget:
        row = plain_row()
        row.setProperty("first", not self.rows)
        parts, made = column_of(row), _pressed_of(setting)
        self.rows[setting.key] = made
        made.setAccessibleDescription(tr(setting.sentence))
        if not isinstance(made, QCheckBox):
            parts.addWidget(label(tr(setting.title), tone="strong"))
        parts.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        parts.addWidget(label(tr(setting.sentence), tone="quiet", wrap=True))
        return row

    def follow(self, kept: Settings) -> None:
        """Show what holds in these settings, and set there what is pressed here."""
        for setting in settings.ALL:
            part = self.rows.get(setting.key)
            if isinstance(part, Segments):
                part.chosen.connect(partial(_choose, kept, setting))
            elif isinstance(part, QPushButton):
                part.clicked.connect(partial(_forget, kept, setting))
            elif part is not None:
                part.toggled.connect(partial(_tick, kept, setting))
            self._show(kept, setting)
        kept.changed.connect(partial(self._show, kept))

    def _show(self, kept: Settings, setting: Setting[Any]) -> None:
        part, value = self.rows.get(setting.key), kept.get(setting)
        if isinstance(part, Segments):
            values = [each for each, _ in setting.choices]
            if value in values or not setting.other:
                part.show_choice(values.index(value) if value in values else -1)
            else:
                smaller = sum(each < value for each in values)
                part.show_other(tr(setting.other, value=value), behind=smaller)
        elif isinstance(part, QPushButton):
            part.setEnabled(value != setting.default)
        elif part is not None:
            part.setChecked(bool(value))


def _pressed_of(setting: Setting[Any]) -> Segments | QCheckBox | QPushButton:
    """Return what is pressed to set it."""
    if setting.choices:
        return Segments(tr(setting.title), [tr(name) for _, name in setting.choices])
    if isinstance(setting.default, bool):
        return QCheckBox(tr(setting.title))
    made = QPushButton(tr("Forget"))
    made.setAccessibleName(tr("Forget: {setting}", setting=tr(setting.title)))
    return made


def _choose(kept: Settings, setting: Setting[Any], place: int) -> None:
    kept.set(setting, setting.choices[place][0])


def _tick(kept: Settings, setting: Setting[Any], wanted: bool) -> None:
    kept.set(setting, wanted)


def _forget(kept: Settings, setting: Setting[Any], _pressed: object = None) -> None:
    kept.set(setting, setting.default)

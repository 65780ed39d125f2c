"""The page on which a tag is made: what is said of it, and beside it the photos that it would get.

It shows and tells what is said; what then happens is told in `making`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.blank import Blank
from app.grid.delegate import PhotoDelegate
from app.grid.model import PhotoModel
from app.grid.pixmaps import Pixmaps
from app.grid.view import PhotoGrid
from app.labels import IconButton, OneLine, label
from app.language import QT_TR_NOOP, tr
from app.preferences.row import Fault
from app.tags.field import TagField
from app.tags.thumbs import Thumbs
from app.theme import grown
from indexer.tags import Mode, NewTag
from indexer.tags.lines import LONGEST_NAME, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from app.background import Background
    from app.questions import Questions
    from app.tags.asking import Prospect
    from app.theme import Theme

_FORM_WIDTH: Final = 380
_SIDE: Final = 132
_TEACHING: Final = (
    QT_TR_NOOP("Name it"),
    QT_TR_NOOP(
        "While you type, the photos that it would get appear here. Nothing is saved until you say "
        "so."
    ),
)
_LOOKING: Final = (
    QT_TR_NOOP("Looking for photos…"),
    QT_TR_NOOP("The first time that takes a moment: the model has to be loaded."),
)
_NOBODY: Final = (
    QT_TR_NOOP("No photo would get it"),
    QT_TR_NOOP("Say in other words what is to be seen, or show it a few photos."),
)
_NOBODY_ELSE: Final = (
    QT_TR_NOOP("No other photo would get it"),
    QT_TR_NOOP("Say in other words what is to be seen, or show it more photos."),
)
_KNOWN: Final = QT_TR_NOOP(
    "“{tag}” is a tag already, and saving changes it. To give it to photos yourself, select them "
    "and choose “Add a tag…” instead."
)
_FAULTY: Final = (
    QT_TR_NOOP("It cannot be saved so"),
    QT_TR_NOOP("What is wrong stands above “Save”. The photos appear once that is mended."),
)


class NewTagPage(QWidget):
    """All of it.

    Signals:
        changed(): Something else is said of the tag.
        saved(): It is to be.
        left(): It is not to be.
    """

    changed = Signal()
    saved = Signal()
    left = Signal()

    def __init__(self, questions: Questions, background: Background, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._examples: tuple[int, ...] = ()
        self._others: tuple[int, ...] = ()
        self.setObjectName("preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Make a tag"))
        self.name = _field(tr("our boat"), tr("Name"), LONGEST_NAME)
        self.words = _field(
            tr("a small red sailing boat"), tr("What is to be seen"), 4 * LONGEST_NAME
        )
        self.part_of = TagField(wearing, tr("sailboat"), keeps=True)
        self.not_this = TagField(wearing, tr("kayak, ship"), keeps=True)
        self.suggest = QCheckBox(tr("Only suggest it, never give it by itself"))
        self.examples = Thumbs(questions, background)
        self.others = Thumbs(questions, background)
        self.fault, self.known = Fault(wearing), label(tone="quiet", wrap=True)
        self.save_button, self.leave_button = QPushButton(tr("Save")), QPushButton(tr("Cancel"))
        self.pixmaps = Pixmaps(background, questions.tiles, self)
        self.grid = PhotoGrid(PhotoModel(self.pixmaps.name, self), self.pixmaps)
        self.grid.setItemDelegate(PhotoDelegate(self.pixmaps, wearing, self))
        self.grid.set_wanted_side(_SIDE)
        self.grid.setAccessibleName(tr("Photos that it would get"))
        self.found = OneLine(tone="heading")
        near = tr("These come nearest: say which of them show it.")
        self.hint = label(near, tone="quiet", wrap=True)
        self.right = _small(tr("Shows it"), tr("These show it"), "Y", self._add_examples)
        self.wrong = _small(tr("Does not"), tr("These do not"), "N", self._add_others)
        self.blank = Blank("tag", tr("Save"), wearing)
        self.blank.button.hide()
        self._pages, self._judging = QStackedWidget(), QWidget()
        self._place_parts()
        self._wire()
        self.begin(())

    def _place_parts(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._form())
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 16, 0, 0)
        beside.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(24, 0, 24, 0)
        head.setSpacing(12)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.found)
        told.addWidget(self.hint)
        head.addLayout(told, 1)
        head.addWidget(self._judging)
        policy = self._judging.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._judging.setSizePolicy(policy)
        judging = QHBoxLayout(self._judging)
        judging.setContentsMargins(0, 0, 0, 0)
        judging.setSpacing(8)
        for button in (self.right, self.wrong):
            judging.addWidget(button)
        beside.addLayout(head)
        for page in (self.blank, self.grid):
            self._pages.addWidget(page)
        beside.addWidget(self._pages, 1)
        row.addLayout(beside, 1)

    def _form(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("facts")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 12, 24, 24)
        column.setSpacing(4)
        column.addLayout(self._heading())
        column.addSpacing(8)
        for title, part in (
            (tr("Name"), self.name),
            (tr("What is to be seen (if the name does not say it)"), self.words),
            (tr("Part of"), self.part_of),
            (tr("What it is not"), self.not_this),
        ):
            column.addWidget(label(title, tone="small"))
            column.addWidget(part)
            column.addSpacing(8)
        column.addWidget(self.suggest)
        column.addSpacing(8)
        for thumbs in (self.examples, self.others):
            column.addWidget(thumbs)
        column.addWidget(self.known)
        column.addWidget(self.fault)
        column.addSpacing(8)
        column.addLayout(self._buttons())
        column.addStretch(1)
        return _scrolled(inside)

    def _heading(self) -> QHBoxLayout:
        back = IconButton("back", tr("Back to the photos"), self._theme, tight=True)
        back.set_name(tr("Back to the photos"), keys="Esc")
        back.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(back)
        row.addWidget(label(tr("Make a tag"), tone="title"))
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        self.save_button.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        return row

    def _wire(self) -> None:
        self.part_of.setAccessibleName(tr("Part of"))
        self.not_this.setAccessibleName(tr("What it is not"))
        for each in (self.name, self.words, self.part_of, self.not_this):
            each.textChanged.connect(lambda _text: self.changed.emit())
        for names in (self.part_of, self.not_this):
            names.left.connect(self.left)
        for field in (self.name, self.words):
            field.returnPressed.connect(self._on_return)
        self.suggest.toggled.connect(lambda _on: self.changed.emit())
        self.save_button.clicked.connect(self.saved)
        self.leave_button.clicked.connect(self.left)
        self.examples.removed.connect(self._without)
        self.others.removed.connect(self._without)
        self.grid.selection_counted.connect(lambda count: self._judging.setVisible(count > 0))
        self.grid.typed.connect(self._on_typed)

    def begin(self, examples: Sequence[int], name: str = "") -> None:
        """Begin with a new tag, which some photos show; it may have a name already."""
        for field in (self.name, self.words, self.part_of, self.not_this):
            field.clear()
        self.suggest.setChecked(False)
        self._examples, self._others = tuple(examples), ()
        self._show_thumbs()
        self.show_fault("")
        self.show_known("")
        self.show_waiting()
        self.name.setText(name)
        (self.words if name else self.name).setFocus()

    def know(self, names: Sequence[str]) -> None:
        """Complete from these names."""
        for field in (self.part_of, self.not_this):
            field.know(names)

    @property
    def tag(self) -> NewTag | None:
        """What is said of the tag; None as long as it has no name."""
        name = tidy(self.name.text())
        if not name:
            return None
        words = tidy(self.words.text())
        return NewTag(
            name, words=(words,) if words else None,
            parents=tuple(self.part_of.names) or None, rivals=tuple(self.not_this.names) or None,
            mode=Mode.SUGGEST if self.suggest.isChecked() else Mode.AUTO,
            examples=self._examples, others=self._others,
        )  # fmt: skip

    def show_prospect(self, prospect: Prospect) -> None:
        """Show the photos that it would get, or those that come nearest."""
        ids = prospect.ids[~np.isin(prospect.ids, self._others)]
        self.grid.show_photos(ids, place=self.grid.place())
        self.found.setText(self._told(prospect, len(ids)))
        self.hint.setVisible(not prospect.sure and len(ids) > 0)
        self._pages.setCurrentIndex(1 if len(ids) else 0)
        self._judging.setVisible(self.grid.selected_count() > 0)
        self.blank.show_words(*map(tr, _NOBODY_ELSE if self._examples else _NOBODY))

    def _told(self, prospect: Prospect, count: int) -> str:
        """Return what the tag would find, in a few words; so many photos are shown of it."""
        if not count:
            return ""
        if not prospect.sure:
            # Those that somebody chose get it by their word.
            if self._examples:
                return tr("No other photo is sure to show it")
            return tr("No photo is sure to show it")
        return _found(count, more=prospect.more, suggested=self.suggest.isChecked())

    def show_waiting(self) -> None:
        """Show that nothing is known yet."""
        self._show_no_photos(*map(tr, _TEACHING))
        self.save_button.setEnabled(self.tag is not None)

    @property
    def shows_photos(self) -> bool:
        """Whether there are photos to be judged."""
        return self._pages.currentIndex() == 1

    def show_looking(self) -> None:
        """Show that photos are being looked for; those that were found before stay meanwhile."""
        if self.shows_photos:
            self.found.setText(tr(_LOOKING[0]))
            self.hint.hide()
        else:
            self._show_no_photos(*map(tr, _LOOKING))

    def show_fault(self, line: str) -> None:
        """Say why it cannot be saved so; "" for nothing."""
        self.fault.show_line(line)
        if line:  # What was found before says the opposite.
            self._show_no_photos(*map(tr, _FAULTY))
        self.save_button.setEnabled(self.tag is not None and not line)

    def _show_no_photos(self, title: str, sentence: str) -> None:
        self.found.setText("")
        self.hint.hide()
        self.blank.show_words(title, sentence)
        self._pages.setCurrentIndex(0)
        self._judging.hide()

    def show_known(self, name: str) -> None:
        """Say that there is a tag of this name already, and what else can be done; "" for none."""
        self.known.setText(tr(_KNOWN, tag=name))
        self.known.setVisible(bool(name))

    # Photos that show it, and photos that do not.

    def _add_examples(self) -> None:
        chosen = self.grid.selected_photos().tolist()
        self._others = tuple(each for each in self._others if each not in chosen)
        self._examples = tuple(dict.fromkeys((*self._examples, *chosen)))
        self._on_judged()

    def _add_others(self) -> None:
        chosen = self.grid.selected_photos().tolist()
        self._examples = tuple(each for each in self._examples if each not in chosen)
        self._others = tuple(dict.fromkeys((*self._others, *chosen)))
        self._on_judged()

    def _without(self, photo_id: int) -> None:
        self._examples = tuple(each for each in self._examples if each != photo_id)
        self._others = tuple(each for each in self._others if each != photo_id)
        self._on_judged()

    def _on_judged(self) -> None:
        self._show_thumbs()
        self.changed.emit()

    def _show_thumbs(self) -> None:
        self.examples.show_photos(tr("Photos that show it"), self._examples)
        self.others.show_photos(tr("Photos that do not"), self._others)

    def _on_return(self) -> None:
        if self.save_button.isEnabled():
            self.saved.emit()

    def _on_typed(self, letter: str) -> None:
        acts = {"y": self._add_examples, "+": self._add_examples, "n": self._add_others}
        act = acts.get(letter.lower(), self._add_others if letter == "-" else None)
        if act is not None and self.grid.selected_count():
            act()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Escape leaves it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _found(count: int, *, more: bool, suggested: bool) -> str:
    if suggested and more:
        return tr(
            "{n} photos or more would have it suggested",
            "{n} photo or more would have it suggested",
            count,
        )
    if suggested:
        return tr("{n} photos would have it suggested", "{n} photo would have it suggested", count)
    if more:
        return tr("{n} photos or more would get it", "{n} photo or more would get it", count)
    return tr("{n} photos would get it", "{n} photo would get it", count)


def _field(teaching: str, name: str, longest: int) -> QLineEdit:
    made = QLineEdit(placeholderText=teaching)
    made.setProperty("kind", "field")
    made.setAccessibleName(name)
    made.setMaxLength(longest)
    return made


def _small(caption: str, name: str, key: str, act: Callable[[], None]) -> QPushButton:
    made = QPushButton(caption)
    made.setAccessibleName(name)
    made.setToolTip(f"{name}  ({key})")
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(act)
    return made


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("form")
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFixedWidth(grown(_FORM_WIDTH))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area

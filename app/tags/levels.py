"""How sure a single tag has to be: offered in its menu, kept in the owner's own file of tags."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup

from app.background import Background, Lane, Newest
from app.language import QT_TR_NOOP, tr
from app.tags.asking import Given
from indexer.tags import Level, Mode, change_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMenu

    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.tags.asking import TagQuestions
    from indexer.catalog.edits import Edit

#: Each choice, and what is said of a tag once it holds.
CHOICES: Final = {
    Given(Mode.AUTO): (
        QT_TR_NOOP("As sure as the others"),
        QT_TR_NOOP("“{tag}” has to be as sure as the others."),
    ),
    Given(Mode.AUTO, Level.STRICT): (
        QT_TR_NOOP("Only when quite sure"),
        QT_TR_NOOP("“{tag}” is given only when quite sure."),
    ),
    Given(Mode.AUTO, Level.LOOSE): (
        QT_TR_NOOP("When it may well be"),
        QT_TR_NOOP("“{tag}” is given when it may well be."),
    ),
    Given(Mode.SUGGEST): (
        QT_TR_NOOP("Only suggest it"),
        QT_TR_NOOP("“{tag}” is only suggested from now on."),
    ),
    Given(Mode.OFF): (QT_TR_NOOP("Never"), QT_TR_NOOP("“{tag}” is found in no photo any more.")),
}


class TagLevels(QObject):
    """Offers the choices for a tag, and does what is chosen.

    Signals:
        changed(): Something else holds for a tag.
        failed(Exception): It cannot be kept, or what holds cannot be read.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, asking: TagQuestions, background: Background, keeping: Keeping, ledger: Ledger
    ) -> None:
        super().__init__(ledger)
        self._asking, self._keeping, self._ledger = asking, keeping, ledger
        self._looks = Newest(background, Lane.FREE)

    def offer(self, menu: QMenu, name: str) -> QMenu:
        """Put the choices into the menu of a tag; what holds is ticked as soon as it is known.

        They stay grey for a word that no model looks for, as one that its owner made up.
        """
        below = menu.addMenu(tr("How sure it has to be"))
        below.setEnabled(False)
        group = QActionGroup(below)
        actions = {given: group.addAction(tr(title)) for given, (title, _) in CHOICES.items()}
        for action in actions.values():
            action.setCheckable(True)
            below.addAction(action)
        menu.aboutToHide.connect(self._looks.drop)  # The answer would find no menu.
        self._looks.ask(
            partial(self._asking.given, name),
            done=lambda given: self._show(name, given, below, actions),
            failed=self.failed.emit,
        )
        return below

    def _show(
        self, name: str, given: Given | None, below: QMenu, actions: Mapping[Given, QAction]
    ) -> None:
        if given is None:
            return
        below.setEnabled(True)
        for each, action in actions.items():
            action.setChecked(each == given.told)
            action.triggered.connect(partial(self.choose, name, each, given))
        if given.told not in actions:  # Only a file says it: the others are as sure, mostly.
            only = below.addAction(tr("Normally sure, as your file says"))
            only.setCheckable(True)
            only.setChecked(True)

    def choose(self, name: str, wanted: Given, before: Given, _checked: bool = True) -> None:
        """Let this hold for a tag from now on, if something else did before."""
        if wanted == before.told:
            return
        self._ledger.editing.make(
            lambda catalog: change_tag(catalog, name, wanted.mode, wanted.level),
            done=partial(self._on_changed, name, wanted),
            failed=self.failed.emit,
            quietly=True,
        )

    def _on_changed(self, name: str, wanted: Given, edit: Edit | None) -> None:
        self._keeping.follow_tags()
        self.changed.emit()
        if edit is not None:
            self._ledger.receipt.say(
                tr(CHOICES[wanted][1], tag=name),
                offer=tr("Undo"),
                act=partial(self._ledger.editing.undo_this, edit),
            )

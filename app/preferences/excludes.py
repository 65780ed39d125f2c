"""The setting of what is left out: patterns, a line each, as in `shoebox index --exclude`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.background import Background, Lane, Newest
from app.labels import label
from app.language import QT_TR_NOOP, tr, translated
from app.preferences.row import Fault, column_of, plain_row
from indexer.errors import LibraryError
from indexer.excludes import keep_excludes, kept_excludes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.keeping import Keeping
    from app.questions import Questions
    from app.theme import Theme

_HEIGHT: Final = 92
_HINT: Final = QT_TR_NOOP(
    "“Screenshots/” is any folder of that name, “*_small.jpg” any file whose name ends so, and "
    "“!” takes back what a line above leaves out."
)


class ExcludesCard(QWidget):
    """The patterns, to be written, and a button that lets them hold.

    Signals:
        chosen(list of str): Leave these out from now on.
    """

    chosen = Signal(object)

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._kept: list[str] = []
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("What is left out, a pattern on each line"))
        self.field.setAccessibleDescription(tr(_HINT))
        self.field.setPlaceholderText("Screenshots/\n*_small.jpg")
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(_HEIGHT)
        self.button = QPushButton(tr("Leave these out"))
        self.fault = Fault(wearing)
        row = plain_row()
        row.setProperty("first", True)
        parts = column_of(row)
        parts.addWidget(self.field)
        parts.addWidget(label(tr(_HINT), tone="quiet", wrap=True))
        parts.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.button)
        parts.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row)
        self.field.textChanged.connect(self._on_changed)
        self.button.clicked.connect(lambda: self.chosen.emit(self.patterns))
        self._on_changed()

    @property
    def patterns(self) -> list[str]:
        """What is written, without what is empty."""
        lines = (line.strip() for line in self.field.toPlainText().splitlines())
        return [line for line in lines if line]

    def show_kept(self, patterns: Sequence[str]) -> None:
        """Show what holds; what somebody is writing stays."""
        untouched = self.patterns == self._kept
        self._kept = list(patterns)
        if untouched:
            self.field.setPlainText("\n".join(patterns))
        self._on_changed()

    def _on_changed(self) -> None:
        self.fault.show_line("")
        self.button.setEnabled(self.patterns != self._kept)


class ExcludesChoosing(QObject):
    """Keeps what was written, and has the folders looked through anew.

    Signals:
        failed(Exception): Something went wrong that is no fault of what was written.
    """

    failed = Signal(object)

    def __init__(
        self, card: ExcludesCard, questions: Questions, background: Background, keeping: Keeping
    ) -> None:
        super().__init__(card)
        self._card, self._questions, self._keeping = card, questions, keeping
        self._background = background
        self._looks = Newest(background, Lane.FREE)
        card.chosen.connect(self._choose)

    def look(self) -> None:
        """Look what is left out now."""
        self._looks.ask(
            partial(_kept, self._questions), done=self._card.show_kept, failed=self._on_unseen
        )

    def _choose(self, patterns: Sequence[str]) -> None:
        self._background.run(
            partial(_keep, self._questions, patterns), done=self._follow, failed=self._complain
        )

    def _follow(self, kept: Sequence[str]) -> None:
        self._card.show_kept(kept)
        self._keeping.indexing.begin_anew()

    def _complain(self, error: Exception) -> None:
        if isinstance(error, LibraryError):
            self._card.fault.show_line(translated(error))
        else:
            self.failed.emit(error)

    def _on_unseen(self, error: Exception) -> None:
        # That there is no library yet is told by the page; who writes something is told why not.
        if not isinstance(error, LibraryError):
            self.failed.emit(error)


def _kept(questions: Questions) -> tuple[str, ...]:
    return kept_excludes(questions.library().catalog)


def _keep(questions: Questions, patterns: Sequence[str]) -> tuple[str, ...]:
    """Keep the patterns; what holds by then."""
    with questions.library().small_edit() as catalog:
        keep_excludes(catalog, patterns)
        return kept_excludes(catalog)

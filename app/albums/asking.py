"""The small questions about albums: what it is called, which one is meant, whether it may go.

A question stays open until what was answered is done: what is wrong with it is said in the question
itself, above the button.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.labels import label
from app.language import QT_TR_NOOP, tr
from app.lines import Entry, LinesModel, SideList
from app.preferences.row import Fault
from app.theme import grown
from indexer.query.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.albums.shelf import Shown
    from app.theme import Theme

_WIDTH: Final = 440
#: Lines of albums that are offered at once; typing more of the name finds the others.
_MOST_OFFERED: Final = 6
_STEPS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Question(QDialog):
    """A title, a sentence, what is asked, and two buttons.

    It stands beside the window, which goes on working; `open` holds the window until it is
    answered, and is for what destroys.

    Signals:
        answered(object): The button was pressed, with what was answered.
    """

    answered = Signal(object)

    def __init__(
        self, title: str, sentence: str, confirm: str, wearing: Theme, parent: QWidget
    ) -> None:
        """Ask; `confirm` stands on the button that does it."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(grown(_WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = label(title, tone="heading", wrap=True)
        self.sentence = label(sentence, tone="quiet", wrap=True)
        self.fault = Fault(wearing)
        self.no, self.yes = QPushButton(tr("Cancel")), QPushButton(confirm)
        self.yes.setProperty("kind", "primary")
        self.yes.setDefault(True)
        self.middle = QVBoxLayout()
        self.middle.setSpacing(8)
        self._place_parts()
        self.sentence.setVisible(bool(sentence))  # Before, it would be a window of its own.
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self._on_yes)

    def _place_parts(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addLayout(self.middle)
        column.addWidget(self.fault)
        column.addSpacing(4)
        column.addLayout(buttons)

    @property
    def answer(self) -> object:
        """What is answered as it stands now; None as long as nothing can be."""
        return True

    def be_careful(self) -> None:
        """Let Return, pressed without a look, change nothing."""
        self.no.setDefault(True)
        self.no.setFocus()

    def ask_in(self, field: QLineEdit) -> None:
        """Let a field have the keyboard as soon as the question is there, before the buttons."""
        self.middle.addWidget(field)
        self.setTabOrder(field, self.no)
        field.setFocus()  # Else Qt gives it to “Cancel”, which was made first.

    def show_fault(self, line: str) -> None:
        """Say why what was answered could not be done: the question stays open."""
        self.fault.show_line(line)
        self.yes.setEnabled(True)
        self.fit()

    def fit(self) -> None:
        """Be as high as what is asked now."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.setFixedHeight(layout.totalHeightForWidth(grown(_WIDTH)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Override of Qt's: only now is it known how high each part is."""
        super().showEvent(event)
        self.fit()

    def _on_yes(self) -> None:
        answer = self.answer
        if answer is not None:
            self.yes.setEnabled(False)  # Once is enough.
            self.answered.emit(answer)


class NameQuestion(Question):
    """Asks for a name; its answer is the name, a str."""

    def __init__(
        self, words: tuple[str, str, str], name: str, wearing: Theme, parent: QWidget
    ) -> None:
        """Ask with title, sentence and button in `words`; `name` stands there first."""
        super().__init__(*words, wearing, parent)
        self.field = _field(tr("Name"), name)
        self.ask_in(self.field)
        self.field.textChanged.connect(self._on_changed)
        self._on_changed(name)

    @property
    @override
    def answer(self) -> str | None:
        """The name, as the catalog keeps it: in one line; None while there is none."""
        return " ".join(self.field.text().split()) or None

    def _on_changed(self, text: str) -> None:
        self.yes.setEnabled(bool(text.strip()))
        self.fault.show_line("")
        self.fit()


#: What a field for the name of an album teaches, without albums below it and with some.
_TEACHING: Final = (
    QT_TR_NOOP("Name of the album"),
    QT_TR_NOOP("Name of a new album, or of one below"),
)


@dataclass(frozen=True, slots=True)
class NewName:
    """The name of an album that is yet to be made."""

    name: str


class AlbumQuestion(Question):
    """Asks for one of some albums by its name; its answer is a `Shown`, or a `NewName`."""

    def __init__(
        self,
        words: tuple[str, str, str],
        albums: Sequence[Shown],
        wearing: Theme,
        parent: QWidget,
        *,
        new: bool = False,
    ) -> None:
        """Ask with title, sentence and button in `words`; `new` lets a new album be named."""
        super().__init__(*words, wearing, parent)
        self._albums = [(folded(each.title), each) for each in albums]
        self._new = new
        self.field = _field(tr("Album"), "")
        self.field.setPlaceholderText(tr(_TEACHING[bool(albums)]) if new else tr("Name"))
        self.lines = LinesModel(parent=self)
        self.list = SideList(tr("Albums"), self.lines, wearing)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ask_in(self.field)
        self.middle.addWidget(self.list)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._offer)
        self.list.clicked.connect(self._on_clicked)
        self.list.doubleClicked.connect(self._on_yes)
        self._offer("")

    @property
    @override
    def answer(self) -> Shown | NewName | None:
        """What is chosen below the field."""
        index = self.list.currentIndex()
        entry: Entry | None = index.data(LinesModel.ENTRY) if index.isValid() else None
        found: Shown | NewName | None = entry.goes_to if entry else None  # type: ignore[assignment] # Only these stand there.
        return found

    def _offer(self, text: str) -> None:
        """Offer the albums whose name has what was typed, those that begin so first."""
        typed = folded(text.strip())
        fitting = [(name, each) for name, each in self._albums if typed in name]
        fitting.sort(key=lambda found: (found[0] != typed, not found[0].startswith(typed)))
        lines = [Entry(each.title, each, each.icon, each.count) for _, each in fitting]
        lines = lines[:_MOST_OFFERED]
        name = " ".join(text.split())
        if self._new and typed and typed not in (known for known, _ in self._albums):
            lines.append(Entry(tr("New album “{name}”", name=name), NewName(name), "plus"))
        self.lines.show_entries(lines)
        self.list.setVisible(bool(lines))
        self.list.setCurrentIndex(self.lines.index(0) if lines else QModelIndex())
        self.yes.setEnabled(bool(lines))
        self.fault.show_line("")
        self.fit()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.field.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: while somebody types, the arrow keys go up and down below."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _STEPS and self.lines.rowCount():
            step = -1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1
            row = self.list.currentIndex().row() + step
            self.list.setCurrentIndex(self.lines.index(row % self.lines.rowCount()))
            return True
        return super().eventFilter(watched, event)


def _field(name: str, text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setProperty("kind", "field")
    made.selectAll()
    return made

"""A button that searches for what was probably meant, where a search names what nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from app.language import tr
from app.searches import Search
from indexer.search import Unknown

if TYPE_CHECKING:
    from app.asked import Answer

#: Characters of what is offered that the button shows; its tool tip shows all.
_SHOWN = 40


class MeantButton(QPushButton):
    """Offers a better search than the one that is answered, and is hidden where none is known.

    Signals:
        wanted(Search): Search for this instead, please.
    """

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._search: Search | None = None
        self.setProperty("kind", "quiet")
        self.setAutoDefault(True)  # Return presses it, as Space does.
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.wanted.emit(self._search))
        self.hide()

    def show_answer(self, answer: Answer | None) -> None:
        """Offer what was probably meant by the question of an answer."""
        self._search = meant_by(answer) if answer is not None else None
        words = self._search.text if self._search is not None else ""
        shown = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
        self.setText(tr("Search for “{words}”", words=shown).replace("&", "&&"))
        self.setToolTip(words)
        self.setEnabled(True)
        self.setVisible(self._search is not None)


def meant_by(answer: Answer) -> Search | None:
    """Return a search with each unknown name replaced by the one that was meant; None for none."""
    question = answer.question
    if not isinstance(question, Search):
        return None
    text = question.text
    for remark in answer.remarks:
        for written, meant in remark.names if isinstance(remark, Unknown) else ():
            text = text if meant is None else _with(text, written, meant)
    return Search(text) if text != question.text else None


def _with(text: str, written: str, meant: str) -> str:
    """Return a query with one name in place of another, whether that stands in quotes or not."""
    key, colon, name = written.partition(":")
    if not colon:
        key, name = "", written
    key, bare = re.escape(key + colon), re.escape(name.strip('"'))
    found = re.compile(rf'(?<!\w){key}(?:"{bare}"|{bare}(?!\w))', re.IGNORECASE)
    return found.sub(lambda _found: meant, text)

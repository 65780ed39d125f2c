"""What happens when a tag is made: looked for while it is typed, then saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.aside import Aside
from app.background import Background, Lane, Newest
from app.editing import Ticket
from app.language import tr, translated
from indexer.errors import LibraryError
from indexer.tags import add_tag
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.tags.asking import Prospect, TagQuestions
    from app.tags.new_page import NewTagPage
    from indexer.tags import NewTag

#: Milliseconds of rest after which it is looked for what a tag would find.
_REST: Final = 220


class Making(QObject):
    """Does what the page asks for.

    Signals:
        done(): The page has served.
        failed(Exception): Something went wrong that is no fault of what was typed.
    """

    done = Signal()
    failed = Signal(object)

    def __init__(
        self,
        page: NewTagPage,
        asking: TagQuestions,
        background: Background,
        keeping: Keeping,
        ledger: Ledger,
    ) -> None:
        super().__init__(page)
        self._page, self._asking, self._background = page, asking, background
        self._keeping, self._ledger = keeping, ledger
        self._previews = Newest(background, Lane.SERIAL)
        self._known: frozenset[str] = frozenset()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._look)
        page.changed.connect(self._on_changed)
        page.saved.connect(self._save)

    def begin(self, examples: Sequence[int], name: str = "") -> None:
        """Begin with a new tag, which some photos show; it may have a name already."""
        self._page.begin(examples, name)

    def end(self) -> None:
        """Look for nothing any more."""
        self._rest.stop()
        self._previews.drop()

    def know(self, names: Sequence[str]) -> None:
        """Know which tags there are."""
        self._known = frozenset(map(key_of, names))
        self._page.know(names)

    def _on_changed(self) -> None:
        new = self._page.tag
        self._page.show_known(new is not None and key_of(new.name) in self._known)
        if new is None:
            self.end()
            self._page.show_fault("")
            self._page.show_waiting()
        else:
            self._rest.start()

    def _look(self) -> None:
        new = self._page.tag
        if new is not None:
            self._previews.ask(
                partial(self._asking.preview, new), done=self._show, failed=self._complain
            )

    def _show(self, prospect: Prospect) -> None:
        self._page.show_fault("")
        self._page.show_prospect(prospect)

    def _complain(self, error: Exception) -> None:
        if isinstance(error, LibraryError):
            self._page.show_fault(translated(error))
        else:
            self.failed.emit(error)

    def _save(self) -> None:
        new = self._page.tag
        if new is not None:
            self._page.save_button.setEnabled(False)
            # What it says of photos is an edit, which is taken back with the tag.
            self._ledger.editing.make(
                lambda catalog: add_tag(catalog, new),
                done=lambda edit: self._on_saved(new, Ticket(edit)),
                failed=self._complain,
                quietly=True,
            )

    def _on_saved(self, new: NewTag, said: Ticket) -> None:
        self._keeping.follow_tags()
        line = tr("“{tag}” is a tag now: photos get it in a moment.", tag=new.name)
        if key_of(new.name) in self._known:
            self._ledger.receipt.say(line)
        else:
            title = tr("Make the tag “{tag}”", tag=new.name)
            aside = Aside(title, partial(self._take_back, new.name, said))
            self._ledger.receipt.say(line, offer=tr("Undo"), act=aside.take_back)
            self._ledger.note(aside)
        self.done.emit()

    def _take_back(self, name: str, said: Ticket) -> None:
        self._ledger.editing.take_back(said)
        self._background.run(
            partial(self._asking.remove, name),
            done=lambda _nothing: self._keeping.follow_tags(),
            failed=self.failed.emit,
        )

"""What happens when a tag is made: looked for while it is typed, then saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane, Newest
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
    from indexer.catalog.edits import Edit
    from indexer.tags import NewTag

#: Milliseconds of rest after which it is looked for what a tag would find.
_REST: Final = 220
#: Milliseconds of looking after which that is said where photos are shown: a flash tells nobody.
_SLOW: Final = 400


class Making(QObject):
    """Does what the page asks for.

    Signals:
        done(str): The page has served: there is a tag of this name.
        failed(Exception): Something went wrong that is no fault of what was typed.
    """

    done = Signal(str)
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
        self._page, self._asking = page, asking
        self._keeping, self._ledger = keeping, ledger
        self._previews = Newest(background, Lane.SERIAL)
        self._known: dict[str, str] = {}
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._look)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._slow.timeout.connect(page.show_looking)
        page.changed.connect(self._on_changed)
        page.saved.connect(self._save)

    def begin(self, examples: Sequence[int], name: str = "") -> None:
        """Begin with a new tag, which some photos show; it may have a name already."""
        self._page.begin(examples, name)

    def end(self) -> None:
        """Look for nothing any more."""
        self._rest.stop()
        self._slow.stop()
        self._previews.drop()

    def know(self, names: Sequence[str]) -> None:
        """Know which tags there are."""
        self._known = {key_of(name): name for name in reversed(names)}
        self._page.know(names)

    def _on_changed(self) -> None:
        new = self._page.tag
        self._page.show_known(self._name_of_known(new))
        if new is None:
            self.end()
            self._page.show_fault("")
            self._page.show_waiting()
        else:
            self._rest.start()
            if not self._page.shows_photos:
                self._page.show_looking()

    def _name_of_known(self, new: NewTag | None) -> str:
        """Return what the tag is called that there is already; "" where there is none."""
        return "" if new is None else self._known.get(key_of(new.name), "")

    def _look(self) -> None:
        new = self._page.tag
        if new is not None:
            self._slow.start()
            self._previews.ask(
                partial(self._asking.preview, new), done=self._show, failed=self._complain
            )

    def _show(self, prospect: Prospect) -> None:
        self._slow.stop()
        self._page.show_fault("")
        self._page.show_prospect(prospect)

    def _complain(self, error: Exception) -> None:
        self._slow.stop()
        if isinstance(error, LibraryError):
            self._page.show_fault(translated(error))
        else:
            self.failed.emit(error)

    def _save(self) -> None:
        new = self._page.tag
        if new is not None:
            self._page.save_button.setEnabled(False)
            self._ledger.editing.make(
                lambda catalog: add_tag(catalog, new),
                done=partial(self._on_saved, new),
                failed=self._complain,
                quietly=True,
            )

    def _on_saved(self, new: NewTag, edit: Edit | None) -> None:
        self._keeping.follow_tags()
        self.done.emit(new.name)
        told = tr("“{tag}” is a tag now: photos get it in a moment.", tag=new.name)
        if edit is None:  # It was all said before.
            self._ledger.receipt.say(told)
        else:
            undo = partial(self._ledger.editing.undo_this, edit)
            self._ledger.receipt.say(told, offer=tr("Undo"), act=undo)

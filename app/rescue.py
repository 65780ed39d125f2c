"""What stands where the photos would, where the library itself is gone or damaged: the way back.

A library that is gone beside its backups is brought back from the newest; of one that is damaged
all is saved that can be read, and where that is nothing, it too is brought back. The file as it was
is kept each time; see `indexer.backups` and `indexer.recovery`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import wording
from app.language import QT_TR_NOOP, day, tr, translated
from app.pages import Page
from indexer.copies import LostLibraryError, newest_backup
from indexer.database import DamagedError, NoDatabaseError
from indexer.library import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.keeping import Keeping
    from app.panels import Panels
    from app.questions import Questions
    from app.surface import Surface
    from indexer.copies import Backup

_LOG = logging.getLogger("shoebox")
_ABOUT = "rescue"
_GONE = Page("warning", QT_TR_NOOP("The library is gone, its backups are not"), "")
_BEYOND = Page("warning", QT_TR_NOOP("Nothing of the library can be read any more"), "")
_DAMAGED = Page(
    "warning",
    QT_TR_NOOP("The library is damaged, your photos are not"),
    QT_TR_NOOP(
        "Shoebox can save what can be read of it into a new file. The damaged one is kept, "
        "beside the backups."
    ),
    rescue=QT_TR_NOOP("Save what can be read"),
)


class Rescue(QObject):
    """Offers what can be done, and does it when the button is pressed.

    Signals:
        failed(Exception): It could not be done.
    """

    failed = Signal(object)

    def __init__(self, surface: Surface, panels: Panels, keeping: Keeping) -> None:
        super().__init__(surface)
        self._surface, self._panels, self._keeping = surface, panels, keeping
        self._questions, self._folder = surface.questions, surface.questions.folder
        self._act: Callable[[], None] | None = None
        self._at_work = self._waits = False
        surface.empty.rescue_wanted.connect(self._go)
        keeping.overviewed.connect(lambda _overview: self._withdraw())
        keeping.indexing.ended.connect(self._go_on)

    def takes(self, error: Exception) -> bool:
        """Offer what helps where the library cannot be read; whether that says it all."""
        if self._at_work:  # Who was reading as it was taken away has nothing to say of what comes.
            _LOG.info("Told while the library is replaced", exc_info=error)
            return True
        if isinstance(error, LostLibraryError):
            self._keeping.forget()
            self._offer(_gone(error, self._folder), partial(self._bring_back, error.backup))
            return True
        if self._keeping.overview is not None:
            return False
        if not (isinstance(error, DamagedError) and str(self._folder / CATALOG) in str(error)):
            return False
        if isinstance(error, NoDatabaseError):  # Perhaps it is none of ours: that is said as well.
            self._look_for_backup()
            return False
        self._offer(_DAMAGED, self._save)
        return True

    def _look_for_backup(self) -> None:
        if self._act is None and not self._at_work:
            self._surface.background.run(
                partial(newest_backup, self._folder),
                done=self._offer_backup,
                failed=self.failed.emit,
            )

    def _offer_backup(self, backup: Backup | None) -> None:
        if backup is not None:
            self._offer(_beyond(backup), partial(self._bring_back, backup))

    def _offer(self, page: Page, act: Callable[[], None]) -> None:
        if self._act is None:  # Else it is offered already: the library is looked at all the time.
            self._act = act
            self._surface.empty.insist(page)
            self._surface.show_page(page)
            self._surface.show_answer()
            self._panels.bare = True
            self._panels.show()
            _LOG.info("Offered in the window: %s", page.rescue)

    def _withdraw(self) -> None:
        if self._act is not None:
            self._act = None
            self._surface.empty.insist(None)

    def _go(self) -> None:
        self._waits = self._keeping.indexing.running  # Its child has the lock until it has ended.
        if self._act is not None and not self._at_work and not self._waits:
            self._act()

    def _go_on(self) -> None:
        if self._waits:
            self._go()

    def _bring_back(self, backup: Backup) -> None:
        self._set_to_work(
            partial(_brought_back, self._questions, backup),
            tr("Bringing the library back…"),
            self._on_failed,
        )

    def _save(self) -> None:
        self._set_to_work(
            partial(_saved, self._questions),
            tr("Saving what can be read of the library…"),
            self._on_unsaved,
        )

    def _set_to_work(
        self, work: Callable[[], str], doing: str, failed: Callable[[Exception], None]
    ) -> None:
        self._at_work = True
        self._surface.foot.doing.say(_ABOUT, doing)
        self._surface.background.run(work, done=self._on_done, failed=failed)

    def _rest(self) -> None:
        self._at_work = False
        self._surface.foot.doing.say(_ABOUT, "")

    def _on_done(self, line: str) -> None:
        self._rest()
        self._withdraw()
        self._surface.notice.say(line, icon="done")
        self._keeping.look()

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        self.failed.emit(error)

    def _on_unsaved(self, error: Exception) -> None:
        """Offer a backup where nothing could be read, and say it where there is none."""
        if not isinstance(error, DamagedError):
            self._on_failed(error)
            return
        self._surface.background.run(
            partial(newest_backup, self._folder),
            done=partial(self._on_beyond_reading, error),
            failed=self._on_failed,
        )

    def _on_beyond_reading(self, error: Exception, backup: Backup | None) -> None:
        self._rest()
        if backup is None:
            self._surface.empty.insist(replace(_BEYOND, sentence=translated(error)))
        else:
            self._act = partial(self._bring_back, backup)
            self._surface.empty.insist(_beyond(backup))


def _gone(error: LostLibraryError, folder: Path) -> Page:
    backup, fuller = error.backup, error.fuller
    sentence = tr(
        "What it held on {day} can be brought back from a backup, with all that you said of your "
        "photos. To begin anew instead, move this folder away: {folder}",
        day=day(backup.day),
        folder=wording.readable(str(folder)),
    )
    if fuller is not None:
        more = tr(
            "The backup of {day} holds far more: type “shoebox restore {name}” in a terminal to go "
            "back to it.",
            day=day(fuller.day),
            name=fuller.name,
        )
        sentence = f"{sentence}\n\n{more}"
    return _way_back(_GONE, backup, sentence)


def _beyond(backup: Backup) -> Page:
    sentence = tr(
        "What it held on {day} can be brought back from a backup. The damaged file is kept, "
        "beside the backups.",
        day=day(backup.day),
    )
    return _way_back(_BEYOND, backup, sentence)


def _way_back(page: Page, backup: Backup, sentence: str) -> Page:
    back = tr("Go back to {day}", day=day(backup.day))
    return replace(page, sentence=sentence, rescue=back)


def _brought_back(questions: Questions, backup: Backup) -> str:
    """Put a backup in the place of the catalog; what there is to say of it."""
    from indexer.backups import restore  # Nobody needs it before the first paint.

    with questions.let_go():
        try:
            done = restore(questions.folder, backup.name)
        except DamagedError:  # Nobody had read all of it before: the next takes its place.
            done = restore(questions.folder)
    return tr("The library is again as it was on {day}.", day=day(done.backup.day))


def _saved(questions: Questions) -> str:
    """Save what can be read of the catalog into a new file; what there is to say of it."""
    from indexer.recovery import recover  # As above.

    with questions.let_go():
        recovered = recover(questions.folder)
    return " ".join(map(translated, recovered.sentences()))

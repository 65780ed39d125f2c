"""What happens when something on the settings page is pressed, and when the page looks again.

Brings the page together with the library's questions and keeping, the chores and the settings.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane, Newest
from app.language import translated
from app.preferences.backups import BackupsLook
from app.preferences.chores import Chores
from app.preferences.excludes import ExcludesChoosing
from app.preferences.machine import Machine, look_at_machine, unseen
from app.preferences.sidecar_choosing import SidecarChoosing
from app.preferences.stock import Stock
from app.preferences.verdict import Verdict, keep_verdict, last_verdict
from app.settings import DEVICE, Settings
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from app.indexing import Ingest
    from app.keeping import Keeping
    from app.preferences.page import PreferencesPage
    from app.questions import Questions

#: Milliseconds between two looks at the models while photos come.
_AT_WORK = 1000


class Choosing(QObject):
    """Does what the page asks for, and keeps it up to date while it is in sight.

    Attributes:
        chores: Models are fetched and tested.
        sidecars: What is set about sidecars, and the writing of them.
        excludes: What is left out of the folders.
        backups: Which copies of the library there are.

    Signals:
        failed(Exception): Something went wrong that is no fault of what was pressed.
        ended(): Nothing is under way any more.
    """

    failed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        page: PreferencesPage,
        questions: Questions,
        background: Background,
        keeping: Keeping,
        settings: Settings,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._questions = questions
        self._background = background
        self._keeping = keeping
        self._settings = settings
        self.chores = Chores(self)
        self.sidecars = SidecarChoosing(page.sidecars, questions, background)
        self.excludes = ExcludesChoosing(page.excludes, questions, background, keeping)
        self.backups = BackupsLook(page.backups, questions, background)
        self._stocks, self._machines = (Newest(background, Lane.FREE) for _ in range(2))
        self._stock = Stock()
        self._machine = unseen()
        self._soon = QTimer(self, singleShot=True, interval=_AT_WORK)
        self._soon.timeout.connect(self.look)
        self._wire()

    def _wire(self) -> None:
        page, keeping = self._page, self._keeping
        page.use.connect(self._use)
        page.stay.connect(self._stay)
        page.get.connect(self.chores.get)
        page.stop_getting.connect(self.chores.stop_getting)
        page.devices.chosen.connect(self._use_device)
        page.test.wanted.connect(self._test)
        page.test.called_off.connect(self.chores.stop_testing)
        self.chores.changed.connect(self._show)
        self.chores.fetched.connect(self.look)
        self.chores.judged.connect(self._on_judged)
        for part in (self.sidecars, self.excludes, self.backups):
            part.failed.connect(self.failed)
        for each in (self.chores, self.sidecars):
            each.ended.connect(self._rest)
        keeping.indexing.changed.connect(self._on_ingest)
        keeping.overviewed.connect(self._on_overviewed)

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return self.chores.running or self.sidecars.running

    def open(self) -> None:
        """The page comes into sight: look at models, machine and sidecars."""
        self._page.fault.show_line("")
        self._show()
        self.sidecars.look()
        self.excludes.look()
        self.backups.look()
        self.look()
        self._machines.ask(look_at_machine, done=self._take_machine, failed=self.failed.emit)

    def look(self) -> None:
        """Look at the models anew."""
        self._stocks.ask(self._questions.stock, done=self._take_stock, failed=self.complain)

    def complain(self, error: Exception) -> None:
        """Say on the page what went wrong with something that was chosen there."""
        if isinstance(error, LibraryError):
            self._page.fault.show_line(translated(error))
        else:
            self.failed.emit(error)

    def close(self) -> None:
        """Break off what is under way; `ended` tells when nothing is left of it."""
        self._soon.stop()
        self.chores.close()
        self.sidecars.stop()

    def _rest(self) -> None:
        if not self.running:
            self.ended.emit()

    def _take_stock(self, stock: Stock) -> None:
        self._stock = stock
        self._show()

    def _take_machine(self, machine: Machine) -> None:
        self._machine = machine
        self._show()

    def _show(self) -> None:
        page, stock, ingest = self._page, self._stock, self._keeping.indexing.ingest
        if not page.isVisible():
            return
        page.show_models(stock, self.chores, ingest)
        device, fixed = self._settings.get(DEVICE), self._settings.is_fixed(DEVICE)
        page.devices.show_parts(self._machine.parts, chosen=device, fixed=fixed)
        verdict = last_verdict(self._settings, stock.in_use)
        page.test.show_outcome(stock.in_use, self.chores.exam, verdict)
        page.remarks.show_lines((*map(translated, ingest.remarks), *self._machine.lines))

    def _on_ingest(self, _ingest: Ingest) -> None:
        if self._page.isVisible():
            self._show()
            if not self._soon.isActive():
                self._soon.start()

    def _on_overviewed(self, _overview: object) -> None:
        if self._page.isVisible():
            self.look()

    # The model.

    def _use(self, model: str) -> None:
        self._page.fault.show_line("")
        self._background.run(
            partial(self._questions.choose_model, model), done=self._follow, failed=self.complain
        )

    def _stay(self, _model: str) -> None:
        self._use(self._stock.in_use)

    def _follow(self, at_once: bool) -> None:
        """Let everybody take note of another choice: searches, the child, this page."""
        self._keeping.follow_choice()
        if not at_once:
            self._keeping.go_on()
        self.look()

    # The device.

    def _use_device(self, device: str) -> None:
        if device == self._settings.get(DEVICE):
            return
        self._settings.set(DEVICE, device)
        self._questions.use_device(device)
        self._keeping.indexing.use_device(device)
        self._keeping.follow_choice()

    def _test(self) -> None:
        self.chores.test(self._stock.in_use, self._settings.get(DEVICE))

    def _on_judged(self, verdict: Verdict) -> None:
        keep_verdict(self._settings, verdict)
        self.open()

"""The first run: the folder that somebody may mean, and that there is a stronger model to be had.

Indexing begins with the model that ships as soon as there is a folder; the other is offered beside
it, and once more when the first photos are in. Nothing is fetched here: that is asked on the
settings page, where its licence can be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal

from app import wording
from app.indexing import Ingest, Phase
from app.language import tr
from app.notice import Said
from app.settings import OFFERED_MODEL, Settings
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.asked import Overview
    from app.background import Background
    from app.keeping import Keeping
    from app.preferences.stock import Model, Stock
    from app.questions import Questions
    from app.surface import Surface

#: The model that is offered: the one that Shoebox is built for.
OFFERED: Final = "mobileclip2-s3"


class Welcome(QObject):
    """Tells the first page what it can offer.

    Signals:
        failed(Exception): It cannot be told which models there are.
        asked_for_settings(): Somebody wants to read about the model, on the settings page.
    """

    failed = Signal(object)
    asked_for_settings = Signal()

    def __init__(
        self,
        surface: Surface,
        questions: Questions,
        background: Background,
        keeping: Keeping,
        settings: Settings,
    ) -> None:
        super().__init__(surface)
        self._surface, self._questions, self._settings = surface, questions, settings
        self._background = background
        self._looked = False
        surface.empty.model_wanted.connect(self.show_model)
        keeping.overviewed.connect(self._on_overviewed)
        keeping.indexing.changed.connect(self._on_ingest)

    def _on_overviewed(self, overview: Overview | None) -> None:
        """Look which folder and which model can be offered, where there are no photos yet."""
        if self._looked or (overview is not None and overview.photos):
            return
        self._looked = True
        empty = self._surface.empty
        self._background.run(pictures_folder, done=empty.show_pictures, failed=self.failed.emit)
        self._ask(self._show_on_page)

    def _on_ingest(self, ingest: Ingest) -> None:
        """Offer the model once more, and for the last time, when the first photos are in."""
        has_read = ingest.phase is Phase.UP_TO_DATE and ingest.total > 0
        if has_read and not self._settings.get(OFFERED_MODEL):
            self._ask(self._say_once)

    def show_model(self) -> None:
        """Show the model where it can be fetched, its licence unfolded."""
        self._settings.set(OFFERED_MODEL, True)
        self._surface.preferences.unfold(OFFERED)
        self.asked_for_settings.emit()

    def _ask(self, tell: Callable[[Stock], None]) -> None:
        self._background.run(self._questions.stock, done=tell, failed=self._on_unseen)

    def _show_on_page(self, stock: Stock) -> None:
        self._surface.empty.show_model(offer(stock))

    def _say_once(self, stock: Stock) -> None:
        line = offer(stock)
        if line and not self._settings.get(OFFERED_MODEL) and not self._surface.notice.isVisible():
            self._settings.set(OFFERED_MODEL, True)
            read = tr("Read about it")
            offered = Said(line, read, self.show_model, icon="plus", about=OFFERED)
            self._surface.notice.ask(offered)

    def _on_unseen(self, error: Exception) -> None:
        # A library that cannot be read is told by whoever keeps it.
        if not isinstance(error, LibraryError):
            self.failed.emit(error)


def offer(stock: Stock) -> str:
    """Return the sentence that offers the stronger model; "" where there is nothing to offer.

    So it is where another than the shipped model is in use, or the stronger one is here already.
    """
    model = stock.named(OFFERED)
    if model is None or model.installed or stock.fixed or stock.wanted:
        return ""
    return _sentence(model) if stock.in_use == DEFAULT_MODEL else ""


def _sentence(model: Model) -> str:
    size = wording.about(model.megabytes)
    line = tr("Shoebox comes with a small model. {model} finds far more: {size}.")
    if "research" in model.licence.meaning:
        line = tr(
            "Shoebox comes with a small model. {model} finds far more: {size}, for research only."
        )
    return line.format(model=model.title, size=size)


def pictures_folder() -> str:
    """Return the folder that the system keeps for pictures; "" where there is none."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    # Where the system names none, Qt gives the user's home: that is more than anybody means.
    is_own = bool(found) and Path(found) != Path.home()
    return found if is_own and Path(found).is_dir() else ""

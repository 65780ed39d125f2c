"""What the window asks of the library. Each call waits for disk, database or model.

So each is made on a background thread: what needs the model or the index on the serial lane,
single photos and previews on the free one. Nothing here knows a widget.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from app import wording
from app.asked import Answer, Everything, Folder, Overview, Question, Recent
from app.cut.answering import cut_answer
from app.cut.cutting import USUAL, Cutting
from app.glancing import Glancing
from app.grid.pixmaps import Shape, Tile, cut
from app.images import read_image
from app.language import tr
from indexer.copies import LostLibraryError, refuse_if_lost
from indexer.decode import UnreadablePhoto
from indexer.errors import LibraryError
from indexer.giants import Giants
from indexer.library import CATALOG, Library
from indexer.migrations import NoLibraryError
from indexer.models import find_bundle
from indexer.pictures import Pictures
from indexer.query import Names, parse
from indexer.search import Request
from indexer.towers import Apart, SearchClosedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.grid.sheet import Sheet
    from app.preferences.stock import Stock
    from indexer.models import Bundle
    from indexer.pictures import Playing
    from indexer.records import Photo, Problem
    from indexer.search import Explanation, Searcher

#: Photos that are shown of those that came last.
MOST_RECENT = 1000
#: What is asked first, so that all is loaded that an answer needs.
_FIRST = Request(parse("photo"), count=1)


class Questions:
    """Asks the library in `folder`, which need not be there yet.

    Safe for several threads. No file is decoded in this process, and with `beside` no model runs in
    it: the window goes on drawing while one is loaded.

    Attributes:
        pictures: Reads the files of what is looked at, and of what comes next.
        aside: Reads others: what moves, what is copied, pictures that are no photos of the library.
        giants: Unfolds those that are too large for memory.
    """

    def __init__(
        self, folder: Path, *, model: str | None = None, device: str = "auto", beside: bool = False
    ) -> None:
        self.folder = folder
        self._model = model
        self._device = device
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._searcher: _Ready | None = None
        self._successor: _Ready | None = None
        self._searched = -1
        self._names: tuple[tuple[int, int], Names] | None = None
        self._glancing = Glancing()
        self.pictures, self.aside, self.giants = Pictures(), Pictures(), Giants()
        self._readers = ExitStack()
        for reader in (self.pictures, self.aside, self.giants):
            self._readers.callback(reader.close)
        self._apart = Apart(self.aside.read_photo, model=beside)
        self._broken_off = threading.Event()
        #: Is told, on the thread that asks, what a search waits for; "" once it waits no more.
        self.on_stage: Callable[[str], None] = lambda _words: None

    def overview(self, known: Overview | None = None) -> Overview | None:
        """Return what is in the library; None while there is none.

        Args:
            known: What it was before; spares looking anew for what cannot have changed since.

        Raises:
            LibraryError: It is there and cannot be read.
        """
        if (library := self._opened()) is None:
            return None
        try:
            refuse_if_lost(self.folder / CATALOG)
        except LostLibraryError:  # What is open has no name any more.
            with self.let_go():
                raise
        return Overview.of(library, self._model, known)

    def answer(self, question: Question, cutting: Cutting = USUAL) -> Answer:
        """Return the photos that answer a question; none while there is no library.

        Args:
            question: What is looked for.
            cutting: Where the answer to a search is cut, and in which order it comes.

        Raises:
            QueryError: A search cannot be understood, or names a picture that is not there.
            LibraryError: Library or model cannot be read.
        """
        found = self._answer(question, cutting)
        return replace(found, sheet=self.sheet(found))

    def _answer(self, question: Question, cutting: Cutting) -> Answer:
        library = self._opened()
        if library is None:
            return Answer(question, np.empty(0, np.int64))
        if isinstance(question, Everything):
            return Answer(question, library.catalog.all_ids())
        if isinstance(question, Folder):
            return Answer(question, library.catalog.ids_in(question.path))
        if isinstance(question, Recent):
            return Answer(question, library.catalog.ids_added_last(MOST_RECENT))
        return cut_answer(self._up_to_date(library), question, cutting)

    def sheet(self, answer: Answer) -> Sheet | None:
        """Return what is known by now of the photos of an answer; None while there is no library.

        Raises:
            LibraryError: The library cannot be read.
        """
        library = self._opened()
        return self._glancing.sheet(library, answer) if library else None

    def searcher(self) -> Searcher:
        """Return who answers searches, with all that was indexed until now; on the serial lane.

        Raises:
            LibraryError: There is no library, or it or the model cannot be read.
        """
        return self._up_to_date(self.library())

    def explain(self, request: Request, photo_id: int) -> Explanation | None:
        """Return why a photo is in the answer to a request; None while there is no library.

        Raises:
            QueryError: It names a picture that is not there.
            LibraryError: Library or model cannot be read.
        """
        library = self._opened()
        return self._up_to_date(library).explain(request, photo_id) if library else None

    def warm_up(self) -> None:
        """Load model and index, so that the first search is as quick as the second.

        Raises:
            LibraryError: Library or model cannot be read.
        """
        if (library := self._opened()) is not None:
            self._up_to_date(library).answer(_FIRST)

    def stock(self) -> Stock:
        """Return the models that there are, and what the library does with them.

        Raises:
            LibraryError: The library cannot be read.
        """
        from app.preferences.stock import take_stock

        return take_stock(self._opened(), fixed=self._model)

    def choose_model(self, name: str) -> bool:
        """Search with another model as soon as nothing is lost by it; whether that is at once.

        Raises:
            LibraryError: There is no such model, or the library cannot be written to.
        """
        if self._opened() is None:  # A choice is a row of it, also before the first photo.
            Library.open(self.folder, write=True).close()
        return self.library().choose_model(name)

    def use_device(self, device: str) -> None:
        """Let models run on another device, once `follow_choice` has made it ready."""
        self._device = device

    def follow_choice(self) -> None:
        """Make ready what searches with the model and on the device that are chosen by now.

        On the free lane, for it may take long; until it is done, what was there before answers.

        Raises:
            LibraryError: The model cannot be read, or does not run there.
        """
        library, before = self._opened(), self._successor or self._searcher
        if library is None:
            return
        ready = self._make_ready(library)
        if before is not None and ready.made_of == before.made_of:
            return
        with ExitStack() as unless_it_answers:
            unless_it_answers.callback(ready.searcher.close)
            ready.searcher.refresh()
            ready.searcher.answer(_FIRST)
            unless_it_answers.pop_all()
        with self._lock:
            overtaken, self._successor = self._successor, ready
        if overtaken is not None:
            overtaken.searcher.close()

    def library(self) -> Library:
        """Return the library, opened for reading.

        Raises:
            LibraryError: There is none yet.
        """
        library = self._opened()
        if library is None:
            raise LibraryError(tr("There is no library yet: add a folder of pictures first."))
        return library

    def bundle(self, library: Library) -> Bundle:
        """Return the model that answers searches.

        Raises:
            LibraryError: It is not there, or broken.
        """
        return find_bundle(self._model or library.model_in_use())

    def read_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what the model makes of texts, float32 [len(texts), dim]; on the serial lane.

        Raises:
            LibraryError: There is no library, or the model cannot be read.
        """
        return self._up_to_date(self.library()).read_texts(texts)

    def forget_names(self) -> None:
        """Find names and marks of the library anew when next asked: a person has changed some."""
        self._names = None
        self._glancing.forget()

    def photo(self, photo_id: int) -> Photo | None:
        """Return what the library knows of a photo; None if it was forgotten meanwhile."""
        library = self._opened()
        found = library.catalog.photos([photo_id]) if library else []
        return found[0] if found else None

    def paths(self, photo_ids: Sequence[int]) -> list[str]:
        """Return where photos lie, in their order; those that were forgotten are left out."""
        library = self._opened()
        return [photo.path for photo in library.catalog.photos(photo_ids)] if library else []

    def names(self) -> Names:
        """Return the names in the library that a query may speak of, found once for each state."""
        library = self._opened()
        if library is None:
            return Names()
        state = library.catalog.last_sequence(), library.catalog.changes_of_tags()
        if self._names is None or self._names[0] != state:
            self._names = state, library.catalog.names()
        return self._names[1]

    def problems(self) -> list[Problem]:
        """Return the files that could not be read, each with its reason."""
        library = self._opened()
        return library.catalog.problems() if library else []

    def tiles(self, photo_ids: Sequence[int], shape: Shape, *, large: bool) -> Mapping[int, Tile]:
        """Return the previews of a few photos, cut for their cells."""
        library = self._opened()
        if library is None:
            return {}
        names = {photo.id: wording.name(photo.path) for photo in library.catalog.photos(photo_ids)}
        if large:
            encoded = {each: library.previews.large(each) for each in photo_ids}
        else:
            encoded = dict(library.previews.small_many(photo_ids))
        return {
            each: Tile(
                names.get(each, ""), cut(found, shape) if (found := encoded.get(each)) else None
            )
            for each in photo_ids
        }

    def preview(self, photo_id: int) -> QImage | None:
        """Return a photo's large preview, whole; None where the library has none."""
        library = self._opened()
        encoded = library.previews.large(photo_id) if library else None
        picture = QImage.fromData(encoded) if encoded else QImage()
        return None if picture.isNull() else picture

    def picture(self, photo_id: int, longest: int | None, *, by: Pictures | None = None) -> QImage:
        """Return a photo as its file has it, at least `longest` pixels long (None: every pixel).

        Raises:
            LibraryError: Its file cannot be read, or is gone.
            UnwantedPhoto: Who reads it, else `aside`, was ended meanwhile.
        """
        if (photo := self.photo(photo_id)) is None:
            raise LibraryError(tr("This photo is no longer in the library."))
        return read_image(by or self.aside, photo.path, longest)

    def frames(self, photo_id: int, longest: int) -> Playing | None:
        """Return the pictures of a photo that moves; None of one that is still, or unreadable."""
        photo = self.photo(photo_id)
        with suppress(UnreadablePhoto):
            if photo is not None and self.pictures.moves(photo.path):
                return self.aside.play(photo.path, longest)
        return None

    def break_off(self) -> None:
        """Make no model ready any more: who waits for one is told so within about a second."""
        self._broken_off.set()
        self._readers.close()

    def close(self) -> None:
        """Let go of the model and the library's files."""
        self._readers.close()
        with self.let_go():
            pass

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """Hold no file of the library while the block puts another in its place.

        Who asks meanwhile waits on its background thread, and is answered out of the other.
        """
        with self._lock:
            for ready in (self._searcher, self._successor):
                if ready is not None:
                    ready.searcher.close()
            if self._library is not None:
                self._library.close(fold=True)
            self._searcher = self._successor = self._library = None
            self.forget_names()
            yield

    def _opened(self) -> Library | None:
        with self._lock:
            if self._library is None:
                # There is none, or the child that makes it has begun only just now.
                with suppress(NoLibraryError):
                    self._library = Library.open(self.folder)
            return self._library

    def _up_to_date(self, library: Library) -> Searcher:
        """Return the searcher, with all that was indexed until now."""
        sequence = library.catalog.last_sequence()
        self._let_successor_in()
        if self._searcher is None or self._searcher.library is not library:
            self._searcher, self._searched = self._make_ready(library), -1
        if sequence != self._searched:
            self._searcher.searcher.refresh()
            self._searched = sequence
        return self._searcher.searcher

    def _make_ready(self, library: Library) -> _Ready:
        from indexer.search import Searcher

        bundle, device = self.bundle(library), self._device
        searcher = Searcher.open(
            library, bundle, device=device, on_stage=self._tell_stage, apart=self._apart
        )
        return _Ready((bundle.sha256, device), searcher, library)

    def _tell_stage(self, words: str) -> None:
        if words and self._broken_off.is_set():
            raise SearchClosedError
        self.on_stage(words)

    def _let_successor_in(self) -> None:
        """Let what was made ready take over; here, on the serial lane, nobody else is asking."""
        with self._lock:
            if self._successor is None:
                return
            before, self._searcher, self._successor = self._searcher, self._successor, None
            self._searched = -1
        if before is not None:
            before.searcher.close()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A searcher, what it was made of (its model's identity, its device), and what it searches."""

    made_of: tuple[str, str]
    searcher: Searcher
    library: Library

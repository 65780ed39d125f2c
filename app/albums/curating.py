"""What a person does with albums: the question first where there is one, then the edit.

Each edit goes through `editing`, which makes it beside the main thread and can take it back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.albums.asking import AlbumQuestion, NameQuestion, NewName, Question
from app.language import tr, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.albums.shelf import Shown
    from app.albums.shelving import Shelving
    from app.editing import Editing
    from app.surface import Surface
    from indexer.catalog import Catalog
    from indexer.records import SavedCut

    Change = Callable[[Catalog], object]


class Curating(QObject):
    """Names, fills, orders and takes away albums.

    Attributes:
        question: The question that is open, or None.

    Signals:
        made(str): There is an album of this name now, that somebody has just made.
        renamed(str, str): An album has another name now: the one before, and the new one.
        remarked(str): Something about it that the user should know.
    """

    made = Signal(str)
    renamed = Signal(str, str)
    remarked = Signal(str)

    def __init__(self, shelving: Shelving, editing: Editing, surface: Surface) -> None:
        super().__init__(surface)
        self._shelving = shelving
        self._editing = editing
        self._wearing = surface.wearing
        self._surface = surface
        self.question: Question | None = None

    # Albums.

    def new(self, photo_ids: Sequence[int] = ()) -> None:
        """Ask for a name, and make an album of it, with these photos in it."""
        ids = list(photo_ids)
        sentence = tr("You can drag photos onto it, or add them by their menu.")
        if ids:
            sentence = tr("It begins with {n} photos.", "It begins with {n} photo.", len(ids))
        question = NameQuestion(
            (tr("New album"), sentence, tr("Make album")), "", self._wearing, self._surface
        )
        self._ask(question, partial(self._make, ids))

    def save(self, query: str, cut: SavedCut, name: str) -> None:
        """Ask for a name, beginning with one, and save a search under it."""
        sentence = tr(
            "It shows whatever the search finds at any time, with the cut that is set now. "
            "No photo is copied."
        )
        words = (tr("Save this search as an album"), sentence, tr("Save"))
        question = NameQuestion(words, name, self._wearing, self._surface)
        self._ask(question, partial(self._save, query, cut))

    def keep(self, album: Shown) -> None:
        """Ask for a name, and make a saved search of what an album of Shoebox's asks for."""
        if album.album.query is not None:
            name = tr("My {album}", album=album.name)
            self.save(album.album.query, album.album.cut, name)

    def rename(self, album: Shown) -> None:
        """Ask for another name."""
        words = (tr("Rename the album"), "", tr("Rename"))
        question = NameQuestion(words, album.name, self._wearing, self._surface)
        self._ask(question, partial(self._rename, album))

    def delete(self, album: Shown) -> None:
        """Ask whether an album may go; its photos stay."""
        asked = tr("Delete the album “{album}”?", album=album.name)
        words = (asked, _what_stays(album), tr("Delete album"))
        question = Question(*words, self._wearing, self._surface)

        def act(_yes: object) -> None:
            self._change(lambda catalog: catalog.delete_album(album.id))

        self._ask(question, act, destroys=True)

    def merge(self, album: Shown) -> None:
        """Ask into which album another one goes."""
        others = [each for each in self._shelving.shelf.albums if _can_take(each, album)]
        if not others:
            self.remarked.emit(tr("There is no other album of this kind to merge it into."))
            return
        sentence = tr("That album takes in its photos, and this one goes. No photo is deleted.")
        words = (tr("Merge “{album}” into", album=album.name), sentence, tr("Merge"))
        question = AlbumQuestion(words, others, self._wearing, self._surface)
        self._ask(question, partial(self._merge, album), destroys=True)

    def pin(self, album: Shown) -> None:
        """Let an album stand before the others, or no longer."""
        wanted = not album.album.pinned
        self._editing.make(lambda catalog: catalog.pin_album(album.id, wanted))

    def hide(self, album: Shown) -> None:
        """Leave an album out of lists, or no longer."""
        wanted = not album.album.hidden
        self._editing.make(lambda catalog: catalog.hide_album(album.id, wanted))

    def ask_for(self, album: Shown, query: str, cut: SavedCut) -> None:
        """Let a saved search be another one from now on."""
        from indexer import albums

        self._editing.make(lambda catalog: albums.ask(catalog, album.album, query, cut))

    # Their photos.

    def add(self, photo_ids: Sequence[int]) -> None:
        """Ask into which album photos go, and put them there."""
        ids = list(photo_ids)
        asked = tr("Add {n} photos to an album", "Add {n} photo to an album", len(ids))
        words = (asked, "", tr("Add"))
        manual = self._shelving.shelf.manual
        question = AlbumQuestion(words, manual, self._wearing, self._surface, new=True)
        self._ask(question, partial(self._add_to, ids))

    def put(self, album: Shown, photo_ids: Sequence[int]) -> None:
        """Put photos into an album."""
        ids = list(photo_ids)
        told = partial(self._tell_if_nothing, album, ids)
        doing = _putting(album.name, len(ids))
        self._editing.make(
            lambda catalog: catalog.add_to_album(album.id, ids), done=told, doing=doing
        )

    def remove(self, album: Shown, photo_ids: Sequence[int]) -> None:
        """Take photos out of an album; they stay in the library."""
        ids = list(photo_ids)
        doing = tr(
            "Taking {n} photos out of “{album}”…",
            "Taking {n} photo out of “{album}”…",
            len(ids),
            album=album.name,
        )
        self._editing.make(lambda catalog: catalog.remove_from_album(album.id, ids), doing=doing)

    def move(self, album: Shown, photo_ids: Sequence[int], at: int) -> None:
        """Move photos of an album, so that `at` of those that it holds now come before them."""
        ids = list(photo_ids)
        self._editing.make(lambda catalog: catalog.move_in_album(album.id, ids, at))

    def cover(self, album: Shown, photo_id: int) -> None:
        """Let a photo stand for an album."""
        self._editing.make(lambda catalog: catalog.cover_album(album.id, photo_id))

    # What comes of a question.

    def close(self) -> None:
        """Ask no more."""
        if self.question is not None:
            self.question.reject()

    def _ask(self, question: Question, act: Callable[..., None], *, destroys: bool = False) -> None:
        self.close()
        self.question = question
        question.answered.connect(act)
        question.finished.connect(self._on_finished)
        (question.open if destroys else question.show)()

    def _on_finished(self, _how: int) -> None:
        self.question = None

    def _change(
        self, change: Change, then: Callable[[], object] | None = None, *, doing: str = ""
    ) -> None:
        """Make the edit that was asked about; only if it can be made the question closes."""
        question = self.question

        def done(_edit: object) -> None:
            if question is not None and question is self.question:
                question.accept()
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            if question is not None and question is self.question:
                question.show_fault(translated(error))
            else:
                self._editing.failed.emit(error)

        self._editing.make(change, done=done, failed=failed, doing=doing)

    def _make(self, ids: list[int], name: str) -> None:
        # Who has just put photos into it goes on sorting where they are.
        then = None if ids else partial(self.made.emit, name)
        doing = _putting(name, len(ids)) if ids else ""
        self._change(lambda catalog: catalog.make_album(name, ids), then, doing=doing)

    def _save(self, query: str, cut: SavedCut, name: str) -> None:
        from indexer import albums

        self._change(lambda c: albums.save(c, name, query, cut), partial(self.made.emit, name))

    def _rename(self, album: Shown, name: str) -> None:
        from indexer import albums

        told = partial(self.renamed.emit, album.name, name)
        self._change(lambda catalog: albums.rename(catalog, album.album, name), told)

    def _merge(self, album: Shown, into: Shown) -> None:
        from indexer import albums

        self._change(lambda catalog: albums.merge(catalog, into.album, album.album))

    def _add_to(self, ids: list[int], to: Shown | NewName) -> None:
        doing = _putting(to.name, len(ids))
        if isinstance(to, NewName):
            self._change(lambda catalog: catalog.make_album(to.name, ids), doing=doing)
        else:
            self._change(lambda catalog: catalog.add_to_album(to.id, ids), doing=doing)

    def _tell_if_nothing(self, album: Shown, ids: list[int], edit: object) -> None:
        if edit is None:
            self.remarked.emit(
                tr(
                    "These photos lie in “{album}” already.",
                    "This photo lies in “{album}” already.",
                    len(ids),
                    album=album.name,
                )
            )


def _putting(album: str, photos: int) -> str:
    """Return what is said while photos go into an album."""
    return tr(
        "Putting {n} photos into “{album}”…",
        "Putting {n} photo into “{album}”…",
        photos,
        album=album,
    )


def _what_stays(album: Shown) -> str:
    """Return what stays of an album that is deleted."""
    if album.is_saved:
        return tr("Only the saved search goes: no photo is deleted.")
    if not album.count:
        return tr("Its photos stay in the library and on disk: no photo is deleted.")
    return tr(
        "{n} photos stay in the library and on disk: no photo is deleted.",
        "{n} photo stays in the library and on disk: no photo is deleted.",
        album.count,
    )


def _can_take(album: Shown, other: Shown) -> bool:
    """Whether an album can take in what another one has."""
    return album.id != other.id and album.is_manual == other.is_manual

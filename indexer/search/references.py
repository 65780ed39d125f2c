"""Which picture `like:` means: a photo of the library by id or path, or any picture file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.query import QueryError
from indexer.search.remarks import index_command
from indexer.towers import PictureError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.query import Like
    from indexer.towers import Towers

_GREATEST_ID: Final = 2**63 - 1
"""SQLite's greatest number, which is no photo's."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be resembled.

    Attributes:
        vector: float32 [dim], of length 1.
        photo_id: Its id, where it is a photo of the library.
    """

    vector: NDArray[np.float32]
    photo_id: int | None


class References:
    """Looks up what `like:` names; each picture once."""

    def __init__(self, library: Library, towers: Towers) -> None:
        self._library = library
        self._catalog = library.catalog
        self._towers = towers
        self._known: dict[str, Picture] = {}

    def picture(self, like: Like) -> Picture:
        """The picture of a term.

        Raises:
            QueryError: There is none, or it cannot be read.
        """
        name = like.reference
        if name not in self._known:
            try:
                self._known[name] = self._looked_up(name)
            except PictureError as error:
                raise QueryError(like.column, _in_a_sentence(str(error))) from error
        return self._known[name]

    def _looked_up(self, name: str) -> Picture:
        """A file goes before a photo whose id is the file's name."""
        if name.isascii() and name.isdigit() and not os.path.exists(name):
            return self._photo(int(name))
        return self._file(os.path.abspath(os.path.expanduser(name)))

    def _photo(self, photo_id: int) -> Picture:
        bundle = self._towers.bundle
        if photo_id > _GREATEST_ID or not self._catalog.photos([photo_id]):
            raise PictureError(f"There is no photo with the id {photo_id} in this library.")
        vector = self._catalog.vector(photo_id, bundle.sha256)
        if vector is None:
            raise PictureError(
                f"The photo {photo_id} is not encoded by “{bundle.name}” yet: "
                f"run {index_command(self._library, bundle)}."
            )
        return Picture(vector, photo_id)

    def _file(self, path: str) -> Picture:
        if os.path.isdir(path):
            raise PictureError(f"{path} cannot be read: It is a folder.")
        photo = self._catalog.photo_by_path(path)
        if photo is None:
            return Picture(self._towers.encode_file(path), None)
        vector = self._catalog.vector(photo.id, self._towers.bundle.sha256)
        if vector is None:
            vector = self._towers.encode_file(path)
        return Picture(vector, photo.id)


def _in_a_sentence(told: str) -> str:
    """A sentence as it goes on behind a colon; one that begins with a path stays as it is."""
    return told[:1].lower() + told[1:] if told.startswith(("There ", "The ")) else told

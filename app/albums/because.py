"""Why a photo is in an album, for the panel of details: who put it there, or what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.language import tr, translated
from app.reasons import Reasons

if TYPE_CHECKING:
    from app.questions import Questions


def because(questions: Questions, name: str, photo_id: int) -> Reasons | None:
    """Return why a photo is in the album of this name, None where there is none; serial lane.

    Where what photos look like decides, the search of the album itself tells more.

    Raises:
        LibraryError: What the album asks for cannot be answered.
    """
    from indexer.albums import reasons

    library = questions.library()
    albums = library.catalog.albums_named(name)
    if len(albums) != 1:
        return None
    told = reasons(questions.searcher(), albums[0], [photo_id]).get(photo_id, ())
    if not told:
        return Reasons(tr("It is no longer in “{album}”.", album=albums[0].name))
    sentence, *notes = map(translated, told)
    return Reasons(sentence, notes=tuple(notes))

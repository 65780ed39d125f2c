"""How much a catalog holds, so that a copy which holds far less never takes the place of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.database import Error

if TYPE_CHECKING:
    from indexer.database import Connection

_PHOTOS: Final = ("SELECT count(*) FROM photos",)
_GIVEN: Final = (
    "SELECT count(*) FROM photo_tags WHERE source = 'user'",
    "SELECT count(*) FROM album_photos",
    "SELECT count(*) FROM photos WHERE owner_rated = 1 OR favourite = 1",
)
_FAR_LESS: Final = 2
"""How many times as much the other one holds, which has far more."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is.

    Attributes:
        photos: The photos.
        given: How often their owner gave them something: tags, stars, a place in an album.
    """

    photos: int
    given: int

    def are_far_less_than(self, other: Holdings) -> bool:
        """Whether most of what another one holds is not in this one."""
        fewer = self.photos * _FAR_LESS < other.photos
        return fewer or self.given * _FAR_LESS < other.given


def holdings(connection: Connection) -> Holdings:
    """Count what is in the catalog of a connection; what cannot be read counts for nothing."""
    photos, given = (
        sum(_count(connection, question) for question in questions)
        for questions in (_PHOTOS, _GIVEN)
    )
    return Holdings(photos, given)


def _count(connection: Connection, question: str) -> int:
    try:
        return int(connection.execute(question).fetchone()[0])
    except Error:  # It is damaged, or of a Shoebox that knew nothing of the kind.
        return 0

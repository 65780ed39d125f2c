"""A library of photos that were never decoded, and the albums that make themselves of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from indexer.albums import refreshing
from indexer.query import parse
from indexer.records import NOWHERE, PlaceNames
from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.library import Library
    from indexer.records import Album


class Shelf:
    """Puts photos into a library and looks at its albums."""

    def __init__(self, library: Library) -> None:
        self.library, self.catalog = library, library.catalog
        self._number = 0

    def put(
        self,
        count: int,
        moment: str | None = None,
        *,
        minutes: float = 5,
        place: tuple[float, float] | None = None,
        called: PlaceNames = NOWHERE,
        folder: Sequence[str] = (),
        tags: Sequence[str] = (),
    ) -> list[int]:
        """Store photos that follow each other after so many minutes; their ids."""
        batch = []
        for at in range(count):
            self._number += 1
            item = indexed(below("photos", *folder, f"{self._number}.jpg"), self._number)
            facts = replace(item.photo.facts, keywords=tuple(tags), place=called)
            if moment is not None:
                taken = datetime.fromisoformat(moment) + timedelta(minutes=minutes * at)
                facts = replace(facts, taken_at=taken.isoformat())
            if place is not None:
                facts = replace(facts, latitude=place[0] + at * 1e-4, longitude=place[1])
            batch.append(replace(item, photo=replace(item.photo, facts=facts)))
        return self.library.add(batch, STAMP)

    def albums(self, kind: str = "") -> dict[str, str | None]:
        """Name -> query of the albums that Shoebox made, of one kind or of all."""
        refreshing.refresh_auto(self.library)
        return {
            album.name: album.query
            for album in self.catalog.albums()
            if (album.origin or "").startswith(kind)
        }

    def album(self, name: str) -> Album:
        (album,) = self.catalog.albums_named(name)
        return album

    def photos(self, name: str) -> list[int]:
        """The ids of what an album finds by what is known."""
        wanted = parse(self.album(name).query or "").filter
        assert wanted is not None
        found: list[int] = self.catalog.ids_where(wanted).tolist()
        return found

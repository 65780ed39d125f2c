"""Albums as the window knows them, for the tests of its parts."""

from __future__ import annotations

from app.albums.shelf import Shelf, Shown
from indexer.records import Album


def shown(
    album_id: int, name: str, *, origin: str | None = None, query: str | None = None
) -> Shown:
    """Return an album: manual, or saved with a query, or Shoebox's own with an origin."""
    asks = query if origin is None else query or f"tag:{name}"
    return Shown(Album(album_id, name, asks, origin=origin), count=album_id, cover=album_id)


OWN, SAVED = shown(1, "Iceland"), shown(2, "Dogs in snow", query="dog in snow")
EVENTS = tuple(shown(10 + day, f"Day {day}", origin=f"event:2024-05-{day:02}") for day in range(9))
YEAR, TAG = shown(30, "2023", origin="year:2023"), shown(31, "beach", origin="tag:beach")
FULL = Shelf((OWN, SAVED, *EVENTS, YEAR, TAG))

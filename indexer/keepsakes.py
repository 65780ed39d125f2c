"""What the owner of photos gave them, kept while a photo itself goes and comes back as another.

A photo that went to the trash is forgotten with its file, and is given all of it once it is back;
so is one whose file was gone for a while. It leaves it to a copy that stays, where there is one: a
large folder that is moved to another disk is copied first, seen there as new, and only then deleted
here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from indexer.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What the owner of a photo gave it.

    Attributes:
        path: Where its file lies, or lay.
        photo_id: By which the library knew it; two that differ in this alone are alike.
        stars: 1 to 5, or None.
        favourite: Whether it is one.
        tags, refused: The tags that it has, and those that it must not have, by the owner's word.
        albums: The ids of the albums that it was put into.
    """

    path: str
    photo_id: int = field(default=0, compare=False)
    stars: int | None = None
    favourite: bool = False
    tags: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    albums: tuple[int, ...] = field(default=())


def keepsakes_of(catalog: Catalog, ids: Iterable[int]) -> list[Keepsake]:
    """Return what the owner of photos gave them; those that are unknown are left out."""
    tags, refused = _names_by_photo(catalog)
    held = {
        album.id: set(catalog.album_photos(album.id))
        for album in catalog.albums()
        if album.query is None
    }
    return [
        Keepsake(
            path=photo.path,
            photo_id=photo.id,
            stars=photo.rating,
            favourite=photo.favourite,
            tags=tuple(tags.get(photo.id, ())),
            refused=tuple(refused.get(photo.id, ())),
            albums=tuple(album_id for album_id, inside in held.items() if photo.id in inside),
        )
        for photo in catalog.photos(ids)
    ]


def _names_by_photo(catalog: Catalog) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the tags that the owner gave each photo, and those refused for it."""
    tags: dict[int, list[str]] = {}
    refused: dict[int, list[str]] = {}
    for each in catalog.decided():
        for photos, names in ((each.confirmed, tags), (each.refused, refused)):
            for photo_id in photos:
                names.setdefault(photo_id, []).append(each.name)
    return tags, refused


def give(catalog: Catalog, photo_id: int, keepsake: Keepsake) -> None:
    """Give a photo what is kept here, as its owner would, inside of an edit or of none."""
    ids = [photo_id]
    if keepsake.stars:
        catalog.set_rating(ids, keepsake.stars)
    if keepsake.favourite:
        catalog.set_favourite(ids)
    for name in keepsake.tags:
        catalog.confirm_tag(ids, name)
    for name in keepsake.refused:
        catalog.refuse_tag(ids, name)
    still = {album.id for album in catalog.albums()}
    for album_id in keepsake.albums:
        if album_id in still:
            catalog.add_to_album(album_id, ids)


def pass_on(catalog: Catalog, forgotten: Iterable[int]) -> None:
    """Leave what was said of photos that are to be forgotten to copies of them that stay.

    Where there is none, it is remembered until the photo is back. Where the owner has said
    something of the copy, that counts. It is no edit, and the edits before it speak of the copies
    from now on.
    """
    ids = list(forgotten)
    heirs = catalog.copies_of(ids)
    kept = keepsakes_of(catalog, ids)
    _remember(catalog, [each for each in kept if each.photo_id not in heirs])
    if not heirs:
        return
    theirs = {each.photo_id: each for each in keepsakes_of(catalog, {*heirs.values()})}
    news = _Words()
    for each in kept:
        if each.photo_id in heirs:
            news.take(each, theirs[heirs[each.photo_id]])
    stars = _stars(catalog, heirs)
    with catalog.putting_back() as whole:
        whole.follow_photos(heirs)
        for given, photo_ids in stars.items():
            whole.set_rating(photo_ids, given)
        news.give(whole)


def _remember(catalog: Catalog, kept: Sequence[Keepsake]) -> None:
    """Note what was said of photos whose content is nowhere any more."""
    photos = {photo.id: photo for photo in catalog.photos(each.photo_id for each in kept)}
    gone = {}
    for each in kept:
        photo = photos[each.photo_id]
        rated = photo.rating != photo.facts.rating
        if rated or each != Keepsake(each.path, stars=photo.rating):
            said = asdict(each) | {"rated": rated}
            del said["path"], said["photo_id"]
            gone[photo.content_key] = (photo.id, said)
    if gone:
        catalog.remember_gone(gone)


def welcome_back(catalog: Catalog) -> None:
    """Give photos that are here again what was said of them before they were gone.

    As with `pass_on`, it is no edit, and the edits before it speak of them as they are known now.
    """
    back = catalog.came_back()
    if not back:
        return
    news, stars = _Words(), dict[int | None, list[int]]()
    for theirs in keepsakes_of(catalog, back):
        _, said = back[theirs.photo_id]
        if said.pop("rated"):
            stars.setdefault(said["stars"], []).append(theirs.photo_id)
        kept = Keepsake(
            theirs.path,
            favourite=said["favourite"],
            tags=tuple(said["tags"]),
            refused=tuple(said["refused"]),
            albums=tuple(said["albums"]),
        )
        news.take(kept, theirs)
    with catalog.putting_back() as whole:
        whole.follow_photos({known_as: now for now, (known_as, _) in back.items()})
        for given, photo_ids in stars.items():
            whole.set_rating(photo_ids, given)
        news.give(whole)
        whole.welcomed()


def _stars(catalog: Catalog, heirs: Mapping[int, int]) -> dict[int | None, list[int]]:
    """The stars that owners gave or took away, with the copies of which they said nothing."""
    known = {photo.id: photo for photo in catalog.photos({*heirs, *heirs.values()})}
    found: dict[int | None, list[int]] = {}
    for gone, heir in ((known[one], known[other]) for one, other in heirs.items()):
        if gone.rating != gone.facts.rating and heir.rating == heir.facts.rating:
            found.setdefault(gone.rating, []).append(heir.id)
    return found


class _Words:
    """What is to be said of photos, each word of all of them at once."""

    def __init__(self) -> None:
        self._favourites: list[int] = []
        self._tags: dict[str, list[int]] = {}
        self._refused: dict[str, list[int]] = {}
        self._albums: dict[int, list[int]] = {}

    def take(self, kept: Keepsake, theirs: Keepsake) -> None:
        """Take of a keepsake what is news for a copy, and contradicts nothing that is said of it.

        Args:
            kept: What was given to the photo.
            theirs: What was given to the copy.
        """
        said = {name.casefold() for name in (*theirs.tags, *theirs.refused)}
        if kept.favourite and not theirs.favourite:
            self._favourites.append(theirs.photo_id)
        for names, words in ((kept.tags, self._tags), (kept.refused, self._refused)):
            for name in names:
                if name.casefold() not in said:
                    words.setdefault(name, []).append(theirs.photo_id)
        for album_id in kept.albums:
            if album_id not in theirs.albums:
                self._albums.setdefault(album_id, []).append(theirs.photo_id)

    def give(self, catalog: Catalog) -> None:
        """Say it."""
        if self._favourites:
            catalog.set_favourite(self._favourites)
        for name, ids in self._tags.items():
            catalog.confirm_tag(ids, name)
        for name, ids in self._refused.items():
            catalog.refuse_tag(ids, name)
        still = {album.id for album in catalog.albums() if album.query is None}
        for album_id in still & self._albums.keys():
            catalog.add_to_album(album_id, self._albums[album_id])

"""What the owner of photos gave them, kept while a photo itself goes and comes back as another.

A photo that went to the trash is forgotten with its file, and is given all of it once it is back;
so is one whose file was gone for a while. It leaves it to a copy that stays, where there is one: a
large folder that is moved to another disk is copied first, seen there as new, and only then deleted
here.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.files import reachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from indexer.catalog import Catalog


_HEIRS: Final = "heirs"


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What the owner of a photo gave it.

    Attributes:
        path: Where its file lies, or lay.
        photo_id: By which the library knew it; two that differ in this alone are alike.
        stars: 1 to 5, or None.
        rated: Whether these are the owner's word, none at all being one too; else the file's.
        favourite: Whether it is one.
        tags, refused: The tags that it has, and those that it must not have, by the owner's word.
        albums: The ids of the albums that it was put into.
    """

    path: str
    photo_id: int = field(default=0, compare=False)
    stars: int | None = None
    rated: bool = False
    favourite: bool = False
    tags: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    albums: tuple[int, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Whether its owner gave it something: stars of its file alone are not his."""
        return self != Keepsake(self.path, stars=self.stars)


def keepsakes_of(catalog: Catalog, ids: Iterable[int]) -> list[Keepsake]:
    """Return what the owner of photos gave them; those that are unknown are left out."""
    photos = catalog.photos(ids)
    given = catalog.given_to(photo.id for photo in photos)
    return [
        Keepsake(
            path=photo.path,
            photo_id=photo.id,
            stars=photo.rating,
            rated=photo.id in given.rated,
            favourite=photo.favourite,
            tags=tuple(given.tags.get(photo.id, ())),
            refused=tuple(given.refused.get(photo.id, ())),
            albums=tuple(given.albums.get(photo.id, ())),
        )
        for photo in photos
    ]


def hand_over(catalog: Catalog, due: Sequence[tuple[int, Keepsake]]) -> None:
    """Give photos what others had, which they take the place of, inside of `putting_back`.

    Where the owner has said something of them, that counts. It is no edit, and the edits before it
    speak of them from now on.

    Args:
        catalog: Inside one transaction.
        due: Ids of photos, each with what it is given; unknown ids are passed over.
    """
    theirs = {each.photo_id: each for each in keepsakes_of(catalog, {heir for heir, _ in due})}
    catalog.follow_photos({kept.photo_id: heir for heir, kept in due if heir in theirs})
    words = _Words()
    for heir, kept in due:
        if heir in theirs:
            words.take(kept, theirs[heir])
    words.give(catalog)


def part_with(
    catalog: Catalog, forgotten: Iterable[int], chosen: Mapping[int, int] | None = None
) -> None:
    """Forget photos, and leave what was said of them to copies of them that stay.

    Where there is none, it is remembered until the photo is back. All is done or nothing, and what
    others say meanwhile comes before it or after.

    Args:
        catalog: Open for writing.
        forgotten: The photos; unknown ids are passed over.
        chosen: Ids of some of them -> of those that stay in their place, copies or not; what
            `leave_to` has noted counts as well.
    """
    ids = list(forgotten)
    with catalog.putting_back() as whole:
        noted = _noted_heirs(whole)
        copies = _copies(whole, ids)
        heirs = copies | _staying(whole, ids, noted | dict(chosen or {}))
        kept = keepsakes_of(whole, ids)
        due = [(heirs[each.photo_id], each) for each in kept if each.photo_id in heirs]
        if due:
            hand_over(whole, due)
        _remember(whole, [each for each in ids if each not in copies])
        whole.forget(ids)
        if not noted.keys().isdisjoint(ids):
            settle_heirs(whole, ids)


def leave_to(catalog: Catalog, heirs: Mapping[int, int]) -> None:
    """Note of photos whose files are about to go, to which others they leave what was said of them.

    Where a kill comes between a file and its photo, whoever forgets the photo finds it here.

    Args:
        catalog: Open for writing.
        heirs: Ids of photos -> of those that stay in their place.
    """
    with catalog.putting_back() as whole:
        _note_heirs(whole, _noted_heirs(whole) | dict(heirs))


def take_back_heirs(catalog: Catalog) -> None:
    """Take back what `leave_to` has noted of photos whose files are there: a kill came before.

    Else whoever forgets them one day for another reason would give what was said of them to others.
    """
    noted = _noted_heirs(catalog)
    stay = [photo.id for photo in catalog.photos(noted) if os.path.lexists(reachable(photo.path))]
    if stay:
        settle_heirs(catalog, stay)


def settle_heirs(catalog: Catalog, ids: Iterable[int]) -> None:
    """Take back what `leave_to` has noted of photos: they went, or stay after all."""
    with catalog.putting_back() as whole:
        done = set(ids)
        left = {one: other for one, other in _noted_heirs(whole).items() if one not in done}
        _note_heirs(whole, left)


def _noted_heirs(catalog: Catalog) -> dict[int, int]:
    return dict(json.loads(catalog.setting(_HEIRS, "[]")))


def _note_heirs(catalog: Catalog, heirs: Mapping[int, int]) -> None:
    catalog.change_settings({_HEIRS: json.dumps([*heirs.items()]) if heirs else None})


def _copies(catalog: Catalog, ids: Sequence[int]) -> dict[int, int]:
    """Id of each of these photos -> of a copy that stays; of those that all go, of the newest."""
    photos = catalog.photos(ids)
    newest: dict[bytes, int] = {}
    for photo in photos:
        newest[photo.content_key] = max(photo.id, newest.get(photo.content_key, 0))
    among = {photo.id: newest[photo.content_key] for photo in photos}
    return {one: other for one, other in among.items() if one != other} | catalog.copies_of(ids)


def _staying(catalog: Catalog, ids: Sequence[int], chosen: Mapping[int, int]) -> dict[int, int]:
    """Id of each of these photos -> of the one that was chosen; where that goes too, of its own."""
    going = {one: chosen[one] for one in ids if one in chosen}
    found = {one: _last(one, going) for one in going}
    there = {photo.id for photo in catalog.photos(found.values())}.difference(ids)
    return {one: other for one, other in found.items() if other in there}


def _last(one: int, chosen: Mapping[int, int]) -> int:
    """Where the way from one photo to the next ends; two that lead to each other end somewhere."""
    passed: set[int] = set()
    while one in chosen and one not in passed:
        passed.add(one)
        one = chosen[one]
    return one


def _remember(catalog: Catalog, ids: Iterable[int]) -> None:
    """Note what was said of photos whose content will be nowhere any more."""
    keys = {photo.id: photo.content_key for photo in catalog.photos(ids)}
    gone = {}
    for each in keepsakes_of(catalog, keys):
        if each.says_anything:
            said = asdict(each)
            del said["path"], said["photo_id"]
            gone[keys[each.photo_id]] = (each.photo_id, said)
    if gone:
        catalog.remember_gone(gone)


def welcome_back(catalog: Catalog, ids: Sequence[int] | None = None) -> None:
    """Give photos that are here again what was said of them before they were gone.

    Args:
        catalog: Open for writing.
        ids: The photos that may have come back; None for all.
    """
    if not catalog.came_back(ids):
        return
    with catalog.putting_back() as whole:
        back = whole.came_back(ids)
        hand_over(whole, [(now, _remembered(*farewell)) for now, farewell in back.items()])
        whole.welcomed(ids)


def _remembered(known_as: int, said: Mapping[str, Any]) -> Keepsake:
    words = {name: tuple(said.get(name, ())) for name in ("tags", "refused", "albums")}
    stars, rated = said.get("stars"), bool(said.get("rated"))
    favourite = bool(said.get("favourite"))
    return Keepsake("", known_as, stars=stars, rated=rated, favourite=favourite, **words)


class _Words:
    """What is to be said of photos, each word of all of them at once."""

    def __init__(self) -> None:
        self._stars: dict[int, int | None] = {}
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
        if kept.rated and not theirs.rated:
            self._stars.setdefault(theirs.photo_id, kept.stars)
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
        for stars in {*self._stars.values()}:
            catalog.set_rating([each for each in self._stars if self._stars[each] == stars], stars)
        if self._favourites:
            catalog.set_favourite(self._favourites)
        for name, ids in self._tags.items():
            catalog.confirm_tag(ids, name)
        for name, ids in self._refused.items():
            catalog.refuse_tag(ids, name)
        still = {album.id for album in catalog.albums() if album.query is None}
        for album_id in still & self._albums.keys():
            catalog.add_to_album(album_id, self._albums[album_id])

"""What a photo becomes when its sidecars have been read: the one rule for who counts.

A change that was made outside counts, once, when it is first seen. What stood there before counted
then, and what its owner has decided in Shoebox since stays. So of everything that decides, it is
remembered what was heard last.

Of caption, stars, moment and place, the sidecar counts before the photo's own file; of the place in
words each name that it has, unless the file tells of another place; of camera, lens and exposure
each that it tells. A sidecar that has keywords of other programs speaks for all keywords of the
file, as these programs mean it; else the file's count. What a model found stays a model's, what an
owner gave an owner's, through any number of libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from indexer.catalog.sidecar_rows import Gear, Retold, Shot
from indexer.decode.dates import Taken, retaken
from indexer.decode.written import caption_of
from indexer.records import DateSource, PlaceNames
from indexer.sidecars.provenance import FOUND, FROM_FILE, GIVEN, NOTHING
from indexer.sidecars.saying import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.catalog.sidecar_rows import Told
    from indexer.scan import SidecarState
    from indexer.sidecars.rewriting import Wish
    from indexer.sidecars.saying import Said

_Facts = TypeVar("_Facts", Shot, Gear)


def file_words(told: Told) -> dict[str, Any]:
    """What the photo's own file says, as it is kept beside its sidecar."""
    # As long as no sidecar was read, the catalog has nothing but the file's words; and of what an
    # older Shoebox did not read in sidecars, it still has them.
    words: dict[str, Any] = {
        "caption": told.caption,
        "rating": told.file_rating,
        "keywords": list(told.keywords),
        "shot": list(told.shot),
        "place": list(told.place.all),
        "gear": list(told.gear),
    }
    kept: dict[str, Any] = told.said.get("file", {})
    return words | kept


def without_sidecars(told: Told) -> Retold:
    """The photo once its sidecars are gone."""
    own = file_words(told)
    return Retold(
        told.photo_id,
        None,
        {},
        caption=own["caption"],
        file_rating=own["rating"],
        rating=told.rating if told.owner_rated else own["rating"],
        owner_rated=told.owner_rated,
        keywords=tuple(own["keywords"]),
        shot=_news(Shot(*own["shot"]), told.shot),
        place=PlaceNames(*own["place"]),
        gear=_news(Gear(*own["gear"]), told.gear),
    )


def heard_from(said: Said) -> dict[str, Any]:
    """What is remembered of what sidecars said."""
    noted = said.noted or NOTHING
    return {
        "keywords": _keys(said.keywords),
        "given": _keys(tag.name for tag in said.kept if tag.source == GIVEN),
        "removed": _keys(tag.name for tag in said.removed),
        "refused": _keys(noted.refused),
        "albums": _keys(said.albums),
        "left": _keys(said.left),
        "rated": said.rated,
        "own": noted.rating,
    }


def meant_by(wish: Wish) -> dict[str, Any]:
    """What would be heard from a sidecar that says what is wished, of all that decides."""
    return {
        "given": _keys(tag.name for tag in wish.tags if tag.source == GIVEN),
        "refused": _keys(wish.refused),
        "albums": _keys(wish.albums),
        "own": wish.rating,
    }


def merged(told: Told, said: Said, state: SidecarState) -> Retold:
    """The photo after its sidecars were read.

    Args:
        told: What is known of it.
        said: What they say together.
        state: As what they were read.
    """
    own, heard = file_words(told), _Heard(told.said.get("heard", {}), told.meant)
    file_rating = said.stars if said.rated_by_others else said.stars_before or own["rating"]
    rating, owner_rated = _stars(told, said, heard, file_rating)
    others = _of_others(told, said)
    retold = Retold(
        told.photo_id,
        state,
        {"file": own, "heard": heard_from(said)},
        caption=caption_of(said.title, said.description) or own["caption"],
        file_rating=file_rating,
        rating=rating,
        owner_rated=owner_rated,
        keywords=_keywords(own["keywords"], others, said),
        shot=_news(_shot(Shot(*own["shot"]), said), told.shot),
        join=heard.news("albums", said.albums),
        leave=heard.news("left", said.left),
        place=said.place.filled_from(PlaceNames(*own["place"])),
        gear=_news(_gear(Gear(*own["gear"]), said.gear), told.gear),
    )
    _decide(retold, told, said, heard, others)
    return retold


def _shot(own: Shot, said: Said) -> Shot:
    """When and where a photo was taken, by its sidecars or else its file."""
    source = DateSource(own.taken_from) if own.taken_from else None
    taken = retaken(said.taken, Taken(own.taken_at, own.taken_offset_minutes, source))
    return Shot(*taken, *(said.where or own[3:]))


def _gear(own: Gear, said: Gear) -> Gear:
    """With what and how a photo was taken, by its sidecars or else its file."""
    both = said.filled_from(own)
    return both._replace(camera=_fuller(own.camera, both.camera), lens=_fuller(own.lens, both.lens))


def _fuller(own: str | None, said: str | None) -> str | None:
    """The name that is told, unless the file's own says as much and more, as the maker."""
    return own if own and (said or "").casefold() in own.casefold() else said


def _news(now: _Facts, known: _Facts) -> _Facts | None:
    return None if now == known else now


class _Heard:
    """What was heard last, to tell what is new: not what Shoebox was about to say itself."""

    def __init__(self, kept: dict[str, Any], meant: dict[str, Any]) -> None:
        self._kept = kept
        self._meant = meant

    def news(self, what: str, names: Iterable[str]) -> list[str]:
        before = {*self._kept.get(what, ()), *self._meant.get(what, ())}
        return [name for name in names if key_of(name) not in before]

    def had(self, what: str, key: str) -> bool:
        return key in self._kept.get(what, ())

    def is_news(self, what: str, value: float | None) -> bool:
        return value not in (self._kept.get(what), self._meant.get(what))


def _keys(names: Iterable[str]) -> list[str]:
    return sorted(set(map(key_of, names)))


def _stars(
    told: Told, said: Said, heard: _Heard, file_rating: int | None
) -> tuple[int | None, bool]:
    """The stars of the photo, and whether they are its owner's."""
    own = (said.noted or NOTHING).rating
    if said.rated_anew and heard.is_news("rated", said.rated):
        return file_rating, False
    if own is not None and said.rated == own and heard.is_news("own", own):
        # Another library has had them from the photo's owner.
        return (told.rating, True) if told.owner_rated else (own or None, True)
    return (told.rating, True) if told.owner_rated else (file_rating, False)


def _of_others(told: Told, said: Said) -> tuple[str, ...]:
    """The keywords of other programs.

    One that has rewritten all and lost what Shoebox noted still says what Shoebox wrote.
    """
    if said.noted is not None or not told.written:
        return said.keywords
    own = set(map(key_of, (*told.given, *told.found)))
    return tuple(name for name in said.keywords if key_of(name) not in own)


def _keywords(of_file: list[str], others: tuple[str, ...], said: Said) -> tuple[str, ...]:
    """The keywords that count as the file's."""
    if others:
        kept = {key_of(tag.name) for tag in said.kept if tag.source == FROM_FILE}
        there = set(map(key_of, others))
        also = (name for name in of_file if key_of(name) in kept - there)
        return (*others, *also)
    return tuple(of_file)


def _decide(retold: Retold, told: Told, said: Said, heard: _Heard, others: tuple[str, ...]) -> None:
    """What somebody has given or taken away since it was heard last."""
    given, refused = set(map(key_of, told.given)), set(map(key_of, told.refused))
    # Also a keyword of the photo's own file, which would come back from there.
    retold.refuse = heard.news("removed", (tag.name for tag in said.removed))
    elsewhere = heard.news("refused", (said.noted or NOTHING).refused)
    retold.refuse += [name for name in elsewhere if key_of(name) not in given]
    retold.allow = [name for name in heard.news("keywords", others) if key_of(name) in refused]
    gone = set(map(key_of, retold.refuse))
    by_owner = [tag.name for tag in said.kept if tag.source == GIVEN]
    # A refusal that no sidecar had yet is later than what stands there: a writer may have been
    # killed after it wrote the tag and before that was noted.
    untold = {key for key in refused if not heard.had("refused", key)}
    retold.give = [
        name for name in heard.news("given", by_owner) if key_of(name) not in given | gone | untold
    ]
    if not (told.is_scored or told.found):  # Else this library's own model has the say.
        retold.find = [
            (tag.name, tag.score or 0.0)
            for tag in said.kept
            if tag.source == FOUND and key_of(tag.name) not in refused | gone
        ]

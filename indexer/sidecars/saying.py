"""What a sidecar says of its photo: the words of others, and what became of Shoebox's own.

A word that Shoebox wrote and that is no keyword any more was taken away by somebody. `dc:subject`
decides: it is what every program writes, while each leaves the trees of others as they are.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING, Final

from indexer.catalog.matching import spelling
from indexer.catalog.sidecar_rows import Gear
from indexer.decode.exposure import exposure_of
from indexer.decode.gear import camera_of, lens_of
from indexer.decode.written import keywords_of, stars_of
from indexer.decode.xmp import TAKEN, leaf_of, texts_of, written_in
from indexer.records import NOWHERE, PlaceNames
from indexer.sidecars.names import ALBUMS, RATING, SHORT, SUBJECT, TREES, address_of
from indexer.sidecars.provenance import NOTHING, OF_OTHERS, Provenance, WrittenTag, provenance_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from indexer.decode.shot import Place

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Said:
    """What one sidecar says, or several together.

    Attributes:
        title: What the photo is called.
        description: What is to be seen on it.
        place: Where it was taken, in words.
        stars: Stars, 1 to 5, by whomever.
        rated: What stands there of stars, 0 to 5 or another number; None where nothing does.
        taken: When it was taken, as it is written there.
        where: Where it was taken.
        gear: With what and how it was taken.
        keywords: Those of others.
        kept: Words of Shoebox's that are there still.
        removed: Words of Shoebox's that somebody has taken away.
        albums: Albums that Shoebox wrote and that are there still.
        left: Albums that Shoebox wrote and that somebody has taken away.
        noted: What Shoebox noted there of its own doing; None where it never wrote into it.
    """

    title: str | None = None
    description: str | None = None
    place: PlaceNames = NOWHERE
    stars: int | None = None
    rated: float | None = None
    taken: str | None = None
    where: Place | None = None
    gear: Gear = field(default_factory=Gear)
    keywords: tuple[str, ...] = ()
    kept: tuple[WrittenTag, ...] = ()
    removed: tuple[WrittenTag, ...] = ()
    albums: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    noted: Provenance | None = None

    @property
    def rated_by_others(self) -> bool:
        """Whether the stars are another program's."""
        return self.rated is not None and self.rated != (self.noted or NOTHING).rating

    @property
    def stars_before(self) -> int | None:
        """The stars of others that Shoebox wrote its own over."""
        return stars_in([(self.noted or NOTHING).rated_before])

    @property
    def rated_anew(self) -> bool:
        """Whether somebody has changed the stars that Shoebox wrote, or taken them away."""
        own = (self.noted or NOTHING).rating
        return own is not None and self.rated != own


def key_of(name: str) -> str:
    """A keyword as it is compared: programs change capitals, accents and spaces at the ends."""
    return spelling(" ".join(name.split()))


def is_writable(name: str) -> bool:
    """Whether XML has all signs of a name."""
    return bool(name.strip()) and _NOT_IN_XML.search(name) is None


def path_of(name: str, *above: str) -> str:
    """The path of a word below others, the top one first; empty where a name holds the sign."""
    names = (*above, name)
    return "" if any("|" in each for each in names) else "|".join(names)


def place_in(tree: str, path: str) -> str:
    """A path as a tree has it; empty where a name in it holds the sign between the names."""
    between = TREES[tree]
    if between == "|":
        return path
    return "" if between in path else path.replace("|", between)


def own_places(tree: str, tags: Sequence[WrittenTag]) -> dict[str, str]:
    """What Shoebox has put into a tree: key of each place -> the place."""
    short = SHORT[address_of(tree)]
    places = (place_in(tree, tag.path) for tag in tags if short in tag.trees)
    return {key_of(place): place for place in places if place}


def said_in(descriptions: list[Element]) -> Said:
    """What the descriptions of a photo say."""
    written = written_in(descriptions)
    noted = provenance_in(descriptions)
    tags = noted.tags if noted else ()
    own = {key_of(tag.name): tag for tag in tags if tag.source != OF_OTHERS}
    subjects = texts_in(descriptions, SUBJECT)
    there = set(map(key_of, subjects))
    others = [text for text in subjects if key_of(text) not in own]
    for tree, between in TREES.items():
        placed = own_places(tree, tags)
        paths = texts_in(descriptions, tree)
        others += [leaf_of(path, between) for path in paths if key_of(path) not in placed]
    sets = set(map(key_of, texts_in(descriptions, ALBUMS)))
    albums = noted.albums if noted else ()
    return Said(
        title=written.title,
        description=written.description,
        place=written.place,
        stars=written.rating,
        rated=rated_in(descriptions),
        taken=next(iter(text for name in TAKEN for text in texts_in(descriptions, name)), None),
        where=written.where,
        gear=_gear_in(written.tags),
        keywords=keywords_of(others),
        kept=tuple(tag for key, tag in own.items() if key in there),
        removed=tuple(tag for key, tag in own.items() if key not in there),
        albums=tuple(name for name in albums if key_of(name) in sets),
        left=tuple(name for name in albums if key_of(name) not in sets),
        noted=noted,
    )


def _gear_in(tags: Mapping[int, object]) -> Gear:
    return Gear(camera_of(tags), lens_of(tags), *astuple(exposure_of(tags)))


def texts_in(descriptions: Sequence[Element], name: str) -> list[str]:
    """All texts of a property."""
    return [text for each in descriptions for text in texts_of(each, name) if text.strip()]


def rated_in(descriptions: Sequence[Element]) -> float | None:
    """The number that stands there as stars; None where there is none."""
    return next(_numbers(texts_in(descriptions, RATING)), None)


def stars_in(texts: Sequence[str]) -> int | None:
    """The stars that a text stands for, 1 to 5."""
    return stars_of(next(_numbers(texts), None))


def _numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        with suppress(ValueError):
            number = float(text[:20])
            if math.isfinite(number):
                yield number


def together(first: Said, *others: Said) -> Said:
    """What several sidecars of one photo say: of each thing the first that says it, all keywords.

    Where one of them still has a word that is gone from another, nobody has taken it away.
    """
    for other in others:
        first = _both(first, other)
    return first


def _both(first: Said, second: Said) -> Said:
    stars = first if first.rated is not None else second
    own = first if first.noted is not None else second
    keywords = keywords_of((*first.keywords, *second.keywords))
    there = set(map(key_of, keywords))
    return replace(
        own,
        title=first.title or second.title,
        description=first.description or second.description,
        place=first.place.filled_from(second.place),
        stars=stars.stars,
        rated=stars.rated,
        taken=first.taken or second.taken,
        where=first.where or second.where,
        gear=first.gear.filled_from(second.gear),
        keywords=keywords,
        removed=tuple(tag for tag in own.removed if key_of(tag.name) not in there),
    )

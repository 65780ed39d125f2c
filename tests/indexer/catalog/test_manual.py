"""What the filters of the help's examples find, written down by hand for a library full of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from indexer.catalog import Catalog
from indexer.query import parse
from indexer.query.manual import EXAMPLES
from indexer.records import PlaceNames
from tests.indexer.catalog.shelf import Shelf
from tests.indexer.making import STAMP, below, indexed
from tests.indexer.query.trees import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.query.manual import Example

FACTS: Final[dict[str, dict[str, object]]] = {
    "Holidays/first-of-may.jpg": {
        "taken_at": "2023-05-01T23:59:59",
        "camera": "Canon EOS R5",
        "lens": "RF 35mm F1.8 STM",
        "keywords": ("dog",),
        "rating": 5,
    },
    "Holidays/Rome/second-of-may.jpg": {
        "taken_at": "2023-05-02T00:00:00",
        "camera": "Nikon Z 6",
        "lens": "35mm F2",
        "keywords": ("cat",),
        "rating": 3,
    },
    "2023/Iceland/winter.heic": {"taken_at": "2022-12-01T00:00:00", "format": "HEIF"},
    "Iceland/2023/winters-end.jpg": {"taken_at": "2023-02-28T23:59:59", "rating": 2},
    "Holidaying/spring.jpg": {"taken_at": "2023-03-01T00:00:00", "keywords": ("dog", "people")},
    "IMG_1201.jpg": {"taken_at": "2021-06-01T00:00:00", "keywords": ("people",)},
    "my IMG_12.jpg": {"taken_at": "2022-01-31T23:59:59", "keywords": ("boat",), "rating": 4},
    "IMG_13.jpg": {"taken_at": "2022-02-01T00:00:00", "keywords": ("dogs",)},
    "old.jpg": {"taken_at": "2019-12-31T23:59:59", "width": 3, "height": 4},
    "eve.jpg": {"taken_at": "2025-12-24T00:00:00"},
    "boxing-day.jpg": {"taken_at": "2025-12-26T23:59:59"},
    "after-christmas.jpg": {"taken_at": "2025-12-27T00:00:00"},
    "june.jpg": {"taken_at": "2026-06-01T00:00:00"},
    "august.jpg": {"taken_at": "2026-08-31T23:59:59"},
    "september.jpg": {"taken_at": "2026-09-01T00:00:00"},
    "a-week-ago.jpg": {"taken_at": "2026-11-17T23:59:59"},
    "six-days-ago.jpg": {"taken_at": "2026-11-18T00:00:00"},
    "yesterday.jpg": {"taken_at": "2026-11-23T12:00:00"},
    "here.jpg": {"latitude": 52.6, "longitude": 13.4, "keywords": ("Dog", "cat")},
    "farther.jpg": {"latitude": 52.62, "longitude": 13.4},
    "sunny-beach.jpg": {},
    "tram.jpg": {"place": PlaceNames("Alfama", "Lisbon", "Estremadura", "Portugal")},
    "tower.jpg": {"place": PlaceNames(None, "Paris", "Île-de-France", "France")},
    "ranch.jpg": {"place": PlaceNames(None, "Paris", "Texas", "United States")},
}
"""Below the root "photos": the path of a photo, and what is known of it."""

AWAY: Final = "on-a-stick"
"""A photo in a root "Pictures" whose disk is not there."""

DUPLICATES: Final = ("eve", "boxing-day")
FAVOURITES: Final = ("old", "june")
BURST: Final = ("here", "farther")
BEST_OF_2023: Final = ("first-of-may", "winters-end")
BIG_TRIP: Final = ("spring", "june")

TAGGED: Final = ("first-of-may", "second-of-may", "spring", "IMG_1201", "my IMG_12", "IMG_13",
                 "here")  # fmt: skip
DOGS: Final = ("first-of-may", "spring", "here")
EVERY: Final = (*(path.rpartition("/")[2].rpartition(".")[0] for path in FACTS), AWAY)


def but(*left_out: str) -> tuple[str, ...]:
    """All photos but some."""
    assert set(left_out) <= set(EVERY)
    return tuple(name for name in EVERY if name not in left_out)


FOUND: Final[dict[str, tuple[str, ...]]] = {
    "taken:2023": ("first-of-may", "second-of-may", "winters-end", "spring"),
    "taken:2023-05": ("first-of-may", "second-of-may"),
    "taken:2023-05-01": ("first-of-may",),
    "taken:2023-05-01T20..2023-05-02T03:30": ("first-of-may", "second-of-may"),
    "taken:2021-06..2022-01": ("IMG_1201", "my IMG_12"),
    "taken:..2019": ("old",),
    "taken:yesterday": ("yesterday",),
    "taken:last-summer": ("june", "august"),
    "taken:winter-2022": ("winter", "winters-end"),
    "taken:last-7-days": ("six-days-ago", "yesterday"),
    "taken:christmas": ("eve", "boxing-day"),
    "folder:Holidays": ("first-of-may", "second-of-may"),
    "folder:2023/Iceland": ("winter",),
    "root:Pictures": (AWAY,),
    "name:beach": ("sunny-beach",),
    "name:IMG_12*": ("IMG_1201",),
    "type:heic": ("winter",),
    "camera:canon": ("first-of-may",),
    'lens:"35mm F1.8"': ("first-of-may",),
    "place:Lisbon": ("tram",),
    'place:"Paris, France"': ("tower",),
    "near:52.52,13.40,10": ("here",),
    "tag:dog": DOGS,
    "-tag:dog": but(*DOGS),
    'album:"Best of 2023"': BEST_OF_2023,
    'album:"The ""big"" trip"': BIG_TRIP,
    "rating>=3": ("first-of-may", "second-of-may", "my IMG_12"),
    "is:favourite": FAVOURITES,
    "is:offline": (AWAY,),
    "is:untagged": but(*TAGGED),
    "is:duplicate": DUPLICATES,
    "is:burst": BURST,
    "a dog taken:2023 rating>=4": ("first-of-may",),
    "tag:dog OR tag:cat": (*DOGS, "second-of-may"),
    "tag:dog OR tag:cat taken:2023": ("first-of-may", "second-of-may", "spring"),
    "(tag:dog taken:2023) OR is:favourite": ("first-of-may", "spring", *FAVOURITES),
    "sea NOT (tag:people OR tag:boat)": but("spring", "IMG_1201", "my IMG_12"),
    "black and white tag:cat": ("second-of-may", "here"),
    "tag:cat and not tag:dog": ("second-of-may",),
}
"""What the help shows -> the photos that its filters find, whatever their looks."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, dict[str, int]]]:
    """A catalog of all these photos, and the id of each by its name."""
    path = tmp_path_factory.mktemp("manual") / "library.db"
    with Catalog.open(path, write=True) as catalog:
        for root in ("photos", "Pictures"):
            catalog.add_root(below(root))
        shelf = Shelf(catalog)
        ids = {
            name: shelf.put(*path.split("/"), content=_content(name), **facts)
            for name, (path, facts) in zip(EVERY, FACTS.items(), strict=False)
        }
        (ids[AWAY],) = catalog.store([indexed(below("Pictures", f"{AWAY}.jpg"), 99)], STAMP)
        catalog.set_favourite([ids[name] for name in FAVOURITES])
        catalog.keep_bursts([[ids[name] for name in BURST], [ids["june"]]])
        _make_album(catalog, "Best of 2023", [ids[name] for name in BEST_OF_2023])
        _make_album(catalog, 'The "big" trip', [ids[name] for name in BIG_TRIP])
        yield catalog, ids


def _content(name: str) -> int:
    return 1000 if name in DUPLICATES else 1001 + EVERY.index(name)


def _make_album(catalog: Catalog, name: str, ids: list[int]) -> None:
    with catalog._database.transaction() as connection:
        album_id = connection.execute("INSERT INTO albums(name) VALUES (?)", (name,)).lastrowid
        connection.executemany(
            "INSERT INTO album_photos(album_id, photo_id, position) VALUES (?, ?, 0)",
            [(album_id, photo_id) for photo_id in ids],
        )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.query)
def test_an_example_of_the_help_finds_the_photos_that_it_means(
    library: tuple[Catalog, dict[str, int]], example: Example
) -> None:
    catalog, ids = library
    wanted = parse(example.query, today=TODAY).filter
    if wanted is None:
        assert example.query not in FOUND
        return
    away = catalog.ids_below(below("Pictures"))
    found = catalog.ids_where(wanted, away=away).tolist()
    assert found == sorted(ids[name] for name in FOUND[example.query])


def test_no_example_is_left_that_the_help_no_longer_shows() -> None:
    assert set(FOUND) <= {example.query for example in EXAMPLES}

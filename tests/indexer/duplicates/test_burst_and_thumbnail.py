"""Three shots of a burst and a small copy of one of them: no shot goes for the copy's sake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.duplicates import Group, Kind, find_duplicates
from indexer.duplicates.discarding import Discard, discards_of
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from indexer.models import Bundle

SHOTS = ["burst_1.jpg", "burst_2.jpg", "burst_3.jpg"]
SMALL = "coffee_small.jpg"
_MODEL, _EXIF, _DATE, _GPS = 272, 0x8769, 0x9003, 0x8825
_PLACE = {1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)}


@pytest.fixture(scope="module")
def groups(
    tmp_path_factory: pytest.TempPathFactory, real_pictures: Path, tiny_bundle: Bundle
) -> list[Group]:
    """What is found among the shots, dated and placed, and the small copy, which is neither."""
    folder = tmp_path_factory.mktemp("burst")
    photos = folder / "photos"
    photos.mkdir()
    _write(real_pictures, photos)
    with Library.open(folder / "library", write=True) as library:
        root = library.catalog.add_root(str(photos)).path
        *_, last = ingest(library, tiny_bundle, IngestOptions(roots=(root,), workers=1))
        assert last.unreadable == 0
        return find_duplicates(library, tiny_bundle)


def _write(real_pictures: Path, photos: Path) -> None:
    coffee = Image.open(real_pictures / "coffee.png").convert("RGB").resize((582, 400))
    moving = Image.open(real_pictures / "rocket.jpg").convert("RGB").resize((24, 24))
    for number, name in enumerate(SHOTS):
        shot = coffee.copy()
        shot.paste(moving, (60 + 30 * number, 30))
        exif = Image.Exif()
        exif[_MODEL] = "EOS R6"
        exif.get_ifd(_EXIF)[_DATE] = f"2023:05:01 12:00:0{number}"
        exif.get_ifd(_GPS).update(_PLACE)
        shot.save(photos / name, quality=85, exif=exif)
        if number == 0:
            shot.resize((300, 200)).save(photos / SMALL, quality=95)


def names(group: Group) -> list[str]:
    return [Path(member.photo.path).name for member in group.members]


def test_a_small_copy_is_a_version_of_one_shot_and_the_shots_are_a_burst(
    groups: list[Group],
) -> None:
    near, burst = groups
    assert (near.kind, names(near)) == (Kind.NEAR, [SHOTS[0], SMALL])
    assert (burst.kind, names(burst)[0], sorted(names(burst))) == (Kind.BURST, SHOTS[0], SHOTS)
    assert near.why == "larger, has a date, has a place"


def test_what_is_better_than_the_one_that_is_kept_goes_to_no_trash(groups: list[Group]) -> None:
    """As where the small copy is the only one that all others of its group are like."""
    near, burst = groups
    small = near.members[1]
    shots = [replace(member, distance=5.0) for member in burst.members]
    odd = Group(Kind.NEAR, (replace(small, distance=0.0), *shots), "sharper")
    assert all(odd.is_unsure(shot) for shot in shots)
    assert not odd.is_unsure(odd.best)
    assert discards_of([odd]) == discards_of([odd], unsure=True) == []
    worse = replace(small, photo=replace(small.photo, id=99, size=1), distance=5.0)
    with_worse = replace(odd, members=(*odd.members, worse))
    assert discards_of([with_worse]) == [Discard(99, small.photo.id)]

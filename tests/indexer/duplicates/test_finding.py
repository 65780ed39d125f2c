"""Groups of a real library, through the real ingest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.duplicates import DEFAULT_DISTANCE, Kind, find_duplicates
from indexer.query import Is, State

if TYPE_CHECKING:
    from indexer.duplicates import Group, Progress
    from indexer.library import Library
    from indexer.models import Bundle


def names(groups: list[Group]) -> list[tuple[str, list[str]]]:
    return [
        (group.kind.value, [Path(member.photo.path).name for member in group.members])
        for group in groups
    ]


def test_it_finds_copies_and_bursts_and_nothing_else(library: Library, tiny_bundle: Bundle) -> None:
    found = names(find_duplicates(library, tiny_bundle))
    assert [(kind, sorted(members)) for kind, members in found] == [
        ("exact", ["rocket (1).png", "rocket.png"]),
        ("near", ["cat - Copy.jpg", "cat-marked.jpg", "cat.png"]),
        ("burst", ["IMG_0.jpg", "IMG_1.jpg"]),
    ]
    assert [members[0] for _, members in found[:2]] == ["rocket.png", "cat.png"]


def test_the_others_are_told_by_their_distance_from_the_best(
    library: Library, tiny_bundle: Bundle
) -> None:
    (near,) = find_duplicates(library, tiny_bundle, kinds=(Kind.NEAR,))
    far = [member.distance for member in near.members]
    assert far[0] == 0
    assert far == sorted(far)
    assert 0 < far[-1] <= DEFAULT_DISTANCE
    assert near.spare_bytes == sum(member.photo.size for member in near.members[1:])


def test_only_the_kinds_that_are_asked_for_are_told(library: Library, tiny_bundle: Bundle) -> None:
    assert [
        kind for kind, _ in names(find_duplicates(library, tiny_bundle, kinds=(Kind.BURST,)))
    ] == ["burst"]


def test_at_distance_0_nothing_but_the_same_bytes_is_a_copy(
    library: Library, tiny_bundle: Bundle
) -> None:
    kinds = [group.kind for group in find_duplicates(library, tiny_bundle, distance=0)]
    assert Kind.NEAR not in kinds
    assert Kind.EXACT in kinds


def test_a_greater_distance_finds_no_less(library: Library, tiny_bundle: Bundle) -> None:
    def found(distance: float) -> int:
        groups = find_duplicates(library, tiny_bundle, distance=distance, kinds=(Kind.NEAR,))
        return sum(len(group.members) for group in groups)

    assert found(2) <= found(15) <= found(50)


def test_near_copies_are_remembered_for_the_filter(library: Library, tiny_bundle: Bundle) -> None:
    find_duplicates(library, tiny_bundle)
    found = library.catalog.photos(library.catalog.ids_where(Is(State.DUPLICATE)))
    assert sorted(Path(photo.path).name for photo in found) == [
        "cat - Copy.jpg", "cat-marked.jpg", "cat.png", "rocket (1).png", "rocket.png",
    ]  # fmt: skip


def test_progress_is_told_stage_by_stage(library: Library, tiny_bundle: Bundle) -> None:
    told: list[Progress] = []
    find_duplicates(library, tiny_bundle, on_progress=told.append)
    stages = list(dict.fromkeys(each.stage for each in told))
    assert stages == ["exact", "neighbours", "compare", "prove", "group"]
    assert all(each.done <= each.total for each in told)


class _EnoughError(Exception):
    pass


@pytest.mark.parametrize("stage", ["exact", "neighbours", "compare", "prove", "group"])
def test_it_can_be_broken_off_at_any_stage(
    library: Library, tiny_bundle: Bundle, stage: str
) -> None:
    def break_off(progress: Progress) -> None:
        if progress.stage == stage:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        find_duplicates(library, tiny_bundle, on_progress=break_off)


def test_a_library_without_photos_has_no_groups(tmp_path: Path, tiny_bundle: Bundle) -> None:
    from indexer.library import Library

    with Library.open(tmp_path / "library", write=True) as empty:
        assert find_duplicates(empty, tiny_bundle) == []

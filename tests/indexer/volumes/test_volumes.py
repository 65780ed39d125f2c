"""Drives are known by what they are, wherever they are plugged in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.records import Root
from indexer.volumes import Volume, Volumes, is_root_away, is_strange, mounted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where a drive is plugged in, with photos on it."""
    (tmp_path / "media" / "stick" / "trips" / "rome").mkdir(parents=True)
    return tmp_path / "media" / "stick"


def drives(tmp_path: Path, stick: Path, *, inside: str = "") -> Volumes:
    return Volumes(
        [
            Volume("system", "", str(tmp_path), "ext4"),
            Volume("uuid:1", "HOLIDAY", str(stick), "exfat", inside),
        ]
    )


def test_this_system_says_on_which_drive_something_lies(tmp_path: Path) -> None:
    place = mounted().place_of(str(tmp_path))
    assert place is not None
    whole = os.path.realpath(tmp_path).replace(os.sep, "/")
    assert whole.endswith(place.path)
    if place.volume.id:
        assert str(tmp_path.resolve()) in mounted().paths_to(place.volume.id, place.path)


def test_the_nearest_drive_above_holds_a_place(tmp_path: Path, stick: Path) -> None:
    volumes = drives(tmp_path, stick)
    on_stick = volumes.place_of(str(stick / "trips" / "rome"))
    assert on_stick is not None
    assert (on_stick.volume.id, on_stick.path) == ("uuid:1", "trips/rome")
    beside = volumes.place_of(str(stick) + "2")
    assert beside is not None
    assert (beside.volume.id, beside.path) == ("system", "media/stick2")


def test_a_place_is_found_again_where_its_drive_is_now(tmp_path: Path, stick: Path) -> None:
    assert drives(tmp_path, stick).paths_to("uuid:1", "trips") == [str(stick / "trips")]
    moved = stick.rename(tmp_path / "usb")
    assert drives(tmp_path, moved).paths_to("uuid:1", "trips") == [str(moved / "trips")]
    assert drives(tmp_path, moved).paths_to("uuid:1", "") == [str(moved)]
    assert drives(tmp_path, moved).paths_to("uuid:1", "gone") == []
    assert drives(tmp_path, moved).paths_to("uuid:2", "trips") == []


def test_a_part_of_a_drive_may_be_plugged_in_alone(tmp_path: Path, stick: Path) -> None:
    volumes = drives(tmp_path, stick, inside="all/photos")
    place = volumes.place_of(str(stick / "trips"))
    assert place is not None
    assert place.path == "all/photos/trips"
    assert volumes.paths_to("uuid:1", "all/photos/trips") == [str(stick / "trips")]
    assert volumes.paths_to("uuid:1", "all/photos") == [str(stick)]
    assert volumes.paths_to("uuid:1", "all/photos2") == []
    assert volumes.paths_to("uuid:1", "trips") == []


def test_a_root_is_away_also_where_an_empty_mount_point_or_another_drive_is(
    tmp_path: Path, stick: Path
) -> None:
    root = Root(1, str(stick / "trips"), 9, "uuid:1", "HOLIDAY", "trips")
    assert not is_root_away(root, drives(tmp_path, stick))
    only_system = Volumes([Volume("system", "", str(tmp_path))])
    assert is_strange(root, only_system)
    assert is_root_away(root, only_system)
    assert not is_strange(Root(1, str(stick), 9), only_system)


@pytest.mark.parametrize(
    ("kind", "tells"),
    [("ext4", True), ("apfs", True), ("ntfs", True), ("exfat", False), ("vfat", False)]
    + [(share, False) for share in ("cifs", "nfs4", "smbfs", "fuse.sshfs")],
)
def test_shares_and_fat_drives_are_not_trusted_to_tell_of_changes(kind: str, tells: bool) -> None:
    assert Volume("", "", "/", kind).tells_of_changes is tells

"""A drive inside of a root that is back at another place takes its photos there, ids and all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from indexer import away
from indexer.cli.roots import choose_roots
from indexer.ingest import drives, inner_drives
from indexer.ingest.drives import follow_drives
from indexer.volumes import Volume, Volumes, mounted
from tests.indexer.test_drives import Machine, library, machine, paths, run, stick
from tests.indexer.test_run import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.library import Library
    from tests.conftest import PaintPhoto

__all__ = ["library", "machine", "stick"]


@pytest.fixture
def filled(library: Library, machine: Machine, stick: Path) -> dict[int, str]:
    """Id -> path of the photos of the stick, inside of the folder of all drives."""
    library.catalog.add_root(str(stick.parent))
    run(library, machine).once()
    library.catalog.set_rating([1], 5)
    library.catalog.confirm_tag([2], "lake")
    return paths(library)


def moved(paths_before: dict[int, str], old: Path, new: Path) -> dict[int, str]:
    """The same photos at another place."""
    return {each: path.replace(str(old), str(new)) for each, path in paths_before.items()}


def test_ids_stars_tags_and_vectors_stay_at_another_place_of_the_same_root(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str]
) -> None:
    shelf = machine.unplug("HOLIDAY")
    watching = run(library, machine)
    watching.once()
    assert not watching._drives.is_any_back(machine.volumes)
    place = stick.with_name("f")
    machine.plug_in("HOLIDAY", shelf.rename(place))
    assert watching._drives.is_any_back(machine.volumes)
    diary = Diary()
    again = run(library, machine, diary)
    again.once()
    assert paths(library) == moved(filled, stick, place)
    assert diary.of("remark") == [("remark", f"HOLIDAY is back, now at {place}.")]
    assert diary.of("done") == [("done", ("tiny", 0))]
    assert library.catalog.photos([1])[0].rating == 5
    assert "lake" in library.catalog.tags_of([2])[2]
    assert library.catalog.problems() == []
    assert library.catalog.faults() == []
    assert not again._drives.is_any_back(machine.volumes)


def test_while_it_is_away_its_photos_are_told_apart_from_those_that_are_here(
    library: Library,
    machine: Machine,
    stick: Path,
    filled: dict[int, str],
    monkeypatch: pytest.MonkeyPatch,
    paint_photo: PaintPhoto,
) -> None:
    paint_photo(stick.parent / "own.jpg", size=(40, 30), seed=9)
    run(library, machine).once()
    monkeypatch.setattr(away, "mounted", machine.volumes)
    assert away.folders_away(library.catalog) == {}
    assert away.ids_away(library.catalog).tolist() == []
    machine.unplug("HOLIDAY", leaves_folder=True)
    assert away.folders_away(library.catalog) == {str(stick): "HOLIDAY"}
    assert sorted(away.ids_away(library.catalog)) == sorted(filled)
    run(library, machine).once()
    assert sorted(away.ids_away(library.catalog)) == sorted(filled)


def test_it_is_followed_into_another_root_and_back(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], tmp_path: Path
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    library.catalog.add_root(str(house))
    machine.plug_in("HOLIDAY", machine.unplug("HOLIDAY").rename(house / "stick"))
    run(library, machine).once()
    assert paths(library) == moved(filled, stick, house / "stick")
    assert [root.photos for root in library.catalog.roots()] == [3, 0]
    assert library.catalog.faults() == []
    machine.plug_in("HOLIDAY", machine.unplug("HOLIDAY").rename(stick))
    run(library, machine).once()
    assert paths(library) == filled
    assert [root.photos for root in library.catalog.roots()] == [0, 3]


def _end(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("killed", [False, True])
def test_two_of_them_may_change_places(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str],
    paint_photo: PaintPhoto, monkeypatch: pytest.MonkeyPatch, *, killed: bool,
) -> None:  # fmt: skip
    other = stick.with_name("f")
    paint_photo(other / "trips" / "x.jpg", size=(40, 30), seed=7)
    machine.plug_in("SECOND", other)
    run(library, machine).once()
    one, two = machine.unplug("HOLIDAY"), machine.unplug("SECOND")
    machine.plug_in("SECOND", two.rename(stick))
    machine.plug_in("HOLIDAY", one.rename(other))
    if killed:
        with monkeypatch.context() as broken:
            broken.setattr(inner_drives, "note_drives", _end)
            with pytest.raises(KeyboardInterrupt):
                run(library, machine).once()
    run(library, machine).once()
    assert paths(library) == {
        **moved(filled, stick, other), 4: str(stick / "trips" / "x.jpg"),
    }  # fmt: skip
    assert library.catalog.problems() == []


def test_what_lies_in_it_of_another_drive_stays_where_that_was(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], paint_photo: PaintPhoto
) -> None:
    card = stick / "card"
    paint_photo(card / "x.jpg", size=(40, 30), seed=7)
    machine.plug_in("CARD", card)
    run(library, machine).once()
    machine.unplug("CARD")
    place = stick.with_name("f")
    machine.plug_in("HOLIDAY", machine.unplug("HOLIDAY").rename(place))
    run(library, machine).once()
    assert paths(library) == {**moved(filled, stick, place), 4: str(card / "x.jpg")}
    (problem,) = library.catalog.problems()
    assert problem.path == str(card)


@pytest.mark.parametrize("killed", [False, True])
def test_it_follows_a_root_that_has_moved_and_comes_back_there(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str],
    monkeypatch: pytest.MonkeyPatch, paint_photo: PaintPhoto, *, killed: bool,
) -> None:  # fmt: skip
    machine.plug_in("MEDIA", stick.parent)
    paint_photo(stick.parent / "own.jpg", size=(40, 30), seed=9)
    run(library, machine).once()
    before = paths(library)
    shelf = machine.unplug("HOLIDAY")
    media = machine.unplug("MEDIA").rename(stick.parent.with_name("elsewhere"))
    machine.plug_in("MEDIA", media)
    if killed:
        with monkeypatch.context() as broken:
            broken.setattr(drives, "follow_inner_drives", _end)
            with pytest.raises(KeyboardInterrupt):
                run(library, machine).once()
    run(library, machine).once()
    assert paths(library) == moved(before, stick.parent, media)
    machine.plug_in("HOLIDAY", shelf.rename(media / "e"))
    run(library, machine).once()
    assert paths(library) == moved(before, stick.parent, media)
    assert library.catalog.problems() == []


def test_it_waits_in_a_root_that_lies_aside_while_another_drive_has_its_place(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], paint_photo: PaintPhoto
) -> None:
    media = stick.parent
    machine.plug_in("MEDIA", media)
    paint_photo(media / "own.jpg", size=(40, 30), seed=8)
    run(library, machine).once()
    machine.unplug("HOLIDAY")
    shelf = machine.unplug("MEDIA")
    paint_photo(media / "x.jpg", size=(40, 30), seed=9)
    machine.plug_in("OTHER", media)
    choose_roots(library, [str(media)], volumes=machine.volumes())
    run(library, machine).once()
    machine.unplug("OTHER")
    machine.plug_in("MEDIA", shelf.rename(media))
    run(library, machine).once()
    assert {each: path for each, path in paths(library).items() if each in filled} == filled


def test_a_part_of_a_drive_is_known_by_what_of_it_is_reached(
    library: Library, stick: Path, filled: dict[int, str], tmp_path: Path
) -> None:
    system = Volume("system", "", str(tmp_path))
    part = Volume("uuid:POOL", "POOL", str(stick), "btrfs", "photos")
    library.catalog.set_setting("drives_inside", "{}")  # As if it had always been this one.
    follow_drives(library.catalog, Volumes([system, part]))
    place = stick.rename(stick.with_name("f"))
    (tmp_path / "media" / "other").mkdir()
    other = Volume("uuid:POOL", "POOL", str(tmp_path / "media" / "other"), "btrfs", "system")
    inner = follow_drives(library.catalog, Volumes([system, other])).inner
    assert list(inner.away) == [str(stick)]
    whole = Volume("uuid:POOL", "POOL", str(place), "btrfs", "photos")
    inner = follow_drives(library.catalog, Volumes([system, other, whole])).inner
    assert inner.moved == {str(stick): str(place)}
    assert paths(library) == moved(filled, stick, place)


def test_what_an_older_version_has_noted_is_followed_too(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str]
) -> None:
    noted = library.catalog.setting("drives_inside")
    assert '"HOLIDAY", ""]' in noted
    library.catalog.set_setting("drives_inside", noted.replace('"HOLIDAY", ""]', '"HOLIDAY"]'))
    place = stick.with_name("f")
    machine.plug_in("HOLIDAY", machine.unplug("HOLIDAY").rename(place))
    run(library, machine).once()
    assert paths(library) == moved(filled, stick, place)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes in a file, as the system itself mounts it."""
    image = tmp_path / "disk.img"
    image.write_bytes(b"\0" * 8_000_000)
    made = shutil.which("mkfs.ext4") and subprocess.run(
        ["mkfs.ext4", "-q", "-L", "HOLIDAY", str(image)], check=False, capture_output=True
    )
    if sys.platform != "linux" or os.geteuid() != 0 or not made or made.returncode:
        pytest.skip("only Linux's root may mount a disk")
    yield image
    for place in ("e", "f"):
        subprocess.run(["umount", tmp_path / "media" / place], check=False, capture_output=True)


def test_a_real_disk_is_followed_from_mount_point_to_mount_point(
    library: Library, disk: Path, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    def mount(name: str) -> Path:
        place = tmp_path / "media" / name
        place.mkdir(parents=True, exist_ok=True)
        words = ["mount", "-o", "loop", str(disk), str(place)]
        done = subprocess.run(words, check=False, capture_output=True)
        if done.returncode or next(mounted().inside(str(tmp_path)), None) is None:
            pytest.skip("no disk can be mounted here, or nobody tells what it is")
        return place

    first = mount("e")
    paint_photo(first / "trips" / "a.jpg", size=(40, 30))
    library.catalog.add_root(str(tmp_path / "media"))
    real = Machine(tmp_path)
    real.volumes = mounted  # type: ignore[method-assign] # What the system itself tells.
    run(library, real).once()
    library.catalog.set_rating([1], 4)
    subprocess.run(["umount", first], check=True)
    run(library, real).once()
    assert library.catalog.count() == 1
    second = mount("f")
    run(library, real).once()
    (photo,) = library.catalog.photos(library.catalog.all_ids())
    assert (photo.id, photo.path, photo.rating) == (1, str(second / "trips" / "a.jpg"), 4)
    assert library.catalog.problems() == []

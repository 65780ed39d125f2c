"""Drives that come and go take their roots with them, and nothing of their photos is lost."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.cli.arguments import Options
from indexer.cli.control import Control
from indexer.cli.roots import choose_roots
from indexer.cli.run import Run
from indexer.ingest import IngestOptions, ingest
from indexer.ingest.drives import follow_drives
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import user_models
from indexer.scan import Ignored, Unreadable
from indexer.volumes import Volume, Volumes
from tests.bundles import make_tiny_bundle
from tests.indexer.test_run import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto


class Machine:
    """A machine with a disk of its own, into which drives are plugged: each is a folder."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self._drives: dict[str, Path] = {}

    def plug_in(self, drive: str, at: Path) -> None:
        """Plug a drive in, at a folder that is there."""
        self._drives[drive] = at

    def unplug(self, drive: str, *, leaves_folder: bool = False) -> Path:
        """Take a drive out; where it lies from now on."""
        was = self._drives.pop(drive)
        shelf = was.rename(self.top / f"{drive} on the shelf")
        if leaves_folder:
            was.mkdir()
        return shelf

    def volumes(self) -> Volumes:
        """What the system says."""
        sticks = [Volume(f"uuid:{name}", name, str(at)) for name, at in self._drives.items()]
        return Volumes([Volume("system", "", str(self.top)), *sticks])


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def stick(tmp_path: Path, machine: Machine, paint_photo: PaintPhoto) -> Path:
    """A drive with three photos, plugged in."""
    stick = tmp_path / "media" / "e"
    for seed in range(3):
        paint_photo(stick / "trips" / f"{seed}.jpg", size=(40, 30), seed=seed)
    machine.plug_in("HOLIDAY", stick)
    return stick


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    load_bundle(make_tiny_bundle(user_models() / "tiny"))
    with Library.open(tmp_path / "library", write=True) as library:
        library.use_model("tiny")
        yield library


def run(library: Library, machine: Machine, diary: Diary | None = None) -> Run:
    roots = tuple(root.path for root in library.catalog.roots())
    options = Options(workers=1, device="cpu")
    return Run(library, roots, options, Control(), diary or Diary(), machine.volumes)


def paths(library: Library) -> dict[int, str]:
    return {photo.id: photo.path for photo in library.catalog.photos(library.catalog.all_ids())}


@pytest.fixture
def filled(library: Library, machine: Machine, stick: Path) -> dict[int, str]:
    """Id -> path of the photos, once the library has taken them in."""
    library.catalog.add_root(str(stick / "trips"))
    run(library, machine).once()
    return paths(library)


def test_a_root_knows_its_drive(library: Library, filled: dict[int, str]) -> None:
    (root,) = library.catalog.roots()
    assert (root.volume, root.volume_name, root.volume_path) == ("uuid:HOLIDAY", "HOLIDAY", "trips")
    assert len(filled) == 3


def test_a_drive_that_is_back_at_another_place_keeps_ids_and_all_else(
    library: Library, machine: Machine, filled: dict[int, str], tmp_path: Path
) -> None:
    catalog = library.catalog
    catalog.set_rating([1], 5)
    catalog.replace_ignored(str(tmp_path / "media/e/trips"), [Ignored(filled[1] + "~", "hidden")])
    shelf = machine.unplug("HOLIDAY")
    watching = run(library, machine)
    before = catalog.last_sequence()
    watching.once()
    assert paths(library) == filled
    told = catalog.last_sequence()
    assert told > before  # Whoever shows them looks again.
    watching.once()
    assert catalog.last_sequence() == told
    machine.plug_in("HOLIDAY", shelf.rename(tmp_path / "media" / "f"))
    diary = Diary()
    again = run(library, machine, diary)
    again.once()
    now = paths(library)
    assert now == {each: path.replace("/e/", "/f/") for each, path in filled.items()}
    assert all(os.path.exists(path) for path in now.values())
    assert again.roots == (str(tmp_path / "media" / "f" / "trips"),)
    assert diary.of("remark") == [("remark", f"HOLIDAY is back, now at {again.roots[0]}.")]
    assert diary.of("done") == [("done", ("tiny", 0))]
    assert catalog.photos([1])[0].rating == 5
    assert catalog.faults() == []


def test_an_empty_mount_point_is_no_drive(
    library: Library, machine: Machine, filled: dict[int, str]
) -> None:
    machine.unplug("HOLIDAY", leaves_folder=True)
    run(library, machine).once()
    assert paths(library) == filled


def test_another_drive_at_the_same_place_changes_nothing_of_the_first(
    library: Library,
    machine: Machine,
    stick: Path,
    filled: dict[int, str],
    paint_photo: PaintPhoto,
) -> None:
    machine.unplug("HOLIDAY")
    paint_photo(stick / "trips" / "0.jpg", size=(40, 30), seed=9)
    machine.plug_in("OTHER", stick)
    diary = Diary()
    run(library, machine, diary).once()
    assert paths(library) == filled
    assert library.catalog.vector_count(load_bundle(user_models() / "tiny").sha256) == 3
    (problem,) = library.catalog.problems()
    assert problem.reason == (
        "Its drive HOLIDAY is away, and another one is in its place. Its photos (3) are kept."
    )
    assert len(diary.of("remark")) == 1


def test_a_new_disk_with_the_same_photos_is_the_roots_own(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str]
) -> None:
    shelf = machine.unplug("HOLIDAY")
    shutil.copytree(shelf, stick)
    machine.plug_in("LARGER", stick)
    run(library, machine).once()
    assert paths(library) == filled
    assert library.catalog.roots()[0].volume == "uuid:LARGER"
    assert library.catalog.problems() == []


def test_two_drives_may_change_places(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], paint_photo: PaintPhoto
) -> None:
    second = stick.with_name("f")
    paint_photo(second / "trips" / "x.jpg", size=(40, 30), seed=7)
    machine.plug_in("SECOND", second)
    library.catalog.add_root(str(second / "trips"))
    run(library, machine).once()
    one, two = machine.unplug("HOLIDAY"), machine.unplug("SECOND")
    machine.plug_in("SECOND", two.rename(stick))
    machine.plug_in("HOLIDAY", one.rename(second))
    run(library, machine).once()
    now = paths(library)
    assert {each: now[each] for each in filled} == {
        each: path.replace("/e/", "/f/") for each, path in filled.items()
    }
    assert now[4] == str(stick / "trips" / "x.jpg")
    assert [root.photos for root in library.catalog.roots()] == [1, 3]


def test_a_drive_does_not_come_back_into_another_root(
    library: Library, machine: Machine, filled: dict[int, str], tmp_path: Path
) -> None:
    shelf = machine.unplug("HOLIDAY")
    (tmp_path / "house").mkdir()
    library.catalog.add_root(str(tmp_path / "house"))
    machine.plug_in("HOLIDAY", shelf.rename(tmp_path / "house" / "stick"))
    drives = follow_drives(library.catalog, machine.volumes())
    assert drives.moved == {}
    assert paths(library) == filled


def test_a_second_drive_at_the_same_letter_can_be_followed_and_the_first_comes_back(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], paint_photo: PaintPhoto
) -> None:
    first = machine.unplug("HOLIDAY")
    paint_photo(stick / "trips" / "0.jpg", size=(40, 30), seed=9)
    machine.plug_in("OTHER", stick)
    choose_roots(library, [str(stick / "trips")], volumes=machine.volumes())
    run(library, machine).once()
    now = paths(library)
    assert now.pop(4) == str(stick / "trips" / "0.jpg")
    assert now[1] == os.path.join("HOLIDAY [uuid:HOLIDAY]", "trips", "0.jpg")
    second = machine.unplug("OTHER")
    machine.plug_in("HOLIDAY", first.rename(stick))
    run(library, machine).once()
    now = paths(library)
    assert now.pop(4) == os.path.join("OTHER [uuid:OTHER]", "trips", "0.jpg")
    assert now == filled
    machine.plug_in("OTHER", second.rename(stick.with_name("f")))
    run(library, machine).once()
    assert paths(library) == filled | {4: str(stick.with_name("f") / "trips" / "0.jpg")}
    assert library.catalog.faults() == []


def test_a_folder_above_a_drive_that_is_away_does_not_swallow_it(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str]
) -> None:
    machine.unplug("HOLIDAY", leaves_folder=True)
    choose_roots(library, [str(stick.parent)], volumes=machine.volumes())
    run(library, machine).once()
    assert len(paths(library)) == len(filled)
    assert [root.photos for root in library.catalog.roots()] in ([0, 3], [3, 0])


def test_what_is_moved_off_a_drive_that_is_here_is_followed(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], tmp_path: Path
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    library.catalog.add_root(str(house))
    shutil.copytree(stick / "trips", house / "trips")
    shutil.rmtree(stick / "trips")
    run(library, machine).once()
    assert paths(library) == {
        each: str(house / "trips" / os.path.basename(path)) for each, path in filled.items()
    }


def test_copies_of_what_is_on_a_drive_that_is_away_are_copies(
    library: Library, machine: Machine, stick: Path, filled: dict[int, str], tmp_path: Path
) -> None:
    house = tmp_path / "house"
    library.catalog.add_root(str(house))
    shutil.copytree(stick / "trips", house / "trips")
    machine.unplug("HOLIDAY")
    run(library, machine).once()
    now = paths(library)
    assert len(now) == 6
    assert {each: now[each] for each in filled} == filled


def test_problems_of_a_root_go_where_it_goes(library: Library, tmp_path: Path) -> None:
    catalog = library.catalog
    old, new = tmp_path / "old", tmp_path / "new"
    root = catalog.add_root(str(old))
    catalog.replace_unreadable(str(old), [Unreadable(str(old / "odd \udcff"), "No rights.")])
    assert catalog.relocate_roots({root.id: str(new)}) == [root.id]
    assert [problem.path for problem in catalog.problems()] == [str(new / "odd \udcff")]
    assert [each.path for each in catalog.roots()] == [str(new)]


@pytest.mark.parametrize("leaves_folder", [True, False])
def test_a_drive_inside_of_a_root_is_away_and_its_few_photos_are_kept_until_it_is_back(
    library: Library,
    machine: Machine,
    stick: Path,
    tmp_path: Path,
    paint_photo: PaintPhoto,
    leaves_folder: bool,
) -> None:
    paint_photo(tmp_path / "media" / "own.jpg", seed=9)
    library.catalog.add_root(str(tmp_path / "media"))
    run(library, machine).once()
    filled = paths(library)
    assert len(filled) == 4
    shelf = machine.unplug("HOLIDAY", leaves_folder=leaves_folder)
    (tmp_path / "media" / "own.jpg").unlink()
    paint_photo(tmp_path / "media" / "other.jpg", seed=10)
    watching = run(library, machine)
    for _ in range(2):
        watching.once()
        kept = [path for path in paths(library).values() if path.startswith(str(stick))]
        assert kept == [path for path in filled.values() if path.startswith(str(stick))]
        (problem,) = library.catalog.problems()
        assert problem.path == str(stick)
        assert problem.reason == "The drive HOLIDAY is away: its photos are kept."
        assert not watching._drives.is_any_back(machine.volumes)
    if leaves_folder:
        stick.rmdir()
    machine.plug_in("HOLIDAY", shelf.rename(stick))
    assert watching._drives.is_any_back(machine.volumes)
    watching.once()
    assert (library.catalog.count(), library.catalog.problems()) == (4, [])


def test_photos_of_a_drive_inside_of_a_root_go_at_a_word_that_names_their_folder(
    library: Library, machine: Machine, stick: Path, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    paint_photo(tmp_path / "media" / "own.jpg", seed=9)
    root = library.catalog.add_root(str(tmp_path / "media")).path
    run(library, machine).once()
    machine.unplug("HOLIDAY", leaves_folder=True)
    for named, left in (((), 4), ((root,), 1)):
        options = Options(paths=named, workers=1, device="cpu", accept_missing=True)
        control = Control()
        control.accepts_missing = True
        Run(library, (root,), options, control, Diary(), machine.volumes).once()
        assert library.catalog.count() == left
    run(library, machine).once()
    assert library.catalog.setting("drives_inside") == "{}"
    assert library.catalog.problems() == []


def test_a_drive_that_is_unplugged_in_the_middle_costs_nothing_once_it_is_back(
    library: Library, machine: Machine, stick: Path, paint_photo: PaintPhoto
) -> None:
    for seed in range(3, 30):
        paint_photo(stick / "trips" / f"{seed}.jpg", size=(40, 30), seed=seed)
    root = library.catalog.add_root(str(stick / "trips")).path
    bundle = load_bundle(user_models() / "tiny")
    for progress in ingest(library, bundle, IngestOptions((root,), workers=1)):
        if progress.done and stick.exists():
            shelf = machine.unplug("HOLIDAY")
    assert 0 < library.catalog.count() < 30
    machine.plug_in("HOLIDAY", shelf.rename(stick))
    run(library, machine).once()
    assert library.catalog.count() == 30
    assert library.catalog.problems() == []


@pytest.mark.parametrize("back", ["taken", "outside", "renamed"])
def test_a_drive_that_was_inside_of_a_root_and_is_elsewhere_has_nobody_look_without_end(
    library: Library,
    machine: Machine,
    stick: Path,
    tmp_path: Path,
    paint_photo: PaintPhoto,
    back: str,
) -> None:
    paint_photo(tmp_path / "media" / "own.jpg", seed=9)
    library.catalog.add_root(str(tmp_path / "media"))
    run(library, machine).once()
    shelf = machine.unplug("HOLIDAY")
    run(library, machine).once()
    place = {"taken": stick.with_name("e1"), "outside": tmp_path / "run", "renamed": stick}[back]
    if back == "taken":  # By photos that the library knows already.
        paint_photo(place / "x.jpg", seed=10)
        run(library, machine).once()
        shutil.rmtree(place)
    machine.plug_in("HOLIDAY", shelf.rename(place))
    if back == "renamed":
        volumes = Volumes([
            Volume("system", "", str(machine.top)), Volume("uuid:HOLIDAY", "TRIPS", str(place)),
        ])  # fmt: skip
        machine.volumes = lambda: volumes  # type: ignore[method-assign] # Renamed.
    watching = run(library, machine)
    watching.once()
    assert not watching._drives.is_any_back(machine.volumes)
    assert bool(library.catalog.problems()) == (back != "renamed")

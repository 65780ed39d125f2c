"""Photos go out whole, under names that are free, and what was broken off is finished."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.errors import LibraryError
from indexer.export import Exporting, Pattern, Wanted, export, placing
from indexer.files import reachable
from tests.indexer.export.outgoing import became, put, run, there
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.library import Library


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """A disk that takes no file of more bytes."""
    resource = pytest.importorskip("resource")
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_photos_are_copied_under_their_names_with_their_times(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b/c.jpg")
    outcomes = run(library, ids, target)
    assert became(outcomes) == ["copied", "copied"]
    assert there(target) == {"a.jpg": b"a.jpg", "c.jpg": b"b/c.jpg"}
    assert (target / "a.jpg").stat().st_mtime == (tmp_path / "photos" / "a.jpg").stat().st_mtime
    assert there(tmp_path / "photos") == {"a.jpg": b"a.jpg", "b/c.jpg": b"b/c.jpg"}


def test_nothing_that_is_there_is_ever_overwritten(
    library: Library, tmp_path: Path, target: Path
) -> None:
    target.mkdir()
    (target / "a.jpg").write_bytes(b"mine")
    (target / "A (2).JPG").mkdir()
    ids = put(library, tmp_path, "a.jpg", "x/a.jpg", "y/A.jpg")
    run(library, ids, target)
    found = there(target)
    assert found.pop("a.jpg") == b"mine"
    assert sorted(found.values()) == [b"a.jpg", b"x/a.jpg", b"y/A.jpg"]
    assert len({name.casefold() for name in found}) == 3


def test_the_same_export_again_does_nothing_twice(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "x/a.jpg", "y/a.jpg", content=b"the same")
    first = run(library, ids, target, table="json")
    before = there(target)
    assert set(before) == {"a.jpg", "a (2).jpg", "a (3).jpg", "photos.json"}
    again = run(library, ids, target, table="json")
    assert became(again) == ["there"] * 3
    assert [each.name for each in again] == [each.name for each in first]
    assert there(target) == before


def test_a_copy_is_known_by_its_content_and_not_by_its_size_and_time(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg")
    run(library, ids, target)
    seen = (target / "b.jpg").stat()
    (target / "b.jpg").write_bytes(b"B.jpg")
    os.utime(target / "a.jpg", (1, 1))
    os.utime(target / "b.jpg", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert became(run(library, ids, target)) == ["there", "copied"]
    assert there(target)["b (2).jpg"] == b"b.jpg"


def test_links_take_no_room_and_are_known_again(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    assert became(run(library, ids, target, link=True)) == ["linked"]
    assert os.path.samefile(target / "a.jpg", tmp_path / "photos" / "a.jpg")
    assert became(run(library, ids, target, link=True)) == ["there"]


def test_what_comes_by_a_name_at_the_last_moment_is_not_overwritten_either(
    library: Library, tmp_path: Path, target: Path
) -> None:
    put(library, tmp_path, "a.jpg")
    target.mkdir(exist_ok=True)
    (target / "b.jpg").write_bytes(b"mine")
    with pytest.raises(placing.TakenError):
        placing.link(str(tmp_path / "photos" / "a.jpg"), target / "b.jpg")
    with pytest.raises(placing.TakenError):
        placing.copy(str(tmp_path / "photos" / "a.jpg"), target / "b.jpg")
    assert there(target) == {"b.jpg": b"mine"}


@pytest.mark.skipif(
    not os.path.isdir("/dev/shm")
    or os.stat("/dev/shm").st_dev == os.stat(tempfile.gettempdir()).st_dev,
    reason="there is no other disk",
)
def test_links_across_disks_become_copies(library: Library, tmp_path: Path) -> None:
    ids = put(library, tmp_path, "a.jpg")
    target = Path("/dev/shm") / f"shoebox-{os.getpid()}"
    try:
        assert became(run(library, ids, target, link=True)) == ["copied"]
        assert there(target) == {"a.jpg": b"a.jpg"}
    finally:
        shutil.rmtree(target, ignore_errors=True)


def test_a_pattern_may_make_folders(library: Library, tmp_path: Path, target: Path) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg")
    run(library, ids, target, pattern=Pattern("{year}/{date}"))
    assert set(there(target)) == {"2023/2023-06-01.jpg", "2023/2023-06-01 (2).jpg"}


def test_missing_originals_are_told_and_the_others_exported(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg", "c.jpg")
    (tmp_path / "photos" / "b.jpg").unlink()
    outcomes = run(library, ids, target)
    assert became(outcomes) == ["copied", "missing", "copied"]
    assert outcomes[1].reason == "its file is not there"


def test_a_name_that_is_too_long_for_a_number_loses_its_middle(
    library: Library, tmp_path: Path, target: Path
) -> None:
    name = f"{'x' * 251}.jpg"
    ids = put(library, tmp_path, name, f"b/{name}", "b/short.jpg")
    assert became(run(library, ids, target)) == ["copied"] * 3
    assert set(there(target)) == {name, f"{'x' * 176}.jpg", "short.jpg"}
    assert became(run(library, ids, target)) == ["there"] * 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="to root nothing is forbidden")
def test_a_file_that_may_not_be_read_stops_no_other(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg")
    (tmp_path / "photos" / "a.jpg").chmod(0)
    assert became(run(library, ids, target)) == ["failed", "copied"]


def test_a_dry_run_only_tells(library: Library, tmp_path: Path, target: Path) -> None:
    ids = put(library, tmp_path, "a.jpg", "x/a.jpg")
    outcomes = run(library, ids, target, dry_run=True, table="csv")
    assert became(outcomes) == ["planned", "planned"]
    assert [each.name for each in outcomes] == ["a.jpg", "a (2).jpg"]
    assert not target.exists()


def test_the_librarys_own_folders_are_refused(library: Library, tmp_path: Path) -> None:
    ids = put(library, tmp_path, "a.jpg")
    (tmp_path / "way").symlink_to(tmp_path / "photos")
    for inside in ("photos", "photos/new", "way/new", "library"):
        with pytest.raises(LibraryError, match="which belongs to the library"):
            run(library, ids, tmp_path / inside)
    assert not (tmp_path / "photos" / "new").exists()


def test_one_folder_takes_one_export_at_a_time(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg")
    photos = library.catalog.photos(ids)
    wanted = [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
    running = export(library, wanted, Exporting(target))
    next(running)
    with pytest.raises(LibraryError, match="Another Shoebox is exporting to"):
        run(library, ids, target)
    running.close()
    assert became(run(library, ids, target)) == ["there", "copied"]
    assert set(there(target)) == {"a.jpg", "b.jpg"}


# -- what is known of them ------------------------------------------------------------------------


def test_a_table_tells_what_is_known_of_each_photo(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg", "c.jpg")
    library.catalog.confirm_tag(ids[:1], "Größe, bunt")
    library.catalog.give_tags({ids[0]: {"dog": 0.6}})
    library.catalog.set_rating(ids[:1], 4)
    (tmp_path / "photos" / "c.jpg").unlink()
    run(library, ids, target, table="json")
    run(library, ids, target, table="csv")
    rows = json.loads((target / "photos.json").read_text())
    assert [row["exported"] for row in rows] == ["a.jpg", "b.jpg"]
    assert rows[0]["tags"] == [
        {"tag": "Größe, bunt", "source": "user", "score": None},
        {"tag": "dog", "source": "auto", "score": 0.6},
    ]
    assert (rows[0]["rating"], rows[0]["taken_at"]) == (4, "2023-06-01T14:05:09")
    with (target / "photos.csv").open(encoding="utf-8-sig", newline="") as file:
        (first, second) = csv.DictReader(file)
    assert first["tags"] == "Größe, bunt (user); dog (auto 0.60)"
    assert first["path"] == str(tmp_path / "photos" / "a.jpg")
    assert second["tags"] == ""


def test_a_table_takes_no_other_ones_place(library: Library, tmp_path: Path, target: Path) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg")
    run(library, ids[:1], target, table="csv")
    run(library, ids, target, table="csv")
    assert {"photos.csv", "photos (2).csv"} <= set(there(target))


def test_a_table_that_the_disk_does_not_take_is_told_and_leaves_nothing_half(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    with files_up_to(100), pytest.raises(LibraryError, match="takes no file as large"):
        run(library, ids, target, table="csv")
    assert set(there(target)) == {"a.jpg"}


# -- what can go wrong ----------------------------------------------------------------------------

KILLED = """
import sys
import tempfile
from pathlib import Path
from indexer.export import Exporting, Wanted, export
from indexer.library import Library
folder = Path(sys.argv[1])
with Library.open(folder / "library") as library:
    photos = library.catalog.photos(library.catalog.all_ids(newest_first=False).tolist())
    wanted = [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
    for outcome in export(library, wanted, Exporting(folder / "out", table="csv")):
        print(outcome.name, flush=True)
"""


def test_an_export_that_was_killed_is_finished_by_the_next(
    library: Library, tmp_path: Path, target: Path
) -> None:
    content = os.urandom(3_000_000)
    ids = put(library, tmp_path, *(f"{n}/photo.jpg" for n in range(24)), content=content)
    sizes = []
    for attempt in range(3):
        command = [sys.executable, "-c", KILLED, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for _ in range(4 + 4 * attempt):
                child.stdout.readline()
            time.sleep(0.003 * attempt)  # Somewhere in the middle of the next photo.
            child.kill()
        found = {name: held for name, held in there(target).items() if name.endswith(".jpg")}
        assert all(held == content for held in found.values())
        sizes.append(len(found))
    assert 4 <= sizes[0] < sizes[1] < sizes[2] < len(ids)
    assert set(became(run(library, ids, target, table="csv"))) == {"there", "copied"}
    assert set(there(target)) == {
        "photo.jpg", *(f"photo ({n}).jpg" for n in range(2, 25)), "photos.csv",
    }  # fmt: skip


def test_a_full_disk_is_told_in_one_line_and_leaves_nothing_half(
    library: Library, tmp_path: Path, target: Path
) -> None:
    target.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(target)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may mount no small disk")
    try:
        ids = put(library, tmp_path, "a.jpg", "b.jpg", "c.jpg", content=os.urandom(400_000))
        with pytest.raises(LibraryError, match=r"The disk that holds .* is full: make room"):
            run(library, ids, target)
        assert set(there(target)) == {"a.jpg", "b.jpg"}
        (target / "b.jpg").unlink()
        assert became(run(library, ids[:2], target)) == ["there", "copied"]
    finally:
        subprocess.run(["umount", str(target)], check=True)


def test_a_file_too_large_for_the_disk_stops_no_other(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg", content=b"x" * 100_000)
    ids += put(library, tmp_path, "b.jpg", content=b"x" * 100)
    with files_up_to(50_000):
        outcomes = run(library, ids, target)
    assert became(outcomes) == ["failed", "copied"]
    assert set(there(target)) == {"b.jpg"}


def test_a_folder_that_cannot_be_made_is_told_in_one_line(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    target.write_bytes(b"a file")
    with pytest.raises(LibraryError, match="is not a folder: a file has its name"):
        run(library, ids, target)
    assert [each.became for each in run(library, [], tmp_path / "empty")] == []


def test_photos_go_to_and_come_from_places_of_any_depth(library: Library, tmp_path: Path) -> None:
    deep = Path(*["a folder of some length"] * 12)
    path, target = tmp_path / "photos" / deep / "a.jpg", tmp_path / "out" / deep
    os.makedirs(reachable(os.fspath(path.parent)))
    for name in (path.name, path.name + ".xmp"):
        with open(reachable(os.fspath(path.with_name(name))), "wb") as file:
            file.write(name.encode())
    ids = library.add([indexed(str(path), 1)], STAMP)
    assert became(run(library, ids, target, table="csv")) == ["copied"]
    assert became(run(library, ids, target, table="csv")) == ["there"]
    with os.scandir(reachable(os.fspath(target))) as found:
        assert {each.name for each in found} == {"a.jpg", "a.jpg.xmp", "photos.csv"}

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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from indexer.errors import LibraryError
from indexer.export import Exporting, Pattern, Wanted, export, placing
from indexer.library import Library
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.export import Outcome


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(str(tmp_path / "photos"))
        yield library


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def put(library: Library, folder: Path, *names: str, content: bytes | None = None) -> list[int]:
    """Write files below `photos` and have the library know them; their ids."""
    batch = []
    for name in names:
        path = folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() if content is None else content)
        os.utime(path, (1_600_000_000, 1_600_000_000 + len(name)))
        seed = abs(hash(name)) % 10**9
        item = indexed(str(path), seed, taken_at="2023-06-01T14:05:09")
        batch.append(item)
    return library.add(batch, STAMP)


def run(library: Library, ids: Sequence[int], target: Path, **how: Any) -> list[Outcome]:
    photos = library.catalog.photos(ids)
    wanted = [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
    return list(export(library, wanted, Exporting(target, **how)))


def there(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def became(outcomes: Sequence[Outcome]) -> list[str]:
    return [each.became.value for each in outcomes]


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
    (target / "b.jpg").write_bytes(b"mine")
    with pytest.raises(placing.TakenError):
        placing.link(str(tmp_path / "photos" / "a.jpg"), target / "b.jpg")
    with pytest.raises(placing.TakenError):
        placing.copy(str(tmp_path / "photos" / "a.jpg"), target / "b.jpg")
    assert there(target)["b.jpg"] == b"mine"
    assert len(there(target)) == 2


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


def test_sidecars_travel_along(library: Library, tmp_path: Path, target: Path) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg", "x/b.jpg")
    for name in ("a.xmp", "b.jpg.xmp", "x/b.jpg.xmp", "c.xmp"):
        (tmp_path / "photos" / name).write_text(name)
    run(library, ids, target, link=True)
    assert {name for name in there(target) if name.endswith(".xmp")} == {
        "a.xmp", "b.jpg.xmp", "b (2).jpg.xmp",
    }  # fmt: skip
    assert there(target)["b (2).jpg.xmp"] == b"x/b.jpg.xmp"
    assert not os.path.samefile(target / "a.xmp", tmp_path / "photos" / "a.xmp")
    before = there(target)
    assert became(run(library, ids, target, link=True)) == ["there"] * 3
    assert there(target) == before


def test_a_sidecar_of_somebody_else_is_not_taken_for_the_photos(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    (tmp_path / "photos" / "a.xmp").write_text("hers")
    target.mkdir()
    (target / "a.xmp").write_text("his!")
    run(library, ids, target)
    assert there(target) == {"a.xmp": b"his!", "a (2).jpg": b"a.jpg", "a (2).xmp": b"hers"}


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
    resource = pytest.importorskip("resource")
    ids = put(library, tmp_path, "a.jpg", content=b"x" * 100_000)
    ids += put(library, tmp_path, "b.jpg", content=b"x" * 100)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        outcomes = run(library, ids, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
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

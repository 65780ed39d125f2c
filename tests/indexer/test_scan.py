"""The scan: what is there, what is left out by which rule, and what has changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer import scan
from indexer.formats import SUFFIXES
from indexer.scan import (
    Changes,
    Ignored,
    KnownFile,
    SeenFile,
    Unreadable,
    find_changes,
    walk,
    walking,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
rights_count = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything"
)


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture of " + os.fsencode(name))


def _pictures(root: Path, excludes: Sequence[str] = ()) -> list[str]:
    found = walk(str(root), excludes=excludes)
    return [
        Path(os.path.relpath(file.path, root)).as_posix()
        for file in found
        if isinstance(file, SeenFile)
    ]


def _ignored(root: Path, excludes: Sequence[str] = ()) -> dict[str, str]:
    found = walk(str(root), excludes=excludes)
    return {
        Path(os.path.relpath(row.path, root)).as_posix(): row.rule
        for row in found
        if isinstance(row, Ignored)
    }


def _known(*roots: Path) -> dict[str, KnownFile]:
    """What a library knows that took everything in as it is now."""
    files = [row for root in roots for row in walk(str(root)) if isinstance(row, SeenFile)]
    return {
        file.path: KnownFile(number, file.size, file.mtime_ns)
        for number, file in enumerate(files, start=1)
    }


def _names(files: Sequence[SeenFile]) -> list[str]:
    return [os.path.basename(file.path) for file in files]


def _ids(known: dict[str, KnownFile], *names: str) -> list[int | None]:
    by_name = {os.path.basename(path): file.photo_id for path, file in known.items()}
    return sorted((by_name[name] for name in names), key=lambda number: number or 0)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    _make(folder, "a.jpg", "b.PNG", "2023/c.heic", "2023/may/d.tiff")
    return folder


def test_pictures_are_found_at_every_depth_in_order(photos: Path) -> None:
    assert _pictures(photos) == ["a.jpg", "b.PNG", "2023/c.heic", "2023/may/d.tiff"]


def test_a_found_file_says_what_the_disk_says(photos: Path) -> None:
    first = next(walk(str(photos)))
    status = (photos / "a.jpg").stat()
    assert first == SeenFile(str(photos / "a.jpg"), status.st_size, status.st_mtime_ns)


def test_every_picture_suffix_is_known_in_any_case(tmp_path: Path) -> None:
    names = sorted(f"{number:02}.{suffix}" for number, suffix in enumerate(SUFFIXES))
    _make(tmp_path, *names, *(name.swapcase() for name in names if os.name != "nt"))
    assert set(_pictures(tmp_path)) >= set(names)


def test_what_is_no_picture_is_accounted_for(photos: Path) -> None:
    _make(photos, "notes.txt", "jpg", "song.mp3", "2023/readme")
    assert _ignored(photos) == dict.fromkeys(
        ["notes.txt", "jpg", "song.mp3", "2023/readme"], "not a picture"
    )


def test_hidden_and_system_folders_are_one_row_each(photos: Path) -> None:
    _make(
        photos, ".cache/x.jpg", ".x.jpg", "@eaDir/x.jpg", "$RECYCLE.BIN/S-1/x.jpg", "lost+found/x"
    )
    assert _ignored(photos) == {
        ".cache": "hidden folder",
        ".x.jpg": "hidden file",
        "@eaDir": "system folder",
        "$RECYCLE.BIN": "system folder",
        "lost+found": "system folder",
    }
    assert len(_pictures(photos)) == 4


def test_a_root_is_walked_even_if_it_is_hidden_itself(tmp_path: Path) -> None:
    _make(tmp_path / ".hidden", "a.jpg")
    assert _pictures(tmp_path / ".hidden") == ["a.jpg"]


def test_a_root_may_be_a_single_file(photos: Path) -> None:
    assert [row.path for row in walk(str(photos / "a.jpg"))] == [str(photos / "a.jpg")]


def test_a_users_patterns_leave_files_and_folders_out(photos: Path) -> None:
    excludes = ["may/", "*.png"]
    assert "b.PNG" in _pictures(photos, ["2023"]) or sys.platform in {"win32", "darwin"}
    _make(photos, "x.png")
    assert _ignored(photos, excludes)["2023/may"] == "excluded by may/"
    assert _ignored(photos, excludes)["x.png"] == "excluded by *.png"


@pytest.mark.parametrize(
    "name",
    [
        "Ωmega 写真 🐕.jpg",
        "e\u0301te\u0301.jpg",
        " leading and trailing .jpg",
        "semi;colon 'quote' #hash %41.jpg",
        "x" * 251 + ".jpg",
        pytest.param("new\nline\ttab.jpg", marks=posix_only),
        pytest.param('"quotes" back\\slash *?.jpg', marks=posix_only),
        pytest.param(os.fsdecode(b"latin-1 \xe9\xff.jpg"), marks=posix_only),
    ],
)
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    try:
        _make(tmp_path, name)
    except OSError:
        pytest.skip("this file system does not take the name")
    (found,) = walk(str(tmp_path))
    assert isinstance(found, SeenFile)
    assert Path(found.path).read_bytes().startswith(b"picture")


def test_a_tree_deeper_than_a_path_may_be_long_is_survived(tmp_path: Path) -> None:
    _make(tmp_path, "a.jpg")
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        for _ in range(25):
            os.mkdir("deep" * 50)
            os.chdir("deep" * 50)
    except OSError:
        pytest.skip("this system does not make such a tree")
    finally:
        os.chdir(before)
    found = list(walk(str(tmp_path)))
    assert [type(row) for row in found] == [SeenFile, Unreadable]
    assert found[1] == Unreadable(found[1].path, "Its path is too long for this system.")


@posix_only
def test_links_that_lead_round_in_circles_end(photos: Path) -> None:
    (photos / "2023" / "up").symlink_to(photos)
    (photos / "self").symlink_to(photos / "self")
    (photos / "2023" / "again").symlink_to(photos / "2023")
    assert len(_pictures(photos)) == 4
    assert _ignored(photos)["2023/up"] == f"the same folder as {photos}"


@posix_only
def test_links_out_of_a_folder_are_not_followed(photos: Path, tmp_path: Path) -> None:
    _make(tmp_path / "elsewhere", "of another.jpg")
    own = _pictures(photos)
    (photos / "above").symlink_to(tmp_path)
    (photos / "all").symlink_to("/")
    (photos / "running").symlink_to("/proc/self")
    (photos / "beside").symlink_to(tmp_path / "elsewhere")
    (photos / "2023" / "of another.jpg").symlink_to(tmp_path / "elsewhere" / "of another.jpg")
    assert _pictures(photos) == own
    links = ("above", "all", "running", "beside", "2023/of another.jpg")
    assert {_ignored(photos)[each] for each in links} == {walking.OUT_OF_HERE}


@posix_only
def test_a_link_to_a_picture_of_the_same_folder_is_a_copy_of_it(photos: Path) -> None:
    own = _pictures(photos)
    (photos / "best.jpg").symlink_to(photos / own[0])
    assert sorted(_pictures(photos)) == sorted([*own, "best.jpg"])


@posix_only
def test_a_link_into_another_folder_of_the_library_is_followed_in_a_run_through_both_and_one(
    photos: Path, tmp_path: Path
) -> None:
    _make(tmp_path / "nas", "w.jpg", "2020/y.jpg", ".kept/x.jpg")
    (photos / "nas").symlink_to(tmp_path / "nas" / ".kept")
    (photos / "all").symlink_to(tmp_path / "nas")
    (photos / "above").symlink_to(tmp_path)
    both = [str(photos), str(tmp_path / "nas")]
    for roots in (both, both[:1]):
        changes = find_changes(roots, {}, tops=both)
        found = {file.path for file in changes.new if file.path[-5] in "wxy"}
        own = {os.path.join(root, name) for root in roots[1:] for name in ("w.jpg", "2020/y.jpg")}
        assert found == {*own, str(photos / "nas" / "x.jpg")}
        assert Ignored(str(photos / "all"), f"the same folder as {both[1]}") in changes.ignored
        assert Ignored(str(photos / "above"), walking.OUT_OF_HERE) in changes.ignored


@posix_only
def test_a_linked_folder_is_walked_once_and_keeps_its_own_path(tmp_path: Path) -> None:
    _make(tmp_path / "photos" / "z real", "a.jpg")
    (tmp_path / "photos" / "a link").symlink_to(tmp_path / "photos" / "z real")
    assert _pictures(tmp_path / "photos") == ["z real/a.jpg"]


@posix_only
def test_a_folder_that_is_reached_by_a_link_itself_holds_what_it_links_to(tmp_path: Path) -> None:
    _make(tmp_path / "disk" / "real", "a.jpg")
    (tmp_path / "disk" / "again.jpg").symlink_to(tmp_path / "disk" / "real" / "a.jpg")
    (tmp_path / "photos").symlink_to(tmp_path / "disk")
    assert _pictures(tmp_path / "photos") == ["again.jpg", "real/a.jpg"]


@posix_only
def test_what_was_known_behind_a_link_whose_drive_is_away_is_out_of_sight_and_not_gone(
    photos: Path, tmp_path: Path
) -> None:
    (photos / "nas").symlink_to(tmp_path / "not mounted")
    known = {str(photos / "nas" / "a.jpg"): KnownFile(photo_id=7, size=1, mtime_ns=1)}
    changes = find_changes([str(photos)], known)
    assert (changes.unseen, changes.gone, changes.left_out) == ([7], [], [])
    told = "It is a link to something that is not there."
    assert changes.unreadable == [Unreadable(str(photos / "nas"), told)]


@posix_only
def test_a_link_to_nothing_is_told(photos: Path) -> None:
    (photos / "gone.jpg").symlink_to(photos / "nowhere.jpg")
    (row,) = (row for row in walk(str(photos)) if isinstance(row, Unreadable))
    assert row == Unreadable(
        str(photos / "gone.jpg"), "It is a link to something that is not there."
    )


@posix_only
def test_a_pipe_with_a_pictures_name_is_left_alone(photos: Path) -> None:
    os.mkfifo(photos / "pipe.jpg")
    assert _ignored(photos) == {"pipe.jpg": "not a file but a pipe or a device"}


@rights_count
def test_a_folder_without_rights_is_told_and_what_is_known_in_it_stays(photos: Path) -> None:
    known = _known(photos)
    (photos / "2023").chmod(0)
    try:
        changes = find_changes([str(photos)], known)
    finally:
        (photos / "2023").chmod(0o755)
    assert changes.unreadable == [
        Unreadable(str(photos / "2023"), "There is no permission to read it.")
    ]
    assert changes.gone == []


def test_files_that_vanish_while_scanning_are_no_error(photos: Path) -> None:
    _make(photos, *(f"many/{number:03}.jpg" for number in range(50)), "z/last.jpg")
    found: Iterator[SeenFile | Ignored | Unreadable] = walk(str(photos))
    seen = [next(found) for _ in range(10)]
    for path in [*(photos / "many").iterdir(), photos / "z" / "last.jpg"]:
        path.unlink()
    (photos / "many").rmdir()
    (photos / "z").rmdir()
    seen += found
    assert all(isinstance(row, SeenFile) for row in seen)
    assert len(seen) < 54


def test_a_first_scan_finds_everything_new(photos: Path) -> None:
    changes = find_changes([str(photos)], {})
    assert _names(changes.new) == ["a.jpg", "b.PNG", "c.heic", "d.tiff"]
    assert changes.seen == 4


def test_a_second_scan_finds_nothing_to_do(photos: Path) -> None:
    assert find_changes([str(photos)], _known(photos)) == Changes(unchanged=4, seen=4)


def test_a_full_scan_reads_what_is_unchanged_again(photos: Path) -> None:
    changes = find_changes([str(photos)], _known(photos), full=True)
    assert len(changes.changed) == 4
    assert changes.unchanged == 0


def test_new_changed_and_gone_are_told_apart(photos: Path) -> None:
    known = _known(photos)
    _make(photos, "new.jpg")
    (photos / "a.jpg").write_bytes(b"of another size")
    os.utime(photos / "b.PNG", ns=(0, 1_000_000_000))
    (photos / "2023" / "c.heic").unlink()
    changes = find_changes([str(photos)], known)
    assert _names(changes.new) == ["new.jpg"]
    assert [id_ for id_, _ in changes.changed] == _ids(known, "a.jpg", "b.PNG")
    assert changes.gone == _ids(known, "c.heic")
    assert changes.unchanged == 1


def test_a_renamed_file_is_one_gone_and_one_new(photos: Path) -> None:
    known = _known(photos)
    (photos / "a.jpg").rename(photos / "renamed.jpg")
    changes = find_changes([str(photos)], known)
    assert (_names(changes.new), changes.gone) == (["renamed.jpg"], _ids(known, "a.jpg"))


def test_a_known_problem_is_read_again_only_when_its_file_changes(photos: Path) -> None:
    known = _known(photos)
    problems = {path: KnownFile(None, file.size, file.mtime_ns) for path, file in known.items()}
    assert find_changes([str(photos)], problems).unchanged == 4
    (photos / "a.jpg").write_bytes(b"mended")
    (photos / "b.PNG").unlink()
    changes = find_changes([str(photos)], problems)
    assert [id_ for id_, _ in changes.changed] == [None]
    assert changes.gone_problems == [str(photos / "b.PNG")]
    assert changes.gone == []


def test_what_is_left_out_from_now_on_is_gone(photos: Path) -> None:
    known = _known(photos)
    changes = find_changes([str(photos)], known, excludes=["2023"])
    assert changes.gone == _ids(known, "c.heic", "d.tiff")
    assert [row.rule for row in changes.ignored] == ["excluded by 2023"]


def test_a_missing_root_is_away_and_nothing_of_it_is_gone(photos: Path, tmp_path: Path) -> None:
    known = _known(photos)
    photos.rename(tmp_path / "unplugged")
    changes = find_changes([str(photos)], known)
    assert (changes.away, changes.gone) == ([str(photos)], [])


def test_a_root_that_is_suddenly_empty_is_away(photos: Path, tmp_path: Path) -> None:
    known = _known(photos)
    photos.rename(tmp_path / "unplugged")
    photos.mkdir()  # A mount point without its drive.
    changes = find_changes([str(photos)], known)
    assert (changes.away, changes.gone) == ([str(photos)], [])


def test_an_empty_root_of_which_nothing_is_known_is_only_empty(tmp_path: Path) -> None:
    assert find_changes([str(tmp_path)], {}) == Changes()


def test_a_root_with_a_separator_at_its_end_can_be_away_too(photos: Path, tmp_path: Path) -> None:
    known = _known(photos)
    photos.rename(tmp_path / "unplugged")
    changes = find_changes([str(photos) + os.sep], known)
    assert changes.gone == []


def test_other_roots_are_compared_while_one_is_away(photos: Path, tmp_path: Path) -> None:
    _make(tmp_path / "more", "x.jpg", "y.jpg")
    known = _known(photos, tmp_path / "more")
    photos.rename(tmp_path / "unplugged")
    (tmp_path / "more" / "x.jpg").unlink()
    changes = find_changes([str(photos), str(tmp_path / "more")], known)
    assert changes.gone == _ids(known, "x.jpg")
    assert changes.unchanged == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_root_inside_another_counts_its_files_once(photos: Path, turned: bool) -> None:
    roots = [str(photos), str(photos / "2023")]
    changes = find_changes(roots[::-1] if turned else roots, {})
    assert sorted(_names(changes.new)) == ["a.jpg", "b.PNG", "c.heic", "d.tiff"]
    assert changes.ignored == []


def test_one_folder_under_two_names_counts_its_files_once(photos: Path) -> None:
    other = photos.with_name("PHOTOS")
    if not other.exists():  # A file system that tells cases apart: a link has two names as well.
        if sys.platform == "win32":
            pytest.skip("links need rights on Windows")
        other.symlink_to(photos)
    changes = find_changes([str(photos), str(other)], {})
    assert len(changes.new) == 4
    known = _known(photos)
    again = find_changes([str(photos), str(other)], known)
    assert (again.unchanged, again.gone, again.away) == (4, [], [])


def test_what_is_only_in_the_cloud_stays_known(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _known(photos)
    monkeypatch.setattr(walking, "_STATUS_TELLS", True)
    monkeypatch.setattr(walking, "is_in_the_cloud", lambda status: status.st_size > 0)
    assert find_changes([str(photos)], known) == Changes(unchanged=4, seen=4)
    assert {row.reason for row in find_changes([str(photos)], {}).unreadable} == {
        scan.ONLY_IN_THE_CLOUD
    }


def test_the_count_is_told_while_it_grows(tmp_path: Path) -> None:
    _make(tmp_path, *(f"{number}.jpg" for number in range(600)))
    told: list[int] = []
    find_changes([str(tmp_path)], {}, on_seen=told.append)
    assert told == [256, 512, 600]

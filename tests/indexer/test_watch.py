"""Changes below the roots are noticed, and nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.volumes import Volume, Volumes
from indexer.watch import TOO_MANY, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import PaintPhoto


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def told(watch: Watch, stopped: threading.Event, *, within: int = 20) -> bool:
    """Whether a change is told within so many breaths."""
    return any(watch.wait(stopped) for _ in range(within))


def test_a_new_photo_is_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        paint_photo(tmp_path / "a.jpg")
        assert told(watch, stopped)


def test_a_sidecar_is_told(tmp_path: Path, stopped: threading.Event) -> None:
    with Watch([str(tmp_path)]) as watch:
        (tmp_path / "a.jpg.xmp").write_text("sidecar")
        assert told(watch, stopped)


def test_a_photo_in_a_folder_that_is_new_itself_is_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        paint_photo(tmp_path / "new" / "er" / "a.jpg")
        assert told(watch, stopped)


def test_a_look_in_passing_notices_what_has_happened_and_waits_for_nothing_else(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        assert not watch.noticed(stopped)
        paint_photo(tmp_path / "a.jpg")
        assert any(watch.noticed(stopped) for _ in range(5000))
        assert not watch.noticed(stopped)


def test_a_look_in_passing_notices_a_root_that_comes(
    tmp_path: Path, stopped: threading.Event
) -> None:
    drive = tmp_path / "drive"
    with Watch([str(drive)]) as watch:
        assert not watch.noticed(stopped)
        drive.mkdir()
        assert watch.noticed(stopped)


def test_neither_other_files_nor_the_library_are_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    own = tmp_path / "library"
    own.mkdir()
    with Watch([str(tmp_path)], leave_out=str(own)) as watch:
        (tmp_path / "letter.txt").write_text("Dear")
        paint_photo(own / "a.jpg")
        assert not told(watch, stopped, within=2)


def test_a_root_that_comes_and_goes_is_told(tmp_path: Path, stopped: threading.Event) -> None:
    drive = tmp_path / "drive"
    with Watch([str(drive)]) as watch:
        drive.mkdir()
        assert told(watch, stopped)
        drive.rmdir()
        assert told(watch, stopped)


def test_a_root_whose_name_is_no_text_is_looked_at_now_and_then(
    tmp_path: Path, stopped: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name != "posix" or sys.platform == "darwin":
        pytest.skip("this system has no such names")
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    monkeypatch.setattr("indexer.watch.SECONDS_BETWEEN_LOOKS", 0.0)
    with Watch([str(folder)]) as watch:
        (folder / "a.jpg").write_bytes(b"a picture")
        assert told(watch, stopped, within=1)
        assert not told(watch, stopped, within=1)


def test_a_file_whose_name_is_no_text_is_told_and_ends_no_watch(
    tmp_path: Path, stopped: threading.Event
) -> None:
    if os.name != "posix" or sys.platform == "darwin":
        pytest.skip("this system has no such names")
    with Watch([str(tmp_path)]) as watch:
        (tmp_path / "latin\udcff.jpg").write_bytes(b"a picture")
        assert told(watch, stopped)
        (tmp_path / "b.jpg").write_bytes(b"another")
        assert told(watch, stopped)


def test_a_folder_on_a_share_is_looked_at_and_told_only_when_it_has_changed(
    tmp_path: Path, stopped: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.watch.SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr("indexer.watch.LOOKS_TAKE_AT_MOST", 1e9)
    volumes = Volumes([Volume("", "", str(tmp_path), "cifs")])
    with Watch([str(tmp_path)], volumes=lambda: volumes) as watch:
        assert watch.noticed(stopped)  # What came while it was made.
        assert not watch.noticed(stopped)
        (tmp_path / "a.jpg").write_bytes(b"a picture")
        assert watch.noticed(stopped)
        (tmp_path / "a.jpg").write_bytes(b"a larger picture")
        assert watch.noticed(stopped)
        (tmp_path / "a.jpg").rename(tmp_path / "b.jpg")
        assert watch.noticed(stopped)
        (tmp_path / "letter.txt").write_bytes(b"Dear")
        assert not watch.noticed(stopped)
        assert watch.remark == ""


def test_shares_are_looked_at_beside_what_the_system_tells_of(
    tmp_path: Path, stopped: threading.Event
) -> None:
    share, disk = tmp_path / "share", tmp_path / "disk"
    share.mkdir()
    disk.mkdir()
    volumes = Volumes([Volume("", "", str(tmp_path)), Volume("", "", str(share), "cifs")])
    with Watch([str(share), str(disk)], volumes=lambda: volumes) as watch:
        (share / "a.jpg").write_bytes(b"a picture")
        assert not watch.noticed(stopped)
        (disk / "c.jpg").write_bytes(b"a picture")
        assert told(watch, stopped)


def test_other_folders_can_be_followed_from_now_on(
    tmp_path: Path, stopped: threading.Event
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    with Watch([str(old)]) as watch:
        watch.follow([str(new)])
        (old / "a.jpg").write_bytes(b"a picture")
        assert not told(watch, stopped, within=2)
        (new / "a.jpg").write_bytes(b"a picture")
        assert told(watch, stopped)


def test_another_folder_in_the_place_of_a_root_is_told_and_watched(
    tmp_path: Path, stopped: threading.Event
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with Watch([str(root)]) as watch:
        root.rename(tmp_path / "unplugged")
        root.mkdir()
        assert told(watch, stopped)
        (root / "a.jpg").write_bytes(b"a picture")
        assert told(watch, stopped)


def test_a_drive_that_is_back_at_whatever_place_is_told(
    tmp_path: Path, stopped: threading.Event
) -> None:
    with Watch([str(tmp_path / "away")], is_back=lambda: True) as watch:
        assert told(watch, stopped, within=1)


_AS_NOBODY = """
import os, sys, threading
import indexer.watch
from indexer.watch import Watch
indexer.watch._opened([])
os.setgid(65534)
os.setuid(65534)
indexer.watch.SECONDS_BETWEEN_LOOKS, indexer.watch.LOOKS_TAKE_AT_MOST = 0, 1e9
with Watch(sys.argv[1:]) as watch:
    stopped = threading.Event()
    print(watch.noticed(stopped), watch.noticed(stopped))
    open(os.path.join(sys.argv[1], "z", "a.jpg"), "w").close()
    print(watch.noticed(stopped), watch.remark)
"""


def test_a_folder_that_may_not_be_entered_hides_no_change_behind_it() -> None:
    if sys.platform != "linux" or os.getuid():
        pytest.skip("only root of a Linux can be somebody else for a moment")
    with tempfile.TemporaryDirectory() as open_to_all:
        top = Path(open_to_all)
        for name, mode in ((".", 0o777), ("a", 0o777), ("shut", 0o700), ("z", 0o777)):
            (top / name).mkdir(exist_ok=True)
            (top / name).chmod(mode)
        words = [sys.executable, "-c", _AS_NOBODY, open_to_all]
        told = subprocess.run(words, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["True False", "True "]


_LIMITED = """
echo 3 > /proc/sys/user/max_inotify_watches && exec "$0" -c "
import sys, threading
from indexer.volumes import Volume, Volumes
from indexer.watch import TOO_MANY, Watch
watch = Watch([sys.argv[1]])
print(watch.remark)
import indexer.watch
indexer.watch.SECONDS_BETWEEN_LOOKS = watch._looks._next = 0
print(watch.wait(threading.Event()))
" "$1"
"""


def test_more_folders_than_the_system_watches_are_told_and_looked_at(tmp_path: Path) -> None:
    if sys.platform != "linux" or not shutil.which("unshare"):
        pytest.skip("only a Linux lets its limit be lowered for one process")
    for number in range(6):
        (tmp_path / str(number)).mkdir()
    words = ["unshare", "-Ur", "sh", "-c", _LIMITED, sys.executable, str(tmp_path)]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip(f"this system lets nobody lower its limit: {told.stderr}")
    assert told.stdout.splitlines() == [TOO_MANY, "True"]


def test_a_stop_ends_the_wait(tmp_path: Path, stopped: threading.Event) -> None:
    stopped.set()
    with Watch([str(tmp_path)]) as watch:
        assert not watch.wait(stopped)

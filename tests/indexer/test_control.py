"""A running index obeys its parent, and Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli.control import Control
from tests.faults.conftest import ROOT, Shoebox, shoebox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto

__all__ = ["shoebox"]


def test_words_are_obeyed_and_unknown_ones_passed_over() -> None:
    control = Control()
    control.obey("pause")
    assert control.paused
    control.obey("dance")
    control.obey("resume")
    assert not control.paused
    control.obey("add /a folder/ with spaces ")
    assert control.added == ["/a folder/ with spaces "]
    assert not control.looks
    control.obey("leave /a folder/ with spaces ")
    control.obey("look")
    assert control.leaving == ["/a folder/ with spaces "]
    assert control.looks
    control.obey("stop")
    assert control.stopped.is_set()


@pytest.mark.parametrize("word", ["resume", "stop", "leave /photos"])
def test_a_pause_ends_with_a_word_to_go_on_or_to_end_and_is_broken_for_a_folder_that_leaves(
    word: str,
) -> None:
    control = Control()
    control.obey("pause")
    waiting = threading.Thread(target=control.wait_until_resumed)
    waiting.start()
    control.obey(word)
    waiting.join(10)
    assert not waiting.is_alive()
    assert control.paused is word.startswith("leave")


@pytest.mark.parametrize("until_closed", [True, False])
def test_the_end_of_the_input_is_a_stop_only_if_that_was_asked(*, until_closed: bool) -> None:
    reading, writing = os.pipe()
    control = Control()
    listening = control.listen(until_closed=until_closed, descriptor=reading)
    os.write(writing, b"add /x\r\nadd /y")
    os.write(writing, b"\n")
    os.close(writing)
    listening.join(10)
    os.close(reading)
    assert control.added == ["/x", "/y"]
    assert control.stopped.is_set() is until_closed


def test_whoever_listens_leaves_an_empty_input_behind() -> None:
    reading, writing = os.pipe()
    control = Control()
    listening = control.listen(until_closed=True, descriptor=reading)
    assert os.read(reading, 1) == b""
    os.write(writing, b"add /x\n")
    os.close(writing)
    listening.join(10)
    os.close(reading)
    assert control.added == ["/x"]
    assert control.stopped.is_set()


class Child:
    """An index that watches, as the window starts it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self, event: str) -> dict[str, Any]:
        """Read on until this event is told."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told: dict[str, Any] = json.loads(line)
            if told["event"] == event:
                return told
        raise AssertionError(f"it ended without {event}")

    def end(self) -> int:
        """Close its input; it has nothing to complain of."""
        _, err = self.process.communicate(timeout=60)
        assert err == ""
        return self.process.returncode


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    folder = tmp_path / "photos"
    for seed in range(4):
        paint_photo(folder / f"{seed}.jpg", size=(60, 40), seed=seed)
    return folder


@pytest.fixture
def child(shoebox: Shoebox, photos: Path) -> Iterator[Child]:
    process = shoebox.start(
        "index", photos, "--watch", "--until-closed", "--json", "--model", "tiny", "--workers", "1"
    )
    yield Child(process)
    process.kill()
    process.communicate()


def test_the_child_follows_changes_until_its_input_closes(
    child: Child, photos: Path, paint_photo: PaintPhoto
) -> None:
    assert child.hear("started")["pid"] == child.process.pid
    assert child.hear("done")["added"] == 4
    child.hear("idle")
    paint_photo(photos / "later.jpg", size=(60, 40), seed=9)
    assert child.hear("done")["added"] == 1
    child.hear("idle")
    assert child.end() == 0


def test_the_child_pauses_and_resumes(child: Child) -> None:
    child.say("pause")
    child.hear("paused")
    child.say("resume")
    child.hear("resumed")
    child.hear("idle")
    child.say("stop")
    assert child.end() == 0


def test_the_child_takes_up_another_folder(
    child: Child, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    child.hear("idle")
    paint_photo(tmp_path / "more" / "x.jpg", size=(60, 40), seed=11)
    child.say(f"add {tmp_path / 'more'}")
    assert child.hear("done")["seen"] == 5
    child.say(f"add {tmp_path / 'nowhere'}")
    assert "does not exist" in child.hear("error")["message"]
    child.hear("idle")
    assert child.end() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's words")
def test_a_closed_input_is_none_to_listen_to_and_no_fault(shoebox: Shoebox, photos: Path) -> None:
    words = ("index", photos, "--watch", "--until-closed", "--json", "--model", "tiny")
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *shoebox.command(*words)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there, Ctrl+C goes to a whole console")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl+C", "terminate"]
)
def test_a_signal_ends_it_cleanly_with_what_was_done_kept(
    number: signal.Signals,
    code: int,
    child: Child,
    shoebox: Shoebox,
) -> None:
    child.hear("idle")
    child.process.send_signal(number)
    assert child.end() == code
    assert json.loads(shoebox.run("status", "--json").stdout)["photos"] == 4
    assert shoebox.verify()["waiting"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there, Ctrl+C goes to a whole console")
def test_ctrl_c_in_the_middle_keeps_what_was_read(
    shoebox: Shoebox, photos: Path, paint_photo: PaintPhoto
) -> None:
    for seed in range(100, 500):
        paint_photo(photos / f"{seed}.jpg", size=(60, 40), seed=seed)
    process = shoebox.start("index", photos, "--json", "--model", "tiny", "--workers", "1")
    child = Child(process)
    while child.hear("progress")["done"] < 20:
        pass
    process.send_signal(signal.SIGINT)
    child.hear("stopped")
    assert child.end() == 130
    kept = json.loads(shoebox.run("status", "--json").stdout)["photos"]
    assert 20 <= kept < 404
    assert shoebox.index(photos)["unchanged"] == kept
    assert shoebox.verify()["waiting"] == []

"""What is noted is enough to find a fault by, and names nothing; it stays small."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import logs
from indexer.errors import LibraryError

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a library."""
    (tmp_path / "library").mkdir()
    return tmp_path / "library"


def fail() -> None:
    try:
        Path("/nowhere/ann/secret.jpg").read_bytes()
    except FileNotFoundError as error:
        raise LibraryError("/nowhere/ann/secret.jpg is gone.") from error


def note_a_failure(folder: Path) -> None:
    with logs.kept(folder, "window") as log:
        try:
            fail()
        except LibraryError as error:
            log.info("an edit could not be made", exc_info=error)


def test_an_error_is_noted_by_its_kind_and_place_and_not_by_its_words(folder: Path) -> None:
    note_a_failure(folder)
    text = (folder / "logs" / "window.log").read_text("utf-8")
    assert "INFO" in text
    assert "an edit could not be made\n  indexer.errors.LibraryError\n" in text
    assert "at tests/indexer/test_logs.py:" in text
    assert "in fail" in text
    assert "because of\n  builtins.FileNotFoundError" in text
    assert "secret" not in text
    assert "ann" not in text.replace("cannot", "")


def test_who_wants_to_know_all_finds_it_in_a_file_that_no_report_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOEBOX_LOG", "debug")
    note_a_failure(folder)
    assert "secret.jpg is gone." in (folder / "logs" / "window.debug.log").read_text("utf-8")
    assert logs.last_lines(folder) == {}


def test_what_writes_the_roots_log_to_the_terminal_is_given_none_of_ours(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        note_a_failure(folder)
        logging.getLogger("somebody").info("of somebody else")
    assert [record.name for record in caplog.records] == ["somebody"]


def test_a_log_stays_small_and_is_its_owners_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.logs._MOST_BYTES", 5000)
    with logs.kept(folder, "index") as log:
        for number in range(1000):
            log.info("photo %d", number)
    found = sorted(path.name for path in (folder / "logs").iterdir())
    assert found == ["index.log", "index.log.1"]
    assert sum(path.stat().st_size for path in (folder / "logs").iterdir()) <= 10_000
    assert logs.last_lines(folder, most=1)["index.log"][0].endswith("photo 999")
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "logs").stat().st_mode) == 0o700


def test_without_a_library_and_on_a_disk_that_refuses_nothing_is_noted_and_nothing_said(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "logs").write_text("in the way")
    for each in (tmp_path / "none", folder):
        with logs.kept(each, "index") as log:
            log.error("nobody hears")
    assert not (tmp_path / "none").exists()
    assert capsys.readouterr() == ("", "")
    assert logs.last_lines(folder) == {}


def test_what_a_process_was_at_when_it_crashed_stays_on_the_disk(folder: Path) -> None:
    script = (
        "import faulthandler, pathlib, sys\n"
        "from indexer import logs\n"
        "with logs.kept(pathlib.Path(sys.argv[1]), 'index'):\n"
        "    faulthandler._sigsegv()\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=False)
    assert done.returncode != 0
    assert any("Segmentation fault" in line for line in logs.last_lines(folder)["crashes.txt"])


def test_a_process_that_ends_well_leaves_no_report_of_a_crash(folder: Path) -> None:
    script = (
        "import pathlib, sys\nfrom indexer import logs\n"
        "with logs.kept(pathlib.Path(sys.argv[1]), 'index') as log: log.info('all is well')\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=True)
    assert [path.name for path in (folder / "logs").iterdir()] == ["index.log"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_disk_that_has_become_full_spoils_no_ending(folder: Path) -> None:
    (folder / "logs").mkdir()
    (folder / "logs" / "index.log").symlink_to("/dev/full")
    with logs.kept(folder, "index") as log:
        log.info("nobody will read this")


def test_the_logger_is_afterwards_as_it_was(folder: Path) -> None:
    before = logging.getLogger(logs.NAME).handlers[:]
    note_a_failure(folder)
    assert logging.getLogger(logs.NAME).handlers == before

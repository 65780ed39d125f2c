"""What the commands say and do where the library itself is gone, cut short, or rubbish."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from indexer.backups import keep_daily
from indexer.cli import main
from indexer.library import Library
from indexer.places import default_library
from tests.indexer.commands import run
from tests.indexer.damaging import PAGE
from tests.indexer.making import below, fill

if TYPE_CHECKING:
    from pathlib import Path

BACK = "`shoebox restore` brings back what it held on 2026-03-01."
PHOTOS = 40
COMMANDS = (
    "status", "search beach", "tags", "albums", "problems", "verify", "verify --repair",
    "backups --now", "index photos",
)  # fmt: skip


@pytest.fixture
def catalog() -> Path:
    """The file of a library with a tag, of which there is a backup."""
    with Library.open(default_library(), write=True) as library:
        ids = fill(library, range(1, PHOTOS + 1))
        library.catalog.confirm_tag(ids[:2], "beach")
        keep_daily(library, lambda: date(2026, 3, 1))
    return default_library() / "library.db"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that fails says of it, in one line."""
    assert main([*words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])
def test_no_command_begins_a_library_anew_that_is_gone_beside_its_backups(
    catalog: Path, capsys: pytest.CaptureFixture[str], empty: bool
) -> None:
    os.truncate(catalog, 0) if empty else catalog.unlink()
    for words in COMMANDS:
        assert BACK in told(capsys, *words.split())
        assert catalog.exists() is empty, words
    assert [each["name"] for each in run(capsys, "backups")] == ["2026-03-01"]
    assert run(capsys, "doctor", code=1)["wrong"][0].startswith(f"{catalog} is gone")


def test_it_comes_back_whatever_became_of_its_file(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = catalog.read_bytes()
    for left in (None, b"", whole[:-PAGE], whole[: 3 * PAGE], whole[:50], bytes(len(whole))):
        catalog.unlink()
        if left is not None:
            catalog.write_bytes(left)
        assert run(capsys, "restore")["restored"] == "2026-03-01"
        assert run(capsys, "status")["photos"] == PHOTOS
        assert set(run(capsys, "tags", below("photos", "1.jpg"))[0]) >= {"path", "tags"}
        assert run(capsys, "verify", "--repair")["wrong"] == []


def test_a_library_that_was_cut_short_is_saved_by_a_repair(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (catalog.parent / "backups" / "2026-03-01.db").unlink()
    os.truncate(catalog, catalog.stat().st_size - PAGE)
    cut = catalog.read_bytes()
    assert "`shoebox verify --repair` saves what it can" in told(capsys, "status")
    first, *_ = run(capsys, "verify", "--repair")["repaired"]
    assert f"{PHOTOS} photos" in first
    (kept,) = catalog.parent.glob("backups/*-damaged.db")
    assert kept.read_bytes() == cut
    assert run(capsys, "verify")["wrong"] == []
    with Library.open(catalog.parent) as library:
        tags = library.catalog.tags_of(range(1, PHOTOS + 1))
    assert tags == {1: ("beach",), 2: ("beach",)}


def test_a_library_of_whose_last_page_a_half_is_missing_is_told_by_all_and_saved(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.truncate(catalog, catalog.stat().st_size - PAGE // 2)
    for words in ("status", "tags", "verify", "problems"):
        assert "`shoebox verify --repair` saves what it can" in told(capsys, words)
    assert run(capsys, "verify", "--repair")["wrong"] == []
    assert run(capsys, "status")["photos"] == PHOTOS


def test_a_repair_that_finds_nothing_names_the_way_back_and_goes_round_in_no_circle(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = catalog.stat().st_size
    os.truncate(catalog, 2 * PAGE)
    os.truncate(catalog, size)
    cut = catalog.read_bytes()
    for _ in range(2):
        said = told(capsys, "verify", "--repair")
        assert BACK in said
        assert "verify" not in said
    assert catalog.read_bytes() == cut
    run(capsys, "restore")
    assert run(capsys, "status")["photos"] == PHOTOS

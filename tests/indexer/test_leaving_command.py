"""A folder leaves the library: its photos go out of it, its files stay, and a backup leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from indexer.library import Library
from tests.indexer.commands import indexed, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto


@pytest.fixture
def folders(
    paint_photo: PaintPhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[Path, Path]:  # fmt: skip
    """Two folders of a library, each with the same two pictures."""
    monkeypatch.setenv("SHOEBOX_LIBRARY", str(tmp_path / "library"))
    for seed in (1, 2):
        paint_photo(tmp_path / "pictures" / f"{seed}.jpg", seed=seed)
    stays, leaves = (
        indexed(tmp_path / "pictures", tmp_path / name, capsys) for name in ("stays", "leaves")
    )
    return stays, leaves


def test_its_photos_go_out_of_the_library_and_its_files_stay(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stays, leaves = folders
    files = sorted(leaves.iterdir())
    told = run(capsys, "index", str(leaves), "--leave")
    assert (told["folder"], told["photos"]) == (str(leaves), 2)
    assert sorted(leaves.iterdir()) == files
    with Library.open(tmp_path / "library") as library:
        assert [root.path for root in library.catalog.roots()] == [str(stays)]
        assert library.catalog.count() == 2
    assert main(["verify", "--quiet"]) == 0


def test_the_copy_that_was_kept_leads_back(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "index", str(folders[1]), "--leave")
    assert main(["restore", told["backup"]]) == 0
    with Library.open(tmp_path / "library") as library:
        assert library.catalog.count() == 4


def test_a_folder_that_the_library_does_not_follow_is_told_and_nothing_goes(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in ([], [str(folders[0]), str(tmp_path)]):
        assert main(["index", *wrong, "--leave"]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    with Library.open(tmp_path / "library") as library:
        assert library.catalog.count() == 4

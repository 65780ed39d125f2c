"""For each reason why a file could not be read there is something that a person can do."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from indexer.advice import advice
from indexer.decode import DecodeRecipe, UnreadablePhoto, read_photo
from indexer.files import reason_of
from indexer.scan import ONLY_IN_THE_CLOUD

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


@pytest.mark.parametrize(
    ("reason", "advised"),
    [
        (
            "JPEG XL needs the package pillow-jxl-plugin, which is not installed here.",
            "Install the package pillow-jxl-plugin beside",
        ),
        ("RAW photos need the package rawpy, which is not installed here.", "package rawpy beside"),
        ("The file is empty.", "Restore it from a backup"),
        ("The picture breaks off after 60 %: it is damaged, or was not copied", "Restore it"),
        ("The picture is damaged, or was not copied whole.", "Restore it"),
        ("The picture is too large to open safely: 90,000 × 90,000 pixels.", "smaller"),
        ("The picture needs more memory than one file may take.", "smaller"),
        ("The decoder did not finish this file in 20 s.", "another program"),
        ("Something was writing to it while it was being read.", "Nothing needs to be done"),
        ("It is a link to something that is not there.", "Mend the link"),
        (ONLY_IN_THE_CLOUD, "keep it on this machine"),
        ("This folder is empty now. Its photos (3) are kept, as its drive may be", "forget"),
        ("Its drive STICK is away, and another one is in its place.", "Plug its drive in"),
        ("This sidecar cannot be read: it is XML, but no XMP.", "write it again"),
        ("It is a RAW photo of a camera that LibRaw does not know, or it is damaged.", "DNG"),
        ("Shoebox failed to read it (ValueError: not damaged).", "a fault of Shoebox"),
        ("The system cannot read it: Never heard of.", "another program"),
    ],
)
def test_what_can_be_done_fits_the_reason(reason: str, advised: str) -> None:
    assert advised in advice(reason)


@pytest.mark.parametrize(
    ("number", "advised"),
    [
        (errno.EACCES, "Allow yourself to read it"),
        (errno.EIO, "Copy what you need off this disk"),
        (errno.ESTALE, "Connect the network drive"),
        (errno.ENODEV, "Plug its drive in"),
        (errno.ELOOP, "Mend the link"),
        (errno.ENAMETOOLONG, "Shorten its name"),
        (errno.EISDIR, "Nothing needs to be done"),
        (errno.ENOENT, "Nothing needs to be done"),
    ],
)
def test_what_the_system_says_has_its_advice_too(number: int, advised: str) -> None:
    assert advised in advice(reason_of(OSError(number, "")))


def test_files_that_lie_are_told_what_to_do_with_them(
    tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle
) -> None:
    whole = paint_photo(tmp_path / "whole.jpg", size=(300, 200), seed=1).read_bytes()
    liars = {
        "page.jpg": (b"<!doctype html><p>hello</p>" * 9, "Rename it as what it is"),
        "drawing.png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, "as a PNG"),
        "zeros.jpg": (bytes(4096), "Restore it from a backup"),
        "cut.jpg": (whole[: len(whole) // 2], "Restore it from a backup"),
        "noise.jpg": (os.urandom(64) * 50, "save it from there as a JPEG"),
    }
    recipe = DecodeRecipe(tiny_bundle.image)
    for name, (content, advised) in liars.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadablePhoto) as refused:
            read_photo(str(tmp_path / name), recipe)
        assert advised in advice(str(refused.value)), refused.value

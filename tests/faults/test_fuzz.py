"""A little of what `python -m tests.faults.fuzz` does for as long as one likes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from indexer.decode import DecodeRecipe, UnreadablePhoto
from indexer.models import find_bundle
from tests.faults.fuzz import BATCH, fuzz
from tests.faults.originals import pictures
from tests.faults.ways import read_every_way

if TYPE_CHECKING:
    from pathlib import Path


def test_damaged_files_end_as_photos_or_with_a_sentence(tmp_path: Path) -> None:
    findings = fuzz(lambda so_far: so_far.texts < 2 * BATCH, seed=7, scratch=tmp_path)
    assert findings.faults == []
    assert {"photo", "problem"} == {outcome for _, outcome in findings.files}
    assert findings.peak < 1000


def test_what_is_damaged_are_whole_files_of_every_kind(tmp_path: Path) -> None:
    recipe = DecodeRecipe(find_bundle("starter").image)
    kinds = set()
    for name, content in pictures().items():
        path = tmp_path / name
        path.write_bytes(content)
        if path.suffix == ".cr3":  # Nobody but Canon writes what is behind its beginning.
            with pytest.raises(UnreadablePhoto):
                read_every_way(str(path), recipe)
        else:
            kinds.add(read_every_way(str(path), recipe).facts.format)
    missing = {kind for kind, package in _NEEDS.items() if find_spec(package) is None}
    assert _KINDS - missing <= kinds


_KINDS = {
    *("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "ICO", "PPM", "JPEG2000", "HEIF", "AVIF", "JXL"),
    *("DNG", "PSD", "MP4", "MOV", "MKV", "WEBM", "AVI"),
}
"""What README says is read, as far as something here can write it."""

_NEEDS = {"JXL": "pillow_jxl", **dict.fromkeys(("MP4", "MOV", "MKV", "WEBM", "AVI"), "av")}

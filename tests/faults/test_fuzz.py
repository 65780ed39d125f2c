"""A little of what `python -m tests.faults.fuzz` does for as long as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.fuzz import BATCH, fuzz

if TYPE_CHECKING:
    from pathlib import Path


def test_damaged_files_end_as_photos_or_with_a_sentence(tmp_path: Path) -> None:
    findings = fuzz(lambda so_far: so_far.texts < 2 * BATCH, seed=7, scratch=tmp_path)
    assert findings.faults == []
    assert {"photo", "problem"} == {outcome for _, outcome in findings.files}
    assert findings.peak < 1000

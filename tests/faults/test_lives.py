"""A short life of `python -m tests.faults`, which kills processes as often as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.lives import Life

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

KILLS = 5


def test_no_edit_is_lost_whatever_is_killed(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    life = Life(shoebox, tmp_path, paint_photo, seed=4)
    life.begin()
    while life.sums.kills.total() < KILLS:
        life.lose_a_process()
    life.end()
    assert life.sums.edits > 0

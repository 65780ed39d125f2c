"""A small collection of what `python -m tests.faults.odd_files` makes by the thousand."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.faults.odd_files import index, make_collection

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform == "win32", reason="names and pipes that Windows does not have")
def test_each_odd_file_is_a_photo_a_problem_or_ignored(tmp_path: Path) -> None:
    make_tiny_bundle(user_models() / "tiny")
    make_collection(tmp_path / "photos", 60, random.Random(3))
    outcome = index(tmp_path / "photos", tmp_path / "library", "tiny")
    assert (outcome.lost, outcome.noise) == ([], "")
    assert outcome.photos > 10
    assert all(reason[0].isupper() and reason[-1] == "." for reason in outcome.problems)
    assert not any("Shoebox failed" in reason for reason in outcome.problems)
    assert outcome.peak < 1000

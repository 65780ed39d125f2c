"""Where things are kept can be moved, and asking makes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indexer.places import default_library, model_folders, shipped_models, user_models


def test_the_environment_moves_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOEBOX_LIBRARY", str(tmp_path / "elsewhere"))
    assert default_library() == tmp_path / "elsewhere"


def test_a_moved_library_may_be_told_from_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOEBOX_LIBRARY", "~/pictures")
    assert default_library() == Path.home() / "pictures"


def test_a_relative_library_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOEBOX_LIBRARY", "here")
    assert default_library() == Path.cwd() / "here"


@pytest.mark.skipif(sys.platform != "linux", reason="Only there does a variable move user data.")
def test_library_and_models_lie_in_the_user_s_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_library() == tmp_path / "shoebox" / "library"
    assert user_models() == tmp_path / "shoebox" / "models"
    assert not any(tmp_path.iterdir())


def test_the_user_s_models_come_before_the_shipped_ones() -> None:
    assert model_folders() == (user_models(), shipped_models())
    assert shipped_models().parts[-2:] == ("resources", "models")

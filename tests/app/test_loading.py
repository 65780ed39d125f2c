"""What PySide6 does at each import is known by its name, and does no more once we have said so."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import PySide6.QtCore  # noqa: F401 - it brings along what is looked at here.

from app import loading

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_pyside_looks_into_each_module_by_the_name_that_is_replaced() -> None:
    feature = sys.modules["shibokensupport.feature"]
    assert callable(vars(feature)["feature_imported"])


def test_each_module_that_is_loaded_later_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feature, looked_at = sys.modules["shibokensupport.feature"], list[str]()
    monkeypatch.setitem(vars(feature), "feature_imported", vars(feature)["feature_imported"])
    monkeypatch.setattr(loading, "_leave_alone", lambda module: looked_at.append(module.__name__))
    loading.load_swiftly()
    gc.enable()
    (tmp_path / "loaded_after_pyside.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    __import__("loaded_after_pyside")
    assert "loaded_after_pyside" in looked_at

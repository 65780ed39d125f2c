"""A tower is tried on one rung after the other, also where one breaks under it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import psutil
import pytest

pytest.importorskip("onnxruntime_qnn")
if sys.platform != "linux":
    pytest.skip("QNN's emulator exists for Linux only", allow_module_level=True)

from indexer.models.packages import importing, trying
from indexer.models.packages.importing import Imported, ImportWish, import_package
from indexer.models.packages.opening import PackageError
from indexer.npu.chips import chip
from indexer.npu.targets import EMULATOR_SOC
from indexer.session.ladder import AIDLITE, EMULATOR, open_rung

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.session import Rung, Session, TowerGraph
    from tests.indexer.models.packages.farm import Farm


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have every rung but the emulator's lose its process once a graph is loaded; what is tried."""
    tried: list[str] = []

    def open_some(rung: Rung, graph: TowerGraph, **options: Any) -> Session:
        tried.append(rung.title)
        session = open_rung(EMULATOR, graph, **options)
        if rung != EMULATOR:
            process = psutil.Process(session.pid)  # type: ignore[attr-defined] # It is isolated.
            process.kill()
        return session

    monkeypatch.setattr(trying, "open_rung", open_some)
    return tried


def take_in(path: Path, *rungs: Rung, monkeypatch: pytest.MonkeyPatch) -> Imported:
    monkeypatch.setattr(importing, "_where", lambda _: (rungs, chip(EMULATOR_SOC)))
    return import_package(path, ImportWish(), on_stage=lambda _: None)


def test_a_rung_that_breaks_under_a_tower_is_followed_by_the_next(
    farm: Farm, tmp_path: Path, breaking: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = take_in(farm.new(tmp_path), AIDLITE, EMULATOR, monkeypatch=monkeypatch)
    assert done.bundle.name == "mobileclip2-s0-npu"
    assert breaking == [AIDLITE.title, EMULATOR.title] * 2


def test_where_the_last_rung_breaks_that_is_told_and_not_blamed_on_the_model(
    farm: Farm, tmp_path: Path, breaking: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PackageError) as caught:
        take_in(farm.new(tmp_path), AIDLITE, monkeypatch=monkeypatch)
    assert "The NPU does not take" in str(caught.value)
    assert "process died when it was to run the model" in str(caught.value)
    assert "is not mobileclip2-s0" not in str(caught.value)
    assert ".." not in str(caught.value)

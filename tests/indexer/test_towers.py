"""A model at a searcher's hand tells what it waits for, and is let go of without waiting."""

from __future__ import annotations

import platform
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from indexer.library import Library
from indexer.models import load_bundle
from indexer.query import parse
from indexer.query.quoting import quoted
from indexer.search import Request, Searcher
from indexer.session import all_trials
from indexer.towers import SearchClosedError
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle

#: Seconds that a test waits for another thread or process, on a machine that does much else.
PATIENCE = 60
EMULATOR = "htp-emulator"
RED = Request(parse("red"))
on_the_emulator = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's only home"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


@on_the_emulator
def test_what_the_first_search_waits_for_is_told_and_then_that_it_is_over(
    library: Library, tiny_bundle: Bundle
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    stages: list[str] = []
    with Searcher.open(library, tiny_bundle, device=EMULATOR, on_stage=stages.append) as searcher:
        searcher.answer(RED)
        assert "Compiling the model for the NPU" in stages
        assert stages.index("") == len(stages) - 1
        told = len(stages)
        searcher.answer(Request(parse("green")))
        assert len(stages) == told


class _Held:
    """Holds a model's opening up at its first stage until it is let go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, words: str) -> None:
        if words:
            self.reached.set()
            assert self.go_on.wait(PATIENCE)


@on_the_emulator
def test_closing_waits_for_no_opening_and_that_is_no_fault_of_the_device(
    library: Library, tiny_bundle: Bundle
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    resource_tracker.ensure_running()  # It comes with the first process, and stays.
    before = set(psutil.Process().children(recursive=True))
    held = _Held()
    searcher = Searcher.open(library, tiny_bundle, device=EMULATOR, on_stage=held)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(searcher.answer, RED)
        assert held.reached.wait(PATIENCE)
        assert [trial.outcome for trial in all_trials()] == ["started"]
        searcher.close()
        assert not asking.done()
        held.go_on.set()
        with pytest.raises(SearchClosedError):
            asking.result(PATIENCE)
    assert all_trials() == ()
    assert searcher.device is None
    assert set(psutil.Process().children(recursive=True)) == before


@on_the_emulator
def test_another_model_breaks_the_opening_of_the_one_before_off_and_answers(
    library: Library, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    other = load_bundle(make_tiny_bundle(tmp_path / "other", TinyModel("other", batch=1)))
    held = _Held()
    Image.new("RGB", (30, 30), "red").save(tmp_path / "rose.png")
    with (
        Searcher.open(library, tiny_bundle, device=EMULATOR, on_stage=held) as searcher,
        ThreadPoolExecutor(1) as pool,
    ):
        like = Request(parse(f"like:{quoted(str(tmp_path / 'rose.png'))}"))
        asking = pool.submit(searcher.answer, like)
        assert held.reached.wait(PATIENCE)
        searcher.use(other)
        held.go_on.set()
        assert asking.result(PATIENCE).ids.tolist() == []
        assert searcher.bundle == other
        assert searcher.device is not None


def test_a_model_that_is_closed_while_it_opens_is_let_go_of_by_whoever_opened_it(
    library: Library, tiny_bundle: Bundle
) -> None:
    closing: list[Searcher] = []

    def close_at_the_end(words: str) -> None:
        if not words:  # The text tower is open by now, and its lock is held.
            closing[0].close()

    searcher = Searcher.open(library, tiny_bundle, device="cpu", on_stage=close_at_the_end)
    closing.append(searcher)
    searcher.answer(RED)
    assert searcher.device is None
    with pytest.raises(SearchClosedError):
        searcher.answer(RED)

"""The towers in a process of their own answer as those here do, and nothing of theirs stays."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from indexer.encode import Pair, PairBeside
from indexer.encode.beside import LOADING, _portable
from indexer.errors import LibraryError
from indexer.models import load_bundle
from indexer.session import ClosedError, LostSessionError, ModelError
from tests.bundles import CONTEXT, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def beside(tiny_bundle: Bundle) -> Iterator[PairBeside]:
    pair = PairBeside(tiny_bundle, "cpu", lambda _words: None)
    yield pair
    pair.close()
    assert children() == []


def children() -> list[psutil.Process]:
    """Return the processes that run a model; Python's own helper is none."""
    mine = psutil.Process().children(recursive=True)
    return [child for child in mine if "resource_tracker" not in " ".join(child.cmdline())]


def test_it_answers_as_a_pair_here_does_and_loads_nothing_here_for_it(
    beside: PairBeside, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    here = Pair(tiny_bundle, "cpu", lambda _words: None)
    rose = np.full((tiny_bundle.image.size, tiny_bundle.image.size, 3), (255, 0, 0), np.uint8)
    assert (beside.device, beside.refusals, children()) == (None, (), [])
    np.testing.assert_array_equal(beside.texts(["red", "blue"]), here.texts(["red", "blue"]))
    np.testing.assert_array_equal(beside.picture(rose), here.picture(rose))
    for text in ("red", "red " * CONTEXT):
        assert beside.fits(text) is here.fits(text)
        assert beside.is_token(text) is here.is_token(text)
    assert (beside.device, beside.refusals) == (here.device, here.refusals) == ("cpu", ())
    assert len(children()) == 1
    beside.close()
    assert (beside.device, children()) == (None, [])
    here.close()


def test_whoever_asks_it_loads_no_model_here(tiny_bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "asks.py").write_text(
        textwrap.dedent("""
            import sys
            from pathlib import Path
            from indexer.encode import PairBeside
            from indexer.models import load_bundle

            if __name__ == "__main__":
                pair = PairBeside(load_bundle(Path(sys.argv[1])), "cpu", print)
                pair.texts(["red"])
                heavy = {"onnxruntime", "tokenizers", "PIL", "indexer.session"}
                sys.exit(str(sorted(heavy & set(sys.modules))))  # It is not closed.
        """)
    )
    done = subprocess.run(
        [sys.executable, str(tmp_path / "asks.py"), str(tiny_bundle.folder)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )
    assert done.stderr == "[]\n"


def test_one_that_dies_is_replaced_when_it_is_next_asked(beside: PairBeside) -> None:
    before = beside.texts(["red"])
    (process,) = children()
    process.kill()
    np.testing.assert_array_equal(beside.texts(["red"]), before)
    (successor,) = children()
    assert successor.pid != process.pid


def test_what_fells_it_twice_is_told_in_a_sentence(
    beside: PairBeside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fells = "import os; os._exit(3)"
    (tmp_path / "sitecustomize.py").write_text(fells)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(LibraryError, match=r"The model's process ended twice \(code 3\)"):
        beside.texts(["red"])
    monkeypatch.undo()
    assert beside.texts(["red"]).shape[0] == 1


def test_what_the_model_cannot_take_is_told_as_it_is_here_and_costs_nothing(
    beside: PairBeside, tiny_bundle: Bundle
) -> None:
    odd = np.zeros((3, 5, 3), np.uint8)
    with pytest.raises(Exception, match=r".") as here:
        Pair(tiny_bundle, "cpu", lambda _words: None).picture(odd)
    beside.texts(["red"])
    before = children()
    with pytest.raises(here.type) as caught:
        beside.picture(odd)
    assert str(caught.value) == str(here.value)
    assert children() == before


def test_a_model_that_cannot_be_loaded_is_told_as_it_is_here(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    broken = load_bundle(make_tiny_bundle(tmp_path / "broken"))
    broken.path(broken.text.tokenizer.file).write_text("no tokenizer")
    beside = PairBeside(broken, "cpu", lambda _words: None)
    with pytest.raises(LibraryError, match="cannot be loaded") as caught:
        beside.texts(["red"])
    assert "Tokenizer" in "".join(caught.value.__notes__)  # Where it was raised, for the log.
    beside.close()


def test_whoever_waits_is_told_so_and_may_end_the_waiting(tiny_bundle: Bundle) -> None:
    heard: list[str] = []

    def listen(words: str) -> None:
        heard.append(words)
        if words:
            raise LibraryError("enough")

    beside = PairBeside(tiny_bundle, "cpu", listen)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(beside.texts, ["red"])
        while not (started := children()):
            time.sleep(0.01)
        started[0].suspend()  # As on a machine that does much else.
        with pytest.raises(LibraryError, match="enough"):
            asking.result(120)
    assert heard == [LOADING, ""]
    assert children() == []


def test_errors_that_cannot_travel_are_told_in_words() -> None:
    assert isinstance(_portable(LostSessionError("gone")), LostSessionError)
    assert isinstance(_portable(ModelError("odd")), ModelError)
    assert isinstance(_portable(ClosedError("text.onnx")), ClosedError)
    told = _portable(ValueError(lambda: None))
    assert type(told) is RuntimeError
    assert str(told).startswith("ValueError: ")

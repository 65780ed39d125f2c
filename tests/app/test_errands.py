"""Real errands of our own command line: what they tell, and each way in which they end."""

from __future__ import annotations

import multiprocessing
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from app.errands import Ending, Errand
from indexer.places import user_models
from indexer.processes import deaf_to_interrupts
from tests.app.conftest import paint_colours
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("_nothing_left")


def _run(qtbot: QtBot, errand: Errand) -> Ending:
    with qtbot.waitSignal(errand.ended) as ended:
        errand.begin()
    assert ended.args is not None
    ending = ended.args[0]
    assert isinstance(ending, Ending)
    return ending


def _watching(qtbot: QtBot, folder: Path) -> Errand:
    """Return an errand that stays until somebody ends it."""
    make_tiny_bundle(user_models() / "tiny")
    photos = paint_colours(folder / "photos", each=1)
    words = ("--library", str(folder / "library"), "--model", "tiny", "index", str(photos))
    errand = Errand([*words, "--watch", "--until-closed"])
    with qtbot.waitSignal(errand.told):
        errand.begin()
    return errand


def test_what_an_errand_writes_is_told_and_then_it_is_gone(qtbot: QtBot) -> None:
    make_tiny_bundle(user_models() / "tiny")
    errand = Errand(["model", "show", "tiny"])
    told: list[dict[str, Any]] = []
    errand.told.connect(told.append)
    ending = _run(qtbot, errand)
    assert ending.well
    assert [report["name"] for report in told] == ["tiny"]


def test_what_is_wrong_is_told_in_the_childs_own_words(qtbot: QtBot) -> None:
    errand = Errand(["model", "show", "nowhere-to-be-found"])
    lines: list[str] = []
    errand.remarked.connect(lines.append)
    ending = _run(qtbot, errand)
    assert not ending.well
    assert "nowhere-to-be-found" in ending.why("It")
    assert not ending.why("It").startswith("shoebox:")
    assert any(line.startswith("shoebox: ") for line in lines)


def test_no_process_that_begins_later_keeps_the_input_of_an_errand_open(
    qtbot: QtBot, tmp_path: Path
) -> None:
    errand = _watching(qtbot, tmp_path)
    # As the window starts its model: it stays for longer than the errand.
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(300,))
    with deaf_to_interrupts():
        other.start()
    with qtbot.waitSignal(errand.ended) as ended:
        errand._process.closeWriteChannel()  # As where the window dies: nobody insists.
    assert other.is_alive()
    other.kill()
    other.join()
    other.close()
    assert ended.args is not None
    assert (ended.args[0].code, ended.args[0].crashed) == (0, False)


def test_an_errand_that_is_called_off_leaves_no_process(qtbot: QtBot, tmp_path: Path) -> None:
    errand = _watching(qtbot, tmp_path)
    process = psutil.Process(errand.process_id)
    family = [process, *process.children(recursive=True)]
    with qtbot.waitSignal(errand.ended) as ended:
        errand.call_off()
    assert ended.args is not None
    assert ended.args[0].asked
    assert ended.args[0].well
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_an_errand_that_listens_ends_when_it_is_asked_to(qtbot: QtBot, tmp_path: Path) -> None:
    errand = _watching(qtbot, tmp_path)
    with qtbot.waitSignal(errand.ended) as ended:
        errand.ask_to_end()
    assert ended.args == [Ending(asked=True, code=0)]


def test_an_errand_that_is_killed_is_told_in_one_line(qtbot: QtBot, tmp_path: Path) -> None:
    errand = _watching(qtbot, tmp_path)
    with qtbot.waitSignal(errand.ended) as ended:
        psutil.Process(errand.process_id).kill()
    assert ended.args is not None
    assert not ended.args[0].well
    assert ended.args[0].why("The test").startswith("The test ")
    assert "\n" not in ended.args[0].why("The test")


def test_an_errand_that_cannot_begin_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    ending = _run(qtbot, Errand(["model", "list"]))
    assert not ending.well
    assert "no Python" in ending.why("The test")

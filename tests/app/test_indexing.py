"""The real child: it fills the library, waits, goes on, ends, and is missed when it dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from app.indexing import Indexing, Ingest, Phase
from indexer.library import Library
from indexer.places import user_models
from tests.app.conftest import paint_colours
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def indexing(qtbot: QtBot, tmp_path: Path, _nothing_left: None) -> Iterator[Indexing]:
    make_tiny_bundle(user_models() / "tiny")
    child = Indexing(tmp_path / "library", model="tiny")
    yield child
    if child.running:
        with qtbot.waitSignal(child.ended):
            child.close()


def _wait_for(qtbot: QtBot, indexing: Indexing, phase: Phase) -> Ingest:
    qtbot.waitUntil(lambda: indexing.ingest.phase is phase)
    return indexing.ingest


def _begin_and_pause(qtbot: QtBot, indexing: Indexing, photos: Path) -> None:
    """Begin, and pause at once, before the child has read them all."""
    indexing.begin([str(photos)])
    indexing.pause()
    _wait_for(qtbot, indexing, Phase.PAUSED)


def _photos(library: Path) -> int:
    with Library.open(library) as opened:
        return opened.catalog.count()


def test_a_folder_is_read_and_then_followed(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    photos = paint_colours(tmp_path / "photos")
    told: list[Ingest] = []
    indexing.changed.connect(told.append)
    indexing.begin([str(photos)])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    phases = [ingest.phase for ingest in told]
    assert phases[0] is Phase.STARTING
    assert phases.index(Phase.LOOKING) < phases.index(Phase.READING)
    assert _photos(tmp_path / "library") == 12
    assert indexing.ingest.device == "cpu"
    Image.new("RGB", (40, 40), "blue").save(photos / "later.png")
    qtbot.waitUntil(lambda: _photos(tmp_path / "library") == 13)


def test_one_more_folder_can_be_added(qtbot: QtBot, indexing: Indexing, tmp_path: Path) -> None:
    indexing.begin([str(paint_colours(tmp_path / "one"))])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    indexing.add(str(paint_colours(tmp_path / "two, größer")))
    qtbot.waitUntil(lambda: _photos(tmp_path / "library") == 24)


def test_a_folder_that_is_not_there_is_told_and_the_rest_goes_on(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    indexing.begin([str(paint_colours(tmp_path / "one"))])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    with qtbot.waitSignal(indexing.said) as said:
        indexing.add(str(tmp_path / "nowhere"))
    assert said.args is not None
    assert "nowhere" in said.args[0]
    assert indexing.running


def test_it_waits_when_asked_and_goes_on_when_asked(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    _begin_and_pause(qtbot, indexing, paint_colours(tmp_path / "photos"))
    assert _photos(tmp_path / "library") < 12
    indexing.resume()
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 12


def test_stopping_keeps_what_was_read_and_leaves_no_process(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    _begin_and_pause(qtbot, indexing, paint_colours(tmp_path / "photos"))
    process = psutil.Process(indexing.process_id)
    family = [process, *process.children(recursive=True)]
    with qtbot.waitSignal(indexing.ended):
        indexing.stop()
    assert indexing.ingest.phase is Phase.OFF
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    with qtbot.waitSignal(indexing.changed):
        indexing.begin()
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 12


def test_a_child_that_is_killed_is_told_in_one_line_and_can_go_on(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    _begin_and_pause(qtbot, indexing, paint_colours(tmp_path / "photos"))
    with qtbot.waitSignal(indexing.ended):
        psutil.Process(indexing.process_id).kill()
    assert indexing.ingest.phase is Phase.FAILED
    assert "\n" not in indexing.ingest.message
    assert "kept" in indexing.ingest.message
    indexing.begin()
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 12


def test_what_the_child_cannot_do_is_told_in_its_own_words(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    with qtbot.waitSignal(indexing.ended):
        indexing.begin([str(tmp_path / "nowhere")])
    assert indexing.ingest.phase is Phase.FAILED
    assert "nowhere" in indexing.ingest.message
    assert not indexing.ingest.message.startswith("shoebox:")


def test_two_windows_do_not_index_one_library(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    indexing.begin([str(paint_colours(tmp_path / "photos"))])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    other = Indexing(tmp_path / "library", model="tiny")
    with qtbot.waitSignal(other.ended):
        other.begin()
    assert other.ingest.phase is Phase.ELSEWHERE
    assert other.ingest.message == "Another Shoebox is already indexing this library."


def test_a_child_that_begins_anew_waits_where_it_waited(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    indexing.begin_anew()
    assert not indexing.running
    _begin_and_pause(qtbot, indexing, paint_colours(tmp_path / "photos"))
    first = indexing.process_id
    indexing.begin_anew()
    qtbot.waitUntil(lambda: indexing.process_id not in (0, first))
    _wait_for(qtbot, indexing, Phase.PAUSED)
    assert _photos(tmp_path / "library") < 12
    indexing.resume()
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 12


def test_a_child_that_has_only_just_begun_does_not_forget_its_folders(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    indexing.begin([str(paint_colours(tmp_path / "photos"))])
    assert indexing.ingest.phase is Phase.STARTING
    indexing.begin_anew()
    qtbot.waitUntil(lambda: indexing.ingest.phase is not Phase.STOPPING)
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 12


def test_what_was_refused_is_kept_and_is_news_only_in_the_middle(indexing: Indexing) -> None:
    said: list[str] = []
    indexing.said.connect(said.append)
    early = {"event": "remark", "message": "The NPU is too old."}
    late = {"event": "remark", "message": "The NPU does not answer."}
    progress = {"event": "progress", "stage": "decode", "total": 9, "device": "npu"}
    for event in (early, early, {**progress, "done": 0}, {**progress, "done": 3}, late, late):
        indexing._take(event)
    assert indexing.ingest.remarks == ("The NPU is too old.", "The NPU does not answer.")
    assert said == ["The NPU does not answer."]


def test_the_device_and_what_takes_long_are_told_as_they_change(indexing: Indexing) -> None:
    told: list[tuple[str, str, str]] = []
    indexing.changed.connect(
        lambda ingest: told.append((ingest.device, ingest.precision, ingest.stage))
    )
    progress = {"event": "progress", "stage": "decode", "total": 9}
    nowhere = {"device": None, "precision": None, "preparing": None}
    for event in (
        {"event": "started", "device": None, "model": "tiny"},
        {**progress, **nowhere},
        {"event": "stage", "message": "Compiling"},
        {**progress, **nowhere, "preparing": "Compiling"},
        {**progress, "device": "npu", "precision": "float16", "preparing": None},
        {**progress, "device": "cpu", "precision": "float32", "preparing": None},
    ):
        indexing._take(event)
    assert told == [
        ("", "", ""), ("", "", ""), ("", "", "Compiling"), ("", "", "Compiling"),
        ("npu", "float16", ""), ("cpu", "float32", ""),
    ]  # fmt: skip


def test_of_another_model_only_its_own_device_is_told(indexing: Indexing) -> None:
    progress = {"event": "progress", "stage": "decode", "total": 9}
    on_npu = {"device": "npu", "precision": "float16", "provider": "QNNExecutionProvider"}
    indexing._take({**progress, "model": "tiny", **on_npu})
    indexing._take({**progress, "model": "other", "device": None})
    told = indexing.ingest
    assert (told.model, told.device, told.precision, told.provider) == ("other", "", "", "")
    indexing._take({"event": "done", "model": "tiny", **on_npu})
    told = indexing.ingest
    assert (told.model, told.device, told.precision) == ("tiny", "npu", "float16")
    indexing._take({"event": "started", "model": "tiny", "device": "cpu"})
    assert indexing.ingest.device == "npu"


def test_a_running_child_makes_way_for_a_new_one(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    indexing.begin([str(paint_colours(tmp_path / "one"))])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    first = indexing.process_id
    indexing.begin([str(paint_colours(tmp_path / "two"))])
    qtbot.waitUntil(lambda: indexing.process_id not in (0, first))
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    assert _photos(tmp_path / "library") == 24


def test_photos_that_are_gone_in_numbers_wait_for_a_word(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(60):
        Image.new("RGB", (4, 4), (number, 0, 0)).save(photos / f"{number}.png")
    indexing.begin([str(photos)])
    _wait_for(qtbot, indexing, Phase.UP_TO_DATE)
    with qtbot.waitSignal(indexing.waiting) as waiting:
        for number in range(1, 60):
            (photos / f"{number}.png").unlink()
    assert waiting.args == [59]
    assert _photos(tmp_path / "library") == 60
    with qtbot.waitSignal(indexing.waiting) as waiting:
        indexing.accept_missing()
    assert waiting.args == [0]
    assert _photos(tmp_path / "library") == 1


def test_a_wait_for_the_mains_is_told_as_such(indexing: Indexing) -> None:
    indexing._take({"event": "paused", "why": "battery"})
    assert (indexing.ingest.phase, indexing.ingest.on_battery) == (Phase.PAUSED, True)
    indexing._take({"event": "paused"})
    assert not indexing.ingest.on_battery
    assert "--on-battery" not in indexing._words([])
    assert "--on-battery" in Indexing(indexing._library, on_battery=True)._words([])


def test_a_child_that_began_just_before_the_closing_ends_and_none_begins_after_it(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    photos = str(paint_colours(tmp_path / "photos", each=1))
    indexing.begin([photos])
    process = psutil.Process(indexing.process_id)
    with qtbot.waitSignal(indexing.ended):
        indexing.close()
        indexing.begin([photos])
    assert not process.is_running()
    indexing.begin([photos])
    assert not indexing.running

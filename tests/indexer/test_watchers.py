"""What people and programs are told of an index: bars, lines and events."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli.leaving import Left
from indexer.cli.sums import summary
from indexer.cli.terminal import Terminal
from indexer.cli.watchers import Bar, Events, Lines, Watcher
from indexer.ingest import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

READING = Progress("decode", total=1200, done=300, photos_per_second=20.0, remaining_seconds=45.0)


def told(watch: Callable[[Terminal], Watcher], *, as_json: bool = False) -> tuple[Watcher, Any]:
    """A watcher, and what it has written so far."""
    out, err = io.StringIO(), io.StringIO()
    watcher = watch(Terminal(out=out, err=err, as_json=as_json))
    return watcher, lambda: out.getvalue() + err.getvalue()


def test_a_program_hears_of_devices_stages_remarks_and_switches() -> None:
    watcher, written = told(Events, as_json=True)
    watcher.started(device=None, model="tiny")
    watcher.stage("Compiling the model for the NPU")
    watcher.progress(
        Progress("decode", model="big", switching=True, device="npu", remarks=("Told apart.",))
    )
    watcher.remark("The NPU is gone.")
    watcher.switched("big", missing=0)
    end = Progress("done", model="big", device="cpu", precision="float32", provider="CPU")
    watcher.done(end, model="big")
    started, stage, progress, remark, switched, done = map(json.loads, written().splitlines())
    assert (started["event"], started["device"]) == ("started", None)
    assert stage == {"event": "stage", "message": "Compiling the model for the NPU"}
    assert (progress["model"], progress["switching"], progress["device"]) == ("big", True, "npu")
    assert progress["preparing"] is None
    assert "remarks" not in progress
    assert remark == {"event": "remark", "message": "The NPU is gone."}
    assert switched == {"event": "switched", "model": "big", "missing": 0}
    assert (done["device"], done["model"]) == ("cpu", "big")
    assert (done["precision"], done["provider"]) == ("float32", "CPU")


@pytest.mark.parametrize("way", [Lines, Bar])
def test_people_are_told_what_was_lost_and_who_answers(way: Callable[[Terminal], Watcher]) -> None:
    watcher, written = told(way)
    watcher.progress(READING)
    watcher.remark("The NPU is gone.")
    watcher.switched("big", missing=0)
    assert "The NPU is gone." in written()
    assert "big has encoded all photos: it answers from now on." in written()
    watcher.switched("big", missing=1200)
    assert "all photos but 1,200, which it does not find: it answers" in written()


def test_the_bar_tells_how_far_it_is_and_what_takes_its_time() -> None:
    for progress, expected in (
        (READING, "300 of 1,200, 20.0 a second, 45 s left"),
        (Progress("decode", total=5, done=1, model="big", switching=True), "1 of 5 by big"),
        (Progress("decode", total=5, preparing="Compiling {it}"), "Compiling it ..."),
        (Progress("scan", seen=7), "Looking: 7 photos seen"),
    ):
        watcher, written = told(Bar)
        watcher.progress(progress)
        watcher.stopped()
        assert expected in written()


def test_the_sums_name_a_device_only_where_one_is_known() -> None:
    done = Progress("done", seen=2, done=2, added=2, seconds=1, photos_per_second=2)
    assert summary(done, "tiny").endswith("2.0 photos a second with tiny")
    on_npu = Progress("done", seen=2, done=2, seconds=1, photos_per_second=2, device="npu")
    assert summary(on_npu, "tiny").endswith("with tiny on npu")


@pytest.mark.parametrize("way", [Lines, Bar])
def test_people_are_told_of_folders_that_leave_and_of_those_that_cannot(
    way: Callable[[Terminal], Watcher],
) -> None:
    watcher, written = told(way)
    watcher.left(Left("/trips", 1200, "2026-01-02"))
    assert "/trips has left the library with 1,200 photos; its files are untouched." in written()
    watcher.stays("/trips", "The disk is full.")
    assert "/trips stays in the library: The disk is full." in written()


def test_a_program_is_told_of_them_by_their_names() -> None:
    watcher, written = told(Events, as_json=True)
    watcher.left(Left("/trips", 1, None))
    watcher.stays("/trips", "The disk is full.")
    left, stays = map(json.loads, written().splitlines())
    assert left == {"event": "left", "folder": "/trips", "photos": 1, "backup": None}
    assert stays == {"event": "error", "message": "The disk is full.", "folder": "/trips"}

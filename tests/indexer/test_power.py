"""The battery is asked about, and a machine that has none, or tells nonsense, has none."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

import psutil
import pytest

from indexer.power import on_battery

if TYPE_CHECKING:
    from collections.abc import Callable

Battery = namedtuple("Battery", "percent secsleft power_plugged")


def test_this_machine_says_what_it_runs_on() -> None:
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    assert on_battery() is (battery is not None and battery.power_plugged is False)


def nonsense() -> Battery:
    raise OSError("the driver fails")


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda: None, False),
        (lambda: Battery(50, 3600, True), False),
        (lambda: Battery(50, 3600, None), False),
        (lambda: Battery(50, 3600, False), True),
        (nonsense, False),
    ],
)
def test_only_a_battery_that_nothing_feeds_counts(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[], Battery | None], expected: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", ask, raising=False)
    assert on_battery() is expected

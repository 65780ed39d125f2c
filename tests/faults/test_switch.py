"""A change of model that is killed at any moment loses no search, and the next run completes it."""

from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from indexer.library import Library
from indexer.models import find_bundle
from indexer.places import user_models
from indexer.session import ladder
from tests.bundles import TinyModel, make_tiny_bundle
from tests.faults.conftest import told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

PHOTOS = 150
MOST_KILLS = 5
LONGEST_LIFE = 2.0
"""Seconds after it turned to the wanted model; what that encodes is committed once a second."""


@pytest.fixture
def photos(shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    """A folder, taken in with `tiny`; another model is there as well."""
    make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC", batch=1))
    for seed in range(PHOTOS):
        paint_photo(tmp_path / "photos" / f"{seed}.jpg", size=(1000, 700), seed=seed)
    shoebox.index(tmp_path / "photos")
    return tmp_path / "photos"


def answer(shoebox: Shoebox, *words: str) -> Any:
    done = shoebox.run(*words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def kill_while_switching(shoebox: Shoebox, chance: random.Random) -> None:
    """Start an index, and kill it somewhere after it has begun with the wanted model's vectors."""
    process = shoebox.start("index", "--workers", "1", "--json")
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event.get("switching") or event["event"] in ("switched", "done"):
            break
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    workers = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == [], "a worker outlived its index"


def test_a_switch_that_is_killed_again_and_again_loses_no_search_and_comes_to_its_end(
    shoebox: Shoebox, photos: Path
) -> None:
    chance = random.Random(3)
    assert answer(shoebox, "model", "use", "other")["wanted"] is True
    encoded = [0]
    for _ in range(MOST_KILLS):
        kill_while_switching(shoebox, chance)
        status = answer(shoebox, "status")
        assert (status["model"], status["wanted"]) in (("tiny", "other"), ("other", None))
        assert status["vectors"] == status["photos"] == PHOTOS
        # Quietly: one that took over and was killed then has not read its everyday words yet.
        assert len(answer(shoebox, "search", "red", "-k", "999", "--quiet")) == PHOTOS
        encoded.append(status["encoded"].get("other", 0))
        if status["model"] == "other":
            break
    assert encoded == sorted(encoded), "what was made is kept"
    done = shoebox.run("index", "--workers", "1", "--json")
    assert done.returncode == 0
    status = answer(shoebox, "status")
    assert (status["model"], status["wanted"]) == ("other", None)
    assert status["encoded"] == {"tiny": PHOTOS, "other": PHOTOS}
    assert answer(shoebox, "verify") == {"wrong": [], "waiting": [], "repaired": []}
    assert answer(shoebox, "model", "use", "tiny")["in_use"] is True


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_a_named_device_that_is_lost_in_the_middle_ends_the_index_with_a_line_and_all_is_kept(
    shoebox: Shoebox, photos: Path
) -> None:
    words = ("index", "--model", "other", "--device", "htp-emulator", "--workers", "1")
    process = shoebox.start(*words, "--json")
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("done", 0) >= 3:
            break
    kill_sessions_of(process.pid)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.startswith("shoebox: The emulator of the Snapdragon NPU's process died")
    assert err.count("\n") == 1
    assert shoebox.verify()["wrong"] == []
    assert answer(shoebox, "status")["vectors"] == PHOTOS
    done = shoebox.run("index", "--model", "other", "--device", "cpu", "--json")
    assert done.returncode == 0
    with Library.open(shoebox.library) as library:
        assert library.catalog.vector_count(find_bundle("other").sha256) == PHOTOS


def kill_sessions_of(pid: int) -> None:
    """End the processes that run a model, as a driver's crash does; decode workers live on."""
    killed = 0
    for child in psutil.Process(pid).children(recursive=True):
        if any("onnxruntime_qnn" in mapped.path for mapped in child.memory_maps()):
            child.kill()
            killed += 1
    assert killed == 1


def test_a_model_that_is_not_there_cannot_be_wanted(shoebox: Shoebox, photos: Path) -> None:
    assert "There is no model named “absent”" in told(shoebox.run("model", "use", "absent"))
    assert answer(shoebox, "status")["wanted"] is None

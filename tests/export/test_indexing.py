"""Real pictures through the real ingest on the emulated NPU: the starter, and MobileCLIP2-S0."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("onnxruntime_qnn")
if (sys.platform, platform.machine()) != ("linux", "x86_64"):
    pytest.skip("QNN's emulator exists for Linux on x86-64 only", allow_module_level=True)

from indexer.cli import main
from indexer.encode import ImageEncoder
from indexer.library import Library
from indexer.models import find_bundle
from indexer.places import user_models
from tests.export.rehearsals import cosines

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.export.rehearsals import Rehearsal


def index(
    library: Path, photos: Path, model: str, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run `shoebox index` to its end; all pictures are in, made on that device."""
    words = ["--library", str(library), "index", str(photos), "--model", model, "--device", device]
    assert main([*words, "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (done["event"], done["device"], done["model"]) == ("done", device, model)
    assert (done["added"], done["unreadable"]) == (6, 0)


def stored(library: Path, model: str) -> tuple[list[str], NDArray[np.float32]]:
    """The names of the pictures, sorted, and their vectors."""
    sha256 = find_bundle(model).sha256
    with Library.open(library) as opened:
        photos = sorted(opened.catalog.photos(range(1, 7)), key=lambda photo: photo.path)
        vectors = [opened.catalog.vector(photo.id, sha256) for photo in photos]
    whole = [vector for vector in vectors if vector is not None]
    return [os.path.basename(photo.path) for photo in photos], np.stack(whole)


@pytest.mark.parametrize("model", ["starter", "mobileclip2-s0-random"])
def test_pictures_are_indexed_on_the_npu_as_on_the_cpu(
    model: str,
    s0: Rehearsal,
    real_pictures: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if model != "starter":
        shutil.copytree(s0.bundle.folder, user_models() / model, copy_function=os.link)
    found = {}
    for device in ("htp-emulator", "cpu"):
        index(tmp_path / device, real_pictures, model, device, capsys)
        found[device] = stored(tmp_path / device, model)
    names, vectors = found["htp-emulator"]
    wanted_names, wanted = found["cpu"]
    assert names == wanted_names
    assert len(names) == 6
    assert cosines(vectors, wanted).min() >= 0.999
    assert not np.array_equal(vectors, wanted)
    # What the ingest had: the graph, whole, on the NPU, compiled there once and kept.
    with ImageEncoder.open(find_bundle(model), device="htp-emulator") as images:
        assert images.stamp.device == "htp-emulator"
        assert images.session.nodes_on_device
        assert images.session.nodes_elsewhere == 0

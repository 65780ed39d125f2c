"""Photos are taken in on whatever device holds, and each vector knows which one that was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from indexer.cli import main
from indexer.encode import ImageEncoder
from indexer.encode.climbing import Climb, Wish
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import default_library, user_models
from indexer.session import CPU, Ladder, ladder, loading
from indexer.session.isolated import IsolatedSession
from indexer.session.ladder import EMULATOR, NPU
from tests.bundles import TinyModel, make_tiny_bundle
from tests.indexer.session import faulty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from indexer.session import Rung
    from indexer.session.isolated import Loader
    from tests.conftest import PaintPhoto

on_the_emulator = pytest.mark.skipif(
    not ladder("htp-emulator").rungs, reason="the emulator is not here"
)
PHOTOS = 60


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    for seed in range(PHOTOS):
        paint_photo(tmp_path / "photos" / f"{seed:02}.jpg", size=(60, 40), seed=seed)
    return tmp_path / "photos"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


def climbing(bundle: Bundle, best: Rung, load: Loader | None = None) -> ImageEncoder:
    """An encoder that stands on `best` and has the processor below it."""
    wish, found = Wish(threads=1), Ladder((best, CPU), ())
    if load is None:
        climb = Climb(bundle, bundle.image, wish, found=found)
    else:
        opening = faulty.OpensFaulty(load)
        climb = Climb(bundle, bundle.image, wish, found=found, opening=opening)
    return ImageEncoder(bundle, climb.next(), climb=climb)


def kill_session_of(encoder: ImageEncoder) -> None:
    """End the process that runs the model, as a driver's crash does."""
    session = encoder.session
    assert isinstance(session, IsolatedSession)
    assert session.pid
    psutil.Process(session.pid).kill()


def devices(library: Library) -> dict[str, int]:
    """Device -> how many vectors are stamped with it."""
    with library.catalog._database.connection() as connection:
        rows = connection.execute(
            "SELECT device, count(*) FROM embeddings JOIN stamps ON stamps.id = stamp_id"
            " GROUP BY device"
        )
        return dict(rows.fetchall())


def ingest_and_lose(
    library: Library, bundle: Bundle, photos: Path, encoder: ImageEncoder
) -> list[Progress]:
    """Ingest, and kill the session's process once some photos are through."""
    told, killed = [], False
    with encoder:
        options = IngestOptions((str(photos),), workers=1)
        for progress in ingest(library, bundle, options, encoder=encoder):
            told.append(progress)
            if progress.done >= 5 and not killed:
                kill_session_of(encoder)
                killed = True
    return told


@pytest.mark.parametrize(
    ("best", "load"),
    [
        pytest.param(EMULATOR, None, marks=on_the_emulator, id="emulator"),
        pytest.param(NPU, faulty.loads(), id="accelerator"),
    ],
)
def test_a_session_that_is_killed_in_the_middle_costs_no_photo(
    best: Rung, load: Loader | None, library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    told = ingest_and_lose(library, tiny_bundle, photos, climbing(tiny_bundle, best, load))
    assert told[-1].added == PHOTOS
    assert library.catalog.vector_count(tiny_bundle.sha256) == PHOTOS
    made = devices(library)
    assert made.keys() == {best.device, "cpu"}
    assert made[best.device] >= 5
    (remark,) = [sentence for each in told for sentence in each.remarks]
    assert f"The {best.title}'s process died" in remark
    reading = [each for each in told if each.stage == "decode" and each.done]
    assert (reading[0].device, reading[0].precision) == (best.device, "float16")
    assert (told[-1].device, told[-1].precision) == ("cpu", "float32")
    assert told[-1].provider == "CPUExecutionProvider"


def test_the_vectors_around_a_loss_are_those_of_a_run_without_one(
    library: Library, tiny_bundle: Bundle, photos: Path, tmp_path: Path
) -> None:
    ingest_and_lose(library, tiny_bundle, photos, climbing(tiny_bundle, NPU, faulty.loads()))
    with Library.open(tmp_path / "quiet", write=True) as quiet:
        options = IngestOptions((str(photos),), workers=1, device="cpu")
        list(ingest(quiet, tiny_bundle, options))
        for photo_id in quiet.catalog.all_ids().tolist():
            (photo,) = quiet.catalog.photos([photo_id])
            other = library.catalog.photo_by_path(photo.path)
            assert other is not None
            one = library.catalog.vector(other.id, tiny_bundle.sha256)
            two = quiet.catalog.vector(photo_id, tiny_bundle.sha256)
            assert one is not None
            assert two is not None
            np.testing.assert_allclose(one, two, atol=1e-3)


def on_one_rung(bundle: Bundle, rung: Rung) -> ImageEncoder:
    """An encoder that has nowhere to go on, as with `--device npu`."""
    opening = faulty.OpensFaulty(faulty.loads())
    climb = Climb(bundle, bundle.image, Wish("npu"), found=Ladder((rung,), ()), opening=opening)
    return ImageEncoder(bundle, climb.next(), climb=climb)


@pytest.fixture
def other() -> Bundle:
    """Another model than the one in use; both are installed."""
    make_tiny_bundle(user_models() / "tiny")
    folder = make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    return load_bundle(folder)


def test_a_wanted_model_whose_only_device_dies_just_does_not_take_over(
    library: Library,
    tiny_bundle: Bundle,
    other: Bundle,
    photos: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = IngestOptions((str(photos),), workers=1)
    list(ingest(library, tiny_bundle, options))
    library.use_model(tiny_bundle.name)
    library.choose_model(other.name)
    encoder = on_one_rung(other, NPU)
    monkeypatch.setattr(ImageEncoder, "open", lambda *_, **__: encoder)
    told: list[Progress] = []
    made = None
    for progress in ingest(library, tiny_bundle, options, wanted=other):
        if made is None and progress.switching and progress.done >= 5:
            made = library.catalog.vector_count(other.sha256)
            kill_session_of(encoder)
        told.append(progress)
    assert made is not None
    remarks = [sentence for each in told for sentence in each.remarks]
    assert len(remarks) == 1
    assert remarks[0].startswith("other cannot take over, tiny stays in use: ")
    assert "died" in remarks[0]
    assert (told[-1].stage, told[-1].model) == ("done", "tiny")
    # What it had made until then is kept, also what was not yet written down.
    assert made < 5 <= library.catalog.vector_count(other.sha256) < PHOTOS


def test_where_the_only_device_of_the_model_in_use_dies_the_wanted_one_goes_on(
    library: Library, tiny_bundle: Bundle, other: Bundle, photos: Path
) -> None:
    library.use_model(tiny_bundle.name)
    encoder, killed = on_one_rung(tiny_bundle, NPU), False
    told: list[Progress] = []
    options = IngestOptions((str(photos),), workers=1, device="cpu")
    with encoder:
        for progress in ingest(library, tiny_bundle, options, wanted=other, encoder=encoder):
            library.choose_model(other.name)
            if progress.done >= 5 and not killed:
                kill_session_of(encoder)
                killed = True
            told.append(progress)
    (remark,) = [sentence for each in told for sentence in each.remarks]
    assert remark.startswith("New photos are encoded by other, not by tiny: ")
    assert (told[-1].added, told[-1].updated, told[-1].unchanged) == (PHOTOS, 0, 0)
    assert library.catalog.vector_count(other.sha256) == PHOTOS
    assert (library.model_in_use(), library.model_wanted()) == ("other", None)


def test_who_stops_asking_as_the_only_device_dies_keeps_what_came_before(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    encoder = on_one_rung(tiny_bundle, NPU)
    with encoder:
        steps = ingest(
            library, tiny_bundle, IngestOptions((str(photos),), workers=1), encoder=encoder
        )
        for progress in steps:
            if progress.done >= 5:
                break
        kill_session_of(encoder)
        with pytest.raises(LibraryError, match="died"):
            encoder.encode(np.zeros((1, encoder.spec.size, encoder.spec.size, 3), np.uint8))
        steps.close()
    assert library.catalog.vector_count(tiny_bundle.sha256) >= 5


def indexed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["index", *words, "--model", "tiny", "--workers", "1", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


@on_the_emulator
def test_real_pictures_are_indexed_on_the_emulator_as_on_the_processor(
    real_pictures: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    make_tiny_bundle(user_models() / "tiny")
    told = indexed(capsys, str(real_pictures), "--device", "htp-emulator")
    # Which ones there are depends on the machine: what takes less than a moment is not told.
    assert [event["message"] for event in told if event["event"] == "stage"]
    assert not [event for event in told if event["event"] == "remark"]
    (started, *_, last) = told
    assert (started["device"], last["device"]) == (None, "htp-emulator")
    assert isinstance(last["added"], int)
    assert last["added"] >= 5
    reading = [each for each in told if each["event"] == "progress" and each["done"]]
    assert {each["provider"] for each in reading} == {"QNNExecutionProvider"}

    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["device"] == "htp-emulator"
    indexed(capsys, str(real_pictures), "--device", "cpu", "--library", str(tmp_path / "cpu"))
    with Library.open(default_library()) as there, Library.open(tmp_path / "cpu") as here:
        assert cosines(there, here).min() >= 0.999


def cosines(one: Library, two: Library) -> NDArray[np.float32]:
    """Of the vectors of the same photos in two libraries."""
    found = []
    (encoded,) = one.catalog.encoded_by()
    for photo in one.catalog.photos(one.catalog.all_ids().tolist()):
        other = two.catalog.photo_by_path(photo.path)
        assert other is not None
        pair = [
            library.catalog.vector(photo_id, encoded.model_sha256)
            for library, photo_id in ((one, photo.id), (two, other.id))
        ]
        assert pair[0] is not None
        assert pair[1] is not None
        found.append(pair[0] @ pair[1] / np.linalg.norm(pair[0]) / np.linalg.norm(pair[1]))
    return np.array(found)


@on_the_emulator
def test_an_ingest_lets_the_graphs_of_other_programs_go_first(
    library: Library, tiny_bundle: Bundle, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    npu_loader = loading.npu_loader

    def noted(device: str, *, background: bool, power: str) -> Loader:
        asked.append(background)
        return npu_loader(device, background=background, power=power)

    monkeypatch.setattr(loading, "npu_loader", noted)
    options = IngestOptions((str(photos),), workers=1, device="htp-emulator")
    *_, done = ingest(library, tiny_bundle, options)
    assert (done.device, done.added) == ("htp-emulator", PHOTOS)
    assert asked == [True]


@on_the_emulator
def test_who_stops_asking_while_the_model_is_compiled_is_not_kept_waiting(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    before = set(psutil.Process().children(recursive=True))
    options = IngestOptions((str(photos),), workers=1, device="htp-emulator")
    steps = ingest(library, tiny_bundle, options)
    stage = next(progress.preparing for progress in steps if progress.preparing)
    assert stage
    steps.close()
    assert library.catalog.count() == 0
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [each for each in left if "resource_tracker" not in " ".join(each.cmdline())]

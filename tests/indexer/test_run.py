"""An index takes up another model that is chosen, at once or while it watches, and tells of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli import main
from indexer.cli.arguments import Options
from indexer.cli.control import Control
from indexer.cli.everyday_words import WHAT_TAKES_ITS_TIME
from indexer.cli.run import Run
from indexer.library import Library
from indexer.places import default_library, user_models
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.cli.leaving import Left
    from indexer.ingest import Progress
    from tests.conftest import PaintPhoto

PHOTOS = 12


class Diary:
    """A watcher that notes what happens; `on` is called with each note."""

    def __init__(self, on: Callable[[tuple[str, object]], object] = bool) -> None:
        self.notes: list[tuple[str, object]] = []
        self._on = on

    def started(self, *, device: str | None, model: str) -> None:
        assert device in ("cpu", None)
        self._note("started", model)

    def progress(self, progress: Progress) -> None:
        if progress.switching and progress.done:
            self._note("making ready", progress.model)

    def paused(self) -> None:
        self._note("paused", None)

    def sparing(self) -> None:
        self._note("sparing", None)

    def resumed(self) -> None:
        self._note("resumed", None)

    def done(self, progress: Progress, *, model: str) -> None:
        self._note("done", (model, progress.added))

    def stopped(self) -> None:
        self._note("stopped", None)

    def idle(self) -> None:
        self._note("idle", None)

    def wrong(self, message: str) -> None:
        self._note("wrong", message)

    def remark(self, message: str) -> None:
        self._note("remark", message)

    def stage(self, message: str) -> None:
        self._note("stage", message)

    def switched(self, model: str, *, missing: int) -> None:
        self._note("missing", missing)
        self._note("switched", model)

    def tagged(self, changed: int) -> None:
        self._note("tagged", changed)

    def waiting(self, photos: int) -> None:
        self._note("waiting", photos)

    def left(self, left: Left) -> None:
        self._note("left", left)

    def stays(self, folder: str, why: str) -> None:
        self._note("stays", (folder, why))

    def of(self, *kinds: str) -> list[tuple[str, object]]:
        """The notes of these kinds, in their order."""
        return [note for note in self.notes if note[0] in kinds]

    def _note(self, kind: str, what: object) -> None:
        self.notes.append((kind, what))
        self._on((kind, what))


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    """A folder of photos, taken in with `tiny`; `other` and `third` are installed too."""
    make_tiny_bundle(user_models() / "tiny")
    make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    make_tiny_bundle(user_models() / "third", TinyModel(name="third", batch=1))
    for seed in range(PHOTOS):
        paint_photo(tmp_path / "photos" / f"{seed:02}.jpg", size=(60, 40), seed=seed)
    assert main(["index", str(tmp_path / "photos"), "--model", "tiny", "--quiet"]) == 0
    return tmp_path / "photos"


@pytest.fixture
def library(photos: Path) -> Iterator[Library]:
    with Library.open(default_library(), write=True) as library:
        yield library


def run(library: Library, diary: Diary, *, control: Control | None = None) -> Run:
    roots = tuple(root.path for root in library.catalog.roots())
    return Run(library, roots, Options(workers=1, device="cpu"), control or Control(), diary)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def events(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["index", *words, "--json", "--workers", "1"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# -- the commands -------------------------------------------------------------------------


def test_a_model_that_is_chosen_takes_over_at_the_end_of_the_next_index(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    used = answer(capsys, "model", "use", "other")
    assert (used["in_use"], used["wanted"], used["not_encoded"]) == (False, True, PHOTOS)
    status = answer(capsys, "status")
    assert (status["model"], status["wanted"]) == ("tiny", "other")
    assert status["encoded"] == {"tiny": PHOTOS}
    assert len(answer(capsys, "search", "red")) == PHOTOS

    told = events(capsys)
    assert told[-2]["message"] == WHAT_TAKES_ITS_TIME
    told = [event for event in told if event["event"] != "stage"]
    kinds = [event["event"] for event in told]
    assert kinds.count("switched") == 1
    assert kinds[-2:] == ["switched", "done"]
    assert told[-2]["model"] == told[-1]["model"] == "other"
    making = [event for event in told if event["event"] == "progress" and event["switching"]]
    assert {event["model"] for event in making} == {"other"}
    assert "remarks" not in making[0]

    status = answer(capsys, "status")
    assert (status["model"], status["wanted"]) == ("other", None)
    assert status["encoded"] == {"other": PHOTOS, "tiny": PHOTOS}
    assert answer(capsys, "model", "use", "tiny")["in_use"] is True
    assert len(answer(capsys, "search", "red")) == PHOTOS


def test_the_list_of_models_tells_who_answers_who_is_wanted_and_what_each_has_encoded(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "model", "use", "other")
    listed = {each["name"]: each for each in answer(capsys, "model", "list")}
    told = {
        name: (listed[name]["in_use"], listed[name]["wanted"], listed[name]["encoded"])
        for name in ("tiny", "other", "third")
    }
    assert told == {
        "tiny": (True, False, PHOTOS),
        "other": (False, True, 0),
        "third": (False, False, 0),
    }
    assert answer(capsys, "model", "show", "other")["wanted"] is True
    assert main(["model", "list"]) == 0
    out, err = capsys.readouterr()
    marks = {line.split()[1]: line.split()[0] for line in out.splitlines() if line[0] in "*>"}
    assert marks == {"tiny": "*", "other": ">"}
    assert f"{PHOTOS} photos" in out
    assert "tiny answers meanwhile" in err


def test_people_are_told_who_answers_until_then(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "use", "other"]) == 0
    _, err = capsys.readouterr()
    assert "until then this library is searched with tiny" in " ".join(err.split())
    assert main(["status"]) == 0
    out, _ = capsys.readouterr()
    assert f"other: 0 of {PHOTOS} photos encoded" in out
    assert "by tiny on cpu" in out
    assert main(["index", "--workers", "1"]) == 0
    _, err = capsys.readouterr()
    assert "other has encoded all photos: it answers from now on." in err


def test_a_model_that_is_named_is_used_for_that_run_and_takes_nothing_over(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "model", "use", "other")
    told = events(capsys, "--model", "third")
    assert told[-1]["model"] == "third"
    assert told[-1]["updated"] == PHOTOS
    status = answer(capsys, "status")
    assert (status["model"], status["wanted"]) == ("tiny", "other")
    assert status["encoded"] == {"third": PHOTOS, "tiny": PHOTOS}


def test_verify_tells_what_waits_for_the_wanted_model_and_calls_nothing_wrong(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "model", "use", "other")
    report = answer(capsys, "verify")
    assert report["wrong"] == []
    assert report["waiting"] == [f"{PHOTOS} photos are to be encoded with other."]


def test_a_wanted_model_that_is_gone_is_told_and_the_one_in_use_goes_on(
    photos: Path, capsys: pytest.CaptureFixture[str], paint_photo: PaintPhoto
) -> None:
    answer(capsys, "model", "use", "other")
    (user_models() / "other" / "model.json").rename(user_models() / "other" / "aside")
    paint_photo(photos / "new.jpg", seed=500)
    told = events(capsys)
    (remark,) = [event["message"] for event in told if event["event"] == "remark"]
    assert remark.startswith("other cannot take over, tiny stays in use: ")
    assert (told[-1]["model"], told[-1]["added"]) == ("tiny", 1)
    (user_models() / "other" / "aside").rename(user_models() / "other" / "model.json")
    assert events(capsys)[-1]["model"] == "other"


# -- while it runs ------------------------------------------------------------------------


def test_a_third_model_that_is_chosen_in_the_middle_is_made_ready_in_the_same_run(
    library: Library,
) -> None:
    library.choose_model("other")

    def choose_third(note: tuple[str, object]) -> None:
        if note == ("making ready", "other"):
            assert not library.choose_model("third")

    diary = Diary(choose_third)
    run(library, diary).to_the_end()
    assert library.model_in_use() == "third"
    assert diary.of("started", "switched", "done") == [
        ("started", "tiny"),
        ("done", ("tiny", 0)),
        ("started", "tiny"),
        ("switched", "third"),
        ("done", ("third", 0)),
    ]


def test_an_index_that_watches_takes_up_a_model_that_is_chosen_while_it_is_idle(
    library: Library,
) -> None:
    control = Control()

    def choose_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "idle":
            if library.model_in_use() == "other":
                control.stop()
            else:
                library.choose_model("other")

    diary = Diary(choose_and_stop)
    run(library, diary, control=control).follow()
    assert diary.of("idle", "switched") == [("idle", None), ("switched", "other"), ("idle", None)]


def test_an_index_that_watches_goes_on_with_a_model_once_the_drive_is_back(
    library: Library, photos: Path
) -> None:
    library.choose_model("other")
    library.discard_previews()
    photos.rename(photos.with_name("unplugged"))
    diary = Diary()
    watching = run(library, diary)
    watching.once()
    assert library.model_in_use() == "tiny"
    photos.with_name("unplugged").rename(photos)
    watching.once()
    assert library.model_in_use() == "other"
    assert diary.of("missing", "switched") == [("missing", 0), ("switched", "other")]


def test_photos_that_come_while_a_model_is_made_ready_are_findable_first(
    library: Library, photos: Path, paint_photo: PaintPhoto
) -> None:
    library.choose_model("other")
    diary = Diary()
    watching = run(library, diary)

    def somebody_adds_a_photo() -> bool:
        return bool(paint_photo(photos / "new.jpg", seed=600))

    assert watching.once(interrupted=somebody_adds_a_photo)
    assert library.model_in_use() == "tiny"
    assert not watching.once()
    assert library.model_in_use() == "other"
    assert diary.of("started", "switched", "done") == [
        ("started", "tiny"),
        ("started", "tiny"),
        ("switched", "other"),
        ("done", ("other", 1)),
    ]


def test_a_wanted_model_whose_encoder_opens_is_not_interrupted(library: Library) -> None:
    library.choose_model("other")
    diary = Diary()
    asked_at: list[bool] = []

    def nothing_comes() -> bool:
        asked_at.append(bool(diary.of("making ready")))
        return False

    assert not run(library, diary).once(interrupted=nothing_comes)
    assert asked_at
    assert all(asked_at)


def test_a_model_that_cannot_be_run_is_given_up_until_it_is_chosen_anew(
    library: Library, photos: Path
) -> None:
    image = user_models() / "other" / "image.onnx"
    whole = image.read_bytes()
    library.choose_model("other")
    image.write_bytes(b"rubbish")
    diary = Diary()
    watching = run(library, diary)
    watching.to_the_end()
    watching.once()
    assert len(diary.of("remark")) == 1
    assert library.model_in_use() == "tiny"
    image.write_bytes(whole)
    watching.once()
    assert library.model_in_use() == "tiny"
    library.choose_model("tiny")
    watching.to_the_end()
    library.choose_model("other")
    watching.to_the_end()
    assert library.model_in_use() == "other"

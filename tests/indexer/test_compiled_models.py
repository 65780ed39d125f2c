"""A model that is compiled for an NPU alone, on a PC that has none but its emulator."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("onnxruntime_qnn")

from indexer.cli import main
from indexer.cli.everyday_words import learn_words
from indexer.cut.background import background_of
from indexer.encode import why_nowhere
from indexer.library import Library
from indexer.models import find_bundle, load_bundle
from indexer.models.packages.compiling import compile_package
from indexer.places import default_library, user_models
from indexer.session import Ladder, all_trials, ladder
from indexer.session.ladder import EMULATOR
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

if ladder(compiled=True).rungs[:-1] or not ladder("htp-emulator").rungs:
    pytest.skip("an NPU is here, or no emulator of it", allow_module_level=True)

PHOTOS = 4
NOWHERE = (
    "This model is compiled for the Snapdragon NPU and runs there only."
    " This machine has no Snapdragon NPU (its processor is x86_64)."
    " `--device htp-emulator` runs it slowly here."
)


@pytest.fixture(scope="module")
def package(tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model, compiled for the chip that the emulator is."""
    stages: list[str] = []
    to = tmp_path_factory.mktemp("compiled")
    return compile_package(tiny_bundle, (60,), to, on_stage=stages.append).folder


@pytest.fixture
def imported(package: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """`tiny` is installed, and `tiny-npu` taken in; what was told of that."""
    make_tiny_bundle(user_models() / "tiny")
    assert main(["model", "import", str(package)]) == 0
    return capfd.readouterr().err


@pytest.fixture
def photos(
    imported: str, tmp_path: Path, paint_photo: PaintPhoto, capfd: pytest.CaptureFixture[str]
) -> Path:
    """A folder of photos: `tiny` took them in, then `tiny-npu` took over; a new one came since."""
    folder = tmp_path / "photos"
    for seed in range(PHOTOS):
        paint_photo(folder / f"{seed}.jpg", size=(60, 40), seed=seed)
    assert imported
    index(capfd, str(folder), "--model", "tiny")
    assert main(["model", "use", "tiny-npu"]) == 0
    assert NOWHERE in capfd.readouterr().err
    assert index(capfd, "--device", "htp-emulator")[-1]["model"] == "tiny-npu"
    assert choice() == ("tiny-npu", None)
    paint_photo(folder / "new.jpg", seed=99)
    return folder


def index(capfd: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["index", *words, "--json", "--workers", "1"]) == 0
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def choice() -> tuple[str, str | None]:
    with Library.open(default_library()) as library:
        return library.model_in_use(), library.model_wanted()


def encoded(name: str) -> int:
    with Library.open(default_library()) as library:
        return library.catalog.vector_count(find_bundle(name).sha256)


def want_tiny() -> None:
    """Want it as one does on a machine where the model in use runs."""
    with Library.open(default_library(), write=True) as library:
        library.catalog.change_settings({"model_wanted": "tiny"})


def add_with_the_emulator(capfd: pytest.CaptureFixture[str]) -> None:
    """Have the new photo encoded by `tiny-npu`, so that `tiny` lacks it."""
    assert index(capfd, "--device", "htp-emulator")[-1]["added"] == 1


def test_an_import_that_was_proved_on_the_emulator_tells_where_the_model_runs(
    imported: str,
) -> None:
    assert imported.splitlines()[-1] == (
        "Proved on the emulator; on this machine it runs only with `--device htp-emulator`."
    )


@pytest.mark.usefixtures("imported")
def test_a_whole_model_that_does_not_run_here_is_not_called_broken(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["model", "show", "tiny-npu", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["whole"], told["wrong"], told["why_not_here"]) == (True, None, NOWHERE)
    assert main(["model", "show", "tiny-npu"]) == 0
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == f"Its files are whole; what they do was not tried. {NOWHERE}"


@pytest.mark.usefixtures("imported")
def test_a_model_is_shown_where_its_user_wants_it_to_run(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "show", "tiny-npu", "--device", "htp-emulator", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["whole"], told["wrong"], told["why_not_here"]) == (True, None, None)
    assert main(["model", "show", "tiny", "--device", "npu", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["whole"]
    assert "no Snapdragon NPU" in told["why_not_here"]


@pytest.mark.usefixtures("imported")
def test_doctor_does_not_promise_the_processor_to_a_compiled_model(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor", "--model", "tiny-npu", "--json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["devices"] == []
    assert {each["device"] for each in told["refusals"]} == {"npu", "cpu"}
    assert told["wrong"] == [NOWHERE]
    words = ["doctor", "--model", "tiny-npu", "--device", "htp-emulator"]
    assert main([*words, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["devices"] == ["htp-emulator"]
    assert main(words) == 0
    assert "tiny-npu runs on the emulator of the Snapdragon NPU.\n" in capfd.readouterr().out


@pytest.mark.usefixtures("imported")
def test_who_checks_a_model_that_does_not_run_here_is_told_the_way_out(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for device in ("auto", "cpu"):
        assert main(["model", "check", "tiny-npu", "--device", device]) == 1
        assert "`--device htp-emulator` runs it slowly here." in capfd.readouterr().err
    assert main(["model", "check", "tiny-npu", "--device", "htp-emulator"]) == 0


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("file", ["image.bin", "golden.npz"])
def test_a_broken_model_that_does_not_run_here_is_called_broken(
    file: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with (user_models() / "tiny-npu" / file).open("ab") as opened:
        opened.write(b"!")
    assert main(["model", "show", "tiny-npu", "--json"]) == 1
    assert file in json.loads(capfd.readouterr().out)["wrong"]


@pytest.mark.usefixtures("photos")
def test_where_the_model_in_use_cannot_search_here_the_chosen_one_answers_at_once(
    capfd: pytest.CaptureFixture[str],
) -> None:
    add_with_the_emulator(capfd)
    assert main(["model", "use", "tiny"]) == 0
    assert capfd.readouterr().err.splitlines() == [
        "This library is searched with tiny from now on.",
        "1 photos are not encoded by it yet: run `shoebox index`.",
    ]
    assert main(["search", "red", "--json"]) == 0
    assert len(json.loads(capfd.readouterr().out)) == PHOTOS
    index(capfd)
    assert encoded("tiny") == PHOTOS + 1


@pytest.mark.usefixtures("photos")
def test_of_two_models_that_do_not_run_here_the_one_in_use_goes_on_to_answer(
    capfd: pytest.CaptureFixture[str],
) -> None:
    second = shutil.copytree(user_models() / "tiny-npu", user_models() / "second") / "model.json"
    said = json.loads(second.read_text("utf-8"))
    said["image"]["mean"] = [0.4, 0.4, 0.4]
    second.write_text(json.dumps({**said, "name": "second"}), "utf-8")
    assert main(["model", "use", "second"]) == 0
    err = capfd.readouterr().err
    assert "second takes over once it has encoded all photos" in err
    assert NOWHERE in err
    assert choice() == ("tiny-npu", "second")


@pytest.mark.usefixtures("photos")
def test_the_wanted_model_takes_over_where_the_one_in_use_cannot_encode_new_photos(
    capfd: pytest.CaptureFixture[str],
) -> None:
    want_tiny()
    told = index(capfd)
    (remark,) = [event["message"] for event in told if event["event"] == "remark"]
    assert remark == f"New photos are encoded by tiny, not by tiny-npu: {NOWHERE}"
    assert [event["model"] for event in told if event["event"] == "switched"] == ["tiny"]
    last = told[-1]
    assert (last["model"], last["added"], last["unchanged"]) == ("tiny", 1, PHOTOS)
    assert choice() == ("tiny", None)
    assert (encoded("tiny"), encoded("tiny-npu")) == (PHOTOS + 1, PHOTOS)


@pytest.mark.usefixtures("photos")
def test_the_wanted_model_takes_over_as_well_where_it_is_named(
    capfd: pytest.CaptureFixture[str],
) -> None:
    want_tiny()
    told = index(capfd, "--model", "tiny")
    assert [event["model"] for event in told if event["event"] == "switched"] == ["tiny"]
    assert not [event for event in told if event["event"] == "remark"]
    assert choice() == ("tiny", None)


@pytest.mark.usefixtures("photos")
def test_words_are_not_read_where_the_emulator_alone_could() -> None:
    assert {trial.graph for trial in all_trials()} == {"tiny-npu/image.onnx"}
    assert background_of(find_bundle("tiny-npu")) is None


def test_who_is_stopped_while_the_text_tower_opens_is_not_kept_waiting(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The emulator stands for the NPU, which a PC has not."""
    found = Ladder((EMULATOR,), ())
    monkeypatch.setattr("indexer.encode.climbing.ladder", lambda *_, **__: found)
    bundle, told = load_bundle(package), list[str]()
    learn_words(bundle, device="npu", on_stage=told.append, stopped=lambda: len(told) > 1)
    assert len(told) == 2
    assert background_of(bundle) is None
    assert all_trials() == ()


@pytest.mark.usefixtures("photos")
def test_who_can_go_no_further_is_told_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    for words in (["index"], ["search", "red"]):
        assert main([*words, "--quiet"]) == 1
        assert f"{NOWHERE} `shoebox model use tiny` searches with another." in (
            capfd.readouterr().err
        )


def test_a_model_whose_tower_has_a_file_for_the_processor_runs_everywhere(package: Path) -> None:
    bundle = load_bundle(package)
    assert why_nowhere(bundle) == NOWHERE
    image = replace(bundle.image, cpu_file="image.onnx")
    assert why_nowhere(replace(bundle, image=image)) == NOWHERE
    text = replace(bundle.text, cpu_file="text.onnx")
    assert why_nowhere(replace(bundle, image=image, text=text)) is None

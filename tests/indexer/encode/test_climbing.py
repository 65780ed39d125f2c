"""An encoder stands on the best rung that holds, and goes on where one breaks."""

from __future__ import annotations

import json
import os
import platform
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from indexer.encode import ImageEncoder, NoDirectionError, TextEncoder, why_nowhere
from indexer.encode.climbing import PROVING, Climb, Wish
from indexer.errors import LibraryError
from indexer.models import Compiled, load_bundle
from indexer.models.golden import Golden, save_golden
from indexer.models.installing import make_golden
from indexer.session import CPU, Ladder, TowerGraph, Trials, all_trials
from indexer.session.ladder import EMULATOR, NPU
from tests.bundles import COLOURS, DIM, TinyModel, make_tiny_bundle
from tests.indexer.encode.test_encoders import squares
from tests.indexer.session.faulty import IMPATIENT, OpensFaulty, dies, hangs, loads, refuses

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle
    from indexer.session.isolated import Loader, Patience

NPU_THEN_CPU = Ladder((NPU, CPU), ())
EMULATOR_THEN_CPU = Ladder((EMULATOR, CPU), ())
on_the_emulator = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's only home"
)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def climb_to(
    bundle: Bundle, load: Loader, *, device: str = "auto", patience: Patience | None = None
) -> tuple[ImageEncoder, OpensFaulty]:
    """Open the image tower on a machine whose NPU loads graphs with `load`."""
    opening = OpensFaulty(load, patience=patience)
    found = NPU_THEN_CPU if device == "auto" else Ladder((NPU,), ())
    climb = Climb(bundle, bundle.image, Wish(device), found=found, opening=opening)
    return ImageEncoder(bundle, climb.next(), climb=climb), opening


def reasons(encoder: ImageEncoder | TextEncoder) -> str:
    assert all(refusal.tried for refusal in encoder.refusals)
    return " ".join(refusal.reason for refusal in encoder.refusals)


def with_golden(folder: Path, golden: Golden) -> Bundle:
    """Give a tiny bundle a golden set, right or wrong."""
    sha256 = save_golden(folder / "golden.npz", golden)
    values = json.loads((folder / "model.json").read_text("utf-8"))
    values["golden"] = {"file": "golden.npz", "sha256": sha256}
    (folder / "model.json").write_text(json.dumps(values), "utf-8")
    return load_bundle(folder)


@pytest.fixture
def here(tiny_bundle: Bundle) -> NDArray[np.float32]:
    """What the processor gives for the colours."""
    with ImageEncoder.open(tiny_bundle, device="cpu") as images:
        return images.encode(squares(8))


def test_an_accelerator_that_proves_itself_is_used(
    tiny_bundle: Bundle, here: NDArray[np.float32]
) -> None:
    encoder, opening = climb_to(tiny_bundle, loads())
    with encoder:
        vectors, stamp = encoder.encode_stamped(squares(8))
    np.testing.assert_allclose(vectors, here, atol=1e-6)
    assert (stamp.device, stamp.precision) == ("npu", "float16")
    assert encoder.refusals == ()
    assert opening.opened == ["npu"]
    (trial,) = all_trials()
    assert trial.outcome == "passed"
    assert trial.cosine == pytest.approx(1)
    assert trial.whole


def test_one_that_passed_in_part_must_answer_all_the_next_time(tiny_bundle: Bundle) -> None:
    Trials(TowerGraph.of(tiny_bundle, tiny_bundle.image), NPU).end("passed", cosine=1.0)
    encoder, _ = climb_to(tiny_bundle, loads("fails the second time"))
    with encoder:
        assert encoder.stamp.device == "cpu"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("no numbers", "gives no numbers for this model, so it is not used"),
        ("zero", "come within a cosine of 0.0000 of the right ones, and 0.999 is needed"),
        ("too long", "its vectors are 5.0% too long or short, and 1% is allowed"),
        ("fails", "Snapdragon NPU failed: the driver has had enough."),
        ("dies", "process died when it was to run the model"),
        ("flat", "The model gives the shape (16,) on “npu”, not (1, 16)."),
        ("two for one", "The model gives the shape (2, 16) on “npu”, not (1, 16)."),
        ("takes another input", "does not run this model as it should: image.onnx takes “other”"),
    ],
)
def test_one_that_computes_rubbish_is_not_used(
    tiny_bundle: Bundle, here: NDArray[np.float32], fault: str, told: str
) -> None:
    encoder, opening = climb_to(tiny_bundle, loads(fault))
    with encoder:
        np.testing.assert_array_equal(encoder.encode(squares(8)), here)
    assert told in reasons(encoder)
    assert encoder.stamp.device == "cpu"
    assert opening.opened == ["npu", "cpu"]
    assert all_trials()[0].outcome == ("died" if fault == "dies" else "failed")


def test_a_golden_set_of_other_weights_refuses_all_accelerators(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    golden = make_golden(tiny_bundle)
    wrong = replace(golden, picture_vectors=golden.picture_vectors[:, ::-1].copy())
    bundle = with_golden(make_tiny_bundle(tmp_path / "wrong"), wrong)
    encoder, _ = climb_to(bundle, loads())
    with encoder:
        assert "computes this model wrongly" in reasons(encoder)
        assert "0.999 is needed" in reasons(encoder)
        assert encoder.stamp.device == "cpu"


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (refuses, "It does not care for this model."),
        (dies, "died when it was to load the model"),
        (hangs, "did not load the model within 0.5 s"),
    ],
)
def test_one_that_does_not_open_is_passed_over(
    tiny_bundle: Bundle, load: Loader, told: str
) -> None:
    encoder, _ = climb_to(tiny_bundle, load, patience=IMPATIENT)
    with encoder:
        assert encoder.encode(squares(1)).shape == (1, DIM)
        assert told in reasons(encoder)


def test_what_died_is_not_tried_again_unless_it_is_named(tiny_bundle: Bundle) -> None:
    climb_to(tiny_bundle, dies)[0].close()
    encoder, opening = climb_to(tiny_bundle, loads())
    assert opening.opened == ["cpu"]
    assert "It will be tried again in 7 days." in reasons(encoder)
    named, opening = climb_to(tiny_bundle, loads(), device="npu")
    with encoder, named:
        assert opening.opened == ["npu"]
        assert named.stamp.device == "npu"
    encoder, opening = climb_to(tiny_bundle, loads())  # It has made good.
    with encoder:
        assert opening.opened == ["npu"]


def test_a_named_device_that_fails_is_told_in_one_line_and_nothing_else_is_tried(
    tiny_bundle: Bundle,
) -> None:
    with pytest.raises(LibraryError, match=r"^It does not care for this model\.$"):
        climb_to(tiny_bundle, refuses, device="npu")
    with pytest.raises(LibraryError, match=r"^The Snapdragon NPU gives no numbers") as caught:
        climb_to(tiny_bundle, loads("no numbers"), device="npu")
    assert "\n" not in str(caught.value)


def test_a_named_device_that_is_lost_later_is_told_too(tiny_bundle: Bundle) -> None:
    encoder, _ = climb_to(tiny_bundle, loads(), device="npu")
    psutil.Process(encoder.session.pid).kill()  # type: ignore[attr-defined] # It is isolated.
    with encoder:
        for _ in range(2):
            with pytest.raises(LibraryError, match=r"^The Snapdragon NPU's process died"):
                encoder.encode(squares(3))


def test_an_encoder_without_a_ladder_says_that_its_session_is_lost(tiny_bundle: Bundle) -> None:
    encoder, _ = climb_to(tiny_bundle, loads())
    with ImageEncoder(tiny_bundle, encoder.session) as alone:
        psutil.Process(encoder.session.pid).kill()  # type: ignore[attr-defined] # It is isolated.
        with pytest.raises(RuntimeError, match="died"):
            alone.encode(squares(1))
        assert alone.refusals == ()


def test_one_that_hangs_in_the_middle_is_left_and_all_is_encoded_below(
    tiny_bundle: Bundle, here: NDArray[np.float32]
) -> None:
    Trials(TowerGraph.of(tiny_bundle, tiny_bundle.image), NPU).end(
        "passed", whole=True
    )  # One question then.
    encoder, _ = climb_to(tiny_bundle, loads("hangs the second time"), patience=IMPATIENT)
    assert encoder.stamp.device == "npu"
    with encoder:
        vectors, stamp = encoder.encode_stamped(squares(8))
    np.testing.assert_array_equal(vectors, here)
    assert stamp == encoder.stamp
    assert stamp.device == "cpu"
    assert "did not run the model within" in reasons(encoder)
    assert all_trials()[0].outcome == "died"


@posix_only
def test_one_that_was_interrupted_is_left_without_a_stain(
    tiny_bundle: Bundle, here: NDArray[np.float32]
) -> None:
    Trials(TowerGraph.of(tiny_bundle, tiny_bundle.image), NPU).end("passed", whole=True)
    encoder, _ = climb_to(tiny_bundle, loads("hangs the second time"))
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    with encoder:
        with pytest.raises(KeyboardInterrupt):
            encoder.encode(squares(8))
        signal.signal(signal.SIGUSR1, before)
        np.testing.assert_array_equal(encoder.encode(squares(8)), here)
        assert "was interrupted" in reasons(encoder)
    assert [trial.outcome for trial in all_trials()] == ["passed"]


def test_threads_that_lose_it_together_step_down_once(
    tiny_bundle: Bundle, here: NDArray[np.float32]
) -> None:
    encoder, opening = climb_to(tiny_bundle, loads())
    psutil.Process(encoder.session.pid).kill()  # type: ignore[attr-defined] # It is isolated.
    with encoder, ThreadPoolExecutor(4) as pool:
        for vectors, stamp in pool.map(encoder.encode_stamped, [squares(8)] * 8):
            np.testing.assert_allclose(vectors, here, atol=1e-6)
            assert stamp.device == "cpu"
    assert opening.opened == ["npu", "cpu"]
    assert len(encoder.refusals) == 1


def test_threads_that_find_it_failing_step_down_once(
    tiny_bundle: Bundle, here: NDArray[np.float32]
) -> None:
    Trials(TowerGraph.of(tiny_bundle, tiny_bundle.image), NPU).end("passed", whole=True)
    encoder, opening = climb_to(tiny_bundle, loads("fails the second time"))
    with encoder, ThreadPoolExecutor(4) as pool:
        for vectors, stamp in pool.map(encoder.encode_stamped, [squares(8)] * 8):
            np.testing.assert_allclose(vectors, here, atol=1e-6)
            assert stamp.device == "cpu"
    assert opening.opened == ["npu", "cpu"]
    assert len(encoder.refusals) == 1


def test_a_closed_encoder_opens_nothing_any_more(tiny_bundle: Bundle) -> None:
    encoder, opening = climb_to(tiny_bundle, loads())
    encoder.close()
    with pytest.raises(RuntimeError, match="is closed"):
        encoder.encode(squares(1))
    assert opening.opened == ["npu"]


def test_one_that_overflows_where_the_processor_does_not_is_left(tiny_bundle: Bundle) -> None:
    """Half precision may give infinity for some photo that no golden set foresaw."""
    encoder, _ = climb_to(tiny_bundle, loads("no numbers for bright pictures"))
    with encoder:
        encoder.encode(squares(7))
        assert encoder.stamp.device == "npu"
        assert np.isfinite(encoder.encode(squares(8))).all()
        assert encoder.stamp.device == "cpu"
        assert "gave no numbers where the processor does" in reasons(encoder)


def test_a_named_one_that_overflows_costs_that_photo_only(tiny_bundle: Bundle) -> None:
    fault = loads("no numbers for bright pictures")
    encoder, _ = climb_to(tiny_bundle, fault, device="npu")
    with encoder:
        with pytest.raises(NoDirectionError):
            encoder.encode(squares(8)[7:])
        assert encoder.encode(squares(7)).shape == (7, DIM)


def test_whoever_stops_the_opening_leaves_nothing_behind(tiny_bundle: Bundle) -> None:
    def stop(stage: str) -> None:
        if stage == PROVING:
            raise KeyboardInterrupt

    wish = Wish(on_stage=stop)
    climb = Climb(
        tiny_bundle, tiny_bundle.text, wish, found=NPU_THEN_CPU, opening=OpensFaulty(loads())
    )
    with pytest.raises(KeyboardInterrupt):
        climb.next()
    trials = Trials(TowerGraph.of(tiny_bundle, tiny_bundle.text), NPU)
    assert trials.objection() is None
    assert trials.last.outcome != "passed"


def test_whoever_listens_may_end_a_proof_that_hangs(tiny_bundle: Bundle) -> None:
    stages: list[str] = []

    def stop(stage: str) -> None:
        stages.append(stage)
        if stages.count(PROVING) == 2:
            raise InterruptedError

    opening = OpensFaulty(loads("hangs"))
    wish = Wish(on_stage=stop)
    climb = Climb(tiny_bundle, tiny_bundle.image, wish, found=NPU_THEN_CPU, opening=opening)
    with pytest.raises(InterruptedError):
        climb.next()
    assert opening.opened == ["npu"]
    assert all_trials() == ()
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert [told for told in commands if "resource_tracker" not in told] == []


def test_the_processor_needs_neither_process_nor_proof(tiny_bundle: Bundle) -> None:
    before = psutil.Process().children()
    with ImageEncoder.open(tiny_bundle, device="cpu") as images:
        images.encode(squares(1))
    with TextEncoder.open(tiny_bundle) as texts:
        texts.encode(["red"])
    assert psutil.Process().children() == before
    assert all_trials() == ()


@on_the_emulator
def test_a_compiled_tower_on_a_machine_without_an_npu_says_so(tiny_bundle: Bundle) -> None:
    pytest.importorskip("onnxruntime_qnn")
    compiled = Compiled("image.onnx", "image", 60, "2.51.0")
    bundle = replace(tiny_bundle, image=replace(tiny_bundle.image, compiled=compiled))
    with pytest.raises(LibraryError) as caught:
        ImageEncoder.open(bundle)
    assert str(caught.value) == (
        "This model is compiled for the Snapdragon NPU and runs there only."
        " This machine has no Snapdragon NPU (its processor is x86_64)."
        " `--device htp-emulator` runs it slowly here."
    )
    assert why_nowhere(bundle) == str(caught.value)
    assert why_nowhere(bundle, "htp-emulator") is None
    assert why_nowhere(tiny_bundle) is None


@on_the_emulator
@pytest.mark.parametrize("model", [TinyModel(), TinyModel(batch=1, dtype="float16")], ids=str)
def test_words_and_pictures_meet_across_emulator_and_processor(
    model: TinyModel, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    bundle = load_bundle(make_tiny_bundle(tmp_path / "model", model))
    stages: list[str] = []
    with (
        ImageEncoder.open(bundle, device="htp-emulator", on_stage=stages.append) as images,
        TextEncoder.open(bundle, device="cpu") as texts,
    ):
        cosines = texts.encode(COLOURS) @ images.encode(squares(8)).T
        assert (images.stamp.device, images.stamp.precision) == ("htp-emulator", "float16")
        assert images.session.nodes_elsewhere == 0
    assert cosines.argmax(axis=1).tolist() == list(range(8))
    assert stages[-1] == PROVING
    assert "Compiling the model for the NPU" in stages


@on_the_emulator
def test_the_emulator_is_killed_in_the_middle_and_all_is_encoded_below(
    tiny_bundle: Bundle,
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    climb = Climb(tiny_bundle, tiny_bundle.text, Wish(), found=EMULATOR_THEN_CPU)
    encoder = TextEncoder.open(tiny_bundle, device="cpu")
    words = TextEncoder(tiny_bundle, climb.next(), encoder._tokenizer, climb=climb)
    expected = encoder.encode(COLOURS * 50)
    assert words.stamp.device == "htp-emulator"
    with words, ThreadPoolExecutor(1) as pool:
        running = pool.submit(words.encode_stamped, COLOURS * 50)
        process = psutil.Process(words.session.pid)  # type: ignore[attr-defined] # It is isolated.
        process.send_signal(signal.SIGKILL)
        vectors, stamp = running.result(timeout=120)
        np.testing.assert_array_equal(vectors, expected)
        assert stamp.device == words.stamp.device == "cpu"
        assert "(signal 9)" in reasons(words)
    assert [(trial.device, trial.outcome) for trial in all_trials()] == [("htp-emulator", "died")]

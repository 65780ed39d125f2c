"""`shoebox model get`, against a hub on this machine: in processes of its own, as it is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest

from indexer import places
from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.models.check import check_bundle
from indexer.models.fetch import Step, fetch_model
from indexer.models.hub import Hub, Patience
from indexer.models.installing import incoming
from indexer.models.known import known_model
from tests.faults.conftest import told
from tests.faults.test_disk import small_disk
from tests.hub import COMMIT, Fault, free_port, local_hub
from tests.ready_exports import ready_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import CompletedProcess, Popen

    from tests.hub import LocalHub

ROOT = Path(__file__).parent.parent.parent.parent
NAME, REPO = "mobileclip2-s0", "RuteNL/MobileCLIP2-S0-OpenCLIP-ONNX"
DATA = "text.onnx.data"
FETCHED = {
    *("README.md", "golden.npz", "model.json", "model_config.json", "open_clip_config.json"),
    *("text.onnx", DATA, "tokenizer.json", "visual.onnx"),
}
MODEL = known_model(NAME)
assert MODEL is not None


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    assert MODEL is not None
    return ready_export(tmp_path_factory.mktemp("export"), MODEL)


@pytest.fixture
def hub(export: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """The hub of this test, for itself and for every process that it starts."""
    with local_hub({REPO: export}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield hub


@pytest.fixture(autouse=True)
def _hung_up() -> Iterator[None]:
    yield
    huggingface_hub.close_session()


@dataclass
class Steps:
    """Remembers each step that it is told."""

    steps: list[Step]

    def __call__(self, step: Step) -> None:
        self.steps.append(step)


def fetch() -> Steps:
    """Fetch the model in this process, without patience."""
    assert MODEL is not None
    told = Steps([])
    fetch_model(MODEL, Hub(patience=Patience(tries=2, first_wait=0)), tell=told)
    return told


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "indexer", "model", "get", *words]


def get(*words: str, **options: Any) -> CompletedProcess[str]:
    """Run `shoebox model get WORDS` to its end, where nobody sits at a terminal."""
    return subprocess.run(
        command(*words),
        **options,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start() -> Popen[str]:
    """Start a fetch whose lines can be read."""
    return subprocess.Popen(
        command(NAME, "--accept-licence", "--json"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def size_of(hub: LocalHub, *names: str) -> int:
    return sum(len(content) for name, content in hub.repos[REPO].items() if name in names)


def read_until(process: Popen[str], hub: LocalHub, done_bytes: int) -> None:
    """Read its lines until it tells that so many bytes of the largest and last file have come."""
    assert process.stdout is not None
    before = size_of(hub, *(FETCHED - {DATA}))
    for line in process.stdout:
        event = json.loads(line)
        if event.get("file") == DATA and event["done_bytes"] >= before + done_bytes:
            return
    raise AssertionError(process.communicate()[1])


def events(done: CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def is_on_its_way() -> bool:
    """Whether anything of the model waits to be gone on with."""
    return (incoming() / NAME).exists()


def test_a_program_is_told_each_step_and_the_model_is_there(hub: LocalHub) -> None:
    done = get(NAME, "--accept-licence", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    licence, *steps, remark, last = events(done)
    assert (licence["event"], licence["model"], licence["source"]) == ("licence", NAME, REPO)
    assert "non-commercial" in licence["meaning"]
    assert {step["event"] for step in steps} == {"progress"}
    assert {"stage", "file", "done_bytes", "total_bytes"} <= steps[0].keys()
    assert list(dict.fromkeys(s["stage"] for s in steps)) == ["download", "convert", "check"]
    assert steps[-1]["done_bytes"] == steps[-1]["total_bytes"] > 4_000_000
    assert remark["event"] == "remark", "these towers find no test picture"
    bundle = find_bundle(NAME)
    assert (last["event"], last["model"], last["sha256"]) == ("done", NAME, bundle.sha256)
    assert bundle.source == f"{REPO}@{COMMIT}"
    assert files_of(bundle.folder) == FETCHED, "nothing that is of no use was fetched or kept"
    assert not is_on_its_way()
    assert all(REPO in answer.path for answer in hub.answers), "nothing but the model is asked for"
    assert len(hub.answers) == 1 + len(FETCHED - {"golden.npz", "model.json"})
    check_bundle(bundle)


def test_a_person_is_told_in_words(hub: LocalHub) -> None:
    done = get(NAME, "--accept-licence")
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.splitlines()
    assert lines[0] == f"MobileCLIP2-S0 by Apple, about 215 MB from {REPO}."
    assert lines[1].startswith("Licence: Apple Machine Learning Research Model License")
    assert "research" in lines[2]
    assert lines[-1] == f"{NAME} is ready: `shoebox model use {NAME}`, then `shoebox index`."
    again = get(NAME)
    assert (again.returncode, again.stdout) == (0, "")
    assert "is here already" in again.stderr


def test_no_licence_is_accepted_where_nobody_is_asked(hub: LocalHub) -> None:
    """Trap 10: the weights are for research alone, so nobody gets them unawares."""
    done = get(NAME)
    assert (done.returncode, done.stdout) == (1, "")
    assert "research" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("shoebox: Nothing was fetched: ")
    assert "--accept-licence" in done.stderr
    done = get(NAME, "--json")
    assert done.returncode == 1
    assert [event["event"] for event in events(done)] == ["licence"]
    assert "--accept-licence" in told_on_stderr(done)
    assert hub.answers == [], "nobody was asked before that"


def told_on_stderr(done: CompletedProcess[str]) -> str:
    assert done.stderr.startswith("shoebox: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 1)])
@pytest.mark.parametrize("manner", [[], ["--quiet"]])
def test_a_person_at_a_terminal_is_asked(
    manner: list[str], answer: str, code: int, hub: LocalHub
) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(NAME, *manner), cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    shown = b""
    with suppress(OSError):  # The terminal is gone once its last process is.
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert process.wait(timeout=60) == code, shown.decode()
    licence, asked, after = shown.decode().partition("Do you accept this licence? [y/N]")
    assert asked
    assert ("was not accepted." in after) == (code == 1)
    assert "--accept-licence" not in after
    assert "Apple Machine Learning Research Model License" in licence
    assert (NAME in [path.name for path in places.user_models().glob("*")]) == (code == 0)
    assert bool(hub.answers) == (code == 0)


def test_a_model_that_nobody_knows_is_told_with_those_that_are_known(hub: LocalHub) -> None:
    said = told(get("mobileclip9", "--accept-licence"))
    assert "“mobileclip9”" in said
    assert "mobileclip2-s3" in said


def test_whoever_is_offline_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    done = get(NAME, "--accept-licence", "--json")
    assert done.returncode == 1
    assert told_on_stderr(done).endswith("is this machine online?\n")
    assert not (places.user_models() / NAME).exists()


def test_a_token_that_another_program_keeps_is_not_sent(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    (tmp_path / "token").write_text("hf_of_another_program")
    hub.faults[REPO] = [Fault(status=403)]
    done = get(NAME, "--accept-licence", "--json")
    assert "set HF_TOKEN" in told_on_stderr(done)
    assert hub.answers
    assert not any("authorization" in answer.headers for answer in hub.answers)
    assert files_of(tmp_path) & {"token"}
    assert not any("huggingface" in str(path) for path in tmp_path.rglob("*"))


def test_what_a_killed_fetch_has_brought_is_not_sent_again(hub: LocalHub) -> None:
    hub.faults[DATA] = [Fault(slow_after=2_000_000)]
    process = start()
    read_until(process, hub, 2_000_000)
    assert find_in_models() == []
    process.kill()
    process.communicate()
    hub.go_on.set()
    assert is_on_its_way()
    steps = fetch().steps
    _, again = hub.asked(DATA)
    begun = int(again.headers["range"].removeprefix("bytes=").rstrip("-"))
    assert begun >= 2_000_000 - 8192, "all but what was still in a buffer"
    assert again.sent == size_of(hub, DATA) - begun
    assert [len(hub.asked(name)) for name in FETCHED & hub.repos[REPO].keys() - {DATA}] == [1] * 6
    assert steps[-1].stage == "check"
    assert files_of(find_bundle(NAME).folder) == FETCHED


def find_in_models() -> list[str]:
    """The models that are installed, whole or not."""
    return [path.parent.name for path in places.user_models().glob("*/model.json")]


def test_a_second_fetch_of_the_same_model_is_told(hub: LocalHub) -> None:
    hub.faults[DATA] = [Fault(slow_after=1_000_000)]
    first = start()
    read_until(first, hub, 1_000_000)
    with pytest.raises(LibraryError, match=f"Another Shoebox is fetching {NAME} already"):
        fetch()
    hub.go_on.set()
    _, err = first.communicate(timeout=60)
    assert (first.returncode, err) == (0, "")
    assert find_in_models() == [NAME]


def test_a_broken_connection_costs_nothing(hub: LocalHub) -> None:
    hub.faults[DATA] = [Fault(break_after=1_000_000), Fault(break_after=1_000_000)]
    steps = fetch().steps
    assert sum(answer.sent for answer in hub.asked(DATA)) == size_of(hub, DATA)
    done = [step.done_bytes for step in steps]
    assert done == sorted(done), "and the progress never goes back"


def test_wrong_bytes_never_become_a_model(hub: LocalHub) -> None:
    hub.faults["visual.onnx"] = [Fault(wrong=True)]
    with pytest.raises(LibraryError, match=r"visual\.onnx is not the file"):
        fetch()
    assert find_in_models() == []
    assert not list(places.user_models().rglob("visual.onnx*"))
    fetch()
    assert find_in_models() == [NAME]


def test_a_model_that_is_broken_is_fetched_anew(hub: LocalHub) -> None:
    broken = places.user_models() / NAME
    broken.mkdir(parents=True)
    (broken / "model.json").write_text("{}")
    assert get(NAME, "--accept-licence", "--json").returncode == 0
    assert files_of(broken) == FETCHED


def test_a_model_of_which_a_file_is_torn_is_fetched_anew(hub: LocalHub) -> None:
    fetch()
    bundle = find_bundle(NAME)
    graph = bundle.path("visual.onnx")
    graph.write_bytes(graph.read_bytes()[:1000])
    assert get(NAME, "--accept-licence", "--json").returncode == 0
    check_bundle(bundle)


def test_the_room_is_asked_for_before_the_first_byte(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", 8_000) as disk:
        monkeypatch.setenv("XDG_DATA_HOME", str(disk))
        with pytest.raises(LibraryError, match=r"needs 69 MB, but the disk of .* has 8 MB free\."):
            fetch()
    assert [answer.path for answer in hub.answers if "resolve" in answer.path] == []


def test_a_folder_of_models_that_is_none_is_told(hub: LocalHub) -> None:
    places.user_models().parent.mkdir(parents=True)
    places.user_models().write_text("not a folder")
    with pytest.raises(LibraryError, match="cannot be written"):
        fetch()
    assert hub.answers == []


def test_what_lies_elsewhere_is_not_blamed_on_the_disk(hub: LocalHub, tmp_path: Path) -> None:
    assert MODEL is not None

    def read_elsewhere(step: Step) -> None:
        (tmp_path / "absent").read_bytes()

    with pytest.raises(LibraryError, match=r"absent cannot be used \(No such file or directory\)"):
        fetch_model(MODEL, Hub(), tell=read_elsewhere)


def test_a_disk_that_fills_up_on_the_way_is_told_and_gone_on_with(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", 80_000) as disk:
        monkeypatch.setenv("XDG_DATA_HOME", str(disk))
        hub.faults[DATA] = [Fault(slow_after=1_000_000)]
        process = start()
        read_until(process, hub, 1_000_000)
        filled = fill(disk)
        hub.go_on.set()
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (
            *(1, "shoebox: The disk is full. What has come is kept: make room, and try again.\n"),
        )
        filled.unlink()
        fetch()
        assert hub.asked(DATA)[-1].sent <= size_of(hub, DATA) - 1_000_000 + 8192
        assert find_in_models() == [NAME]


def fill(disk: Path) -> Path:
    """Fill a disk to its last byte with one file."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1 << 16)):
            pass
    return path

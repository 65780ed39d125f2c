"""`shoebox` goes to the command line, the window or the prompt, and loads no more than it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.__main__ import main
from indexer.cli import parse_command, parse_window
from indexer.cli.everyday_words import WHAT_TAKES_ITS_TIME
from indexer.places import user_models
from tests.bundles import make_tiny_bundle

ROOT = Path(__file__).parent.parent.parent
HEAVY = ("PySide6", "PIL", "pillow_heif", "sqlite_utils", "huggingface_hub", "watchfiles", "tqdm")


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A red and a blue photo, the model `tiny`, and no display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    make_tiny_bundle(user_models() / "tiny")
    (tmp_path / "photos").mkdir()
    for colour in ("red", "blue"):
        Image.new("RGB", (30, 30), colour).save(tmp_path / "photos" / f"{colour}.png")
    return tmp_path / "photos"


def loaded_by(*words: str) -> set[str]:
    """The modules of a process that has run this command."""
    program = (
        "import sys; from app.__main__ import main; code = main(sys.argv[1:]); "
        "print('\\n' + ' '.join(sys.modules)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_a_search_loads_no_window_and_no_picture_library(photos: Path) -> None:
    assert main(["index", str(photos), "--model", "tiny", "--workers", "1", "--quiet"]) == 0
    assert loaded_by("search", "red").isdisjoint(HEAVY)
    assert loaded_by("status").isdisjoint({*HEAVY, "onnxruntime", "faiss", "numpy.fft"})


def test_only_a_device_that_was_typed_overrules_the_windows_settings() -> None:
    assert "device" not in vars(parse_window([]))
    assert "device" not in vars(parse_command(["gui"]))
    assert vars(parse_window(["--device", "auto"]))["device"] == "auto"
    assert vars(parse_command(["gui", "--device", "cpu"]))["device"] == "cpu"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
def test_a_window_without_a_display_is_refused_in_one_line(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gui", str(photos)]) == 1
    assert "There is no display for a window here" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
def test_without_a_display_folders_are_indexed_and_typed_queries_answered(photos: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", str(photos), "--model", "tiny"],
        cwd=ROOT,
        input="a photo of blue\n\nred\n",
        capture_output=True,
        text=True,
        check=True,
    )
    index, *answers = done.stdout.splitlines()
    assert index.startswith("2 photos seen: 2 added;")
    blocks = [block.splitlines() for block in "\n".join(answers).strip().split("\n\n")]
    assert [block[0] for block in blocks] == ["a photo of blue", "red"]
    found = [[Path(line.split()[-1]).stem for line in block[1:]] for block in blocks]
    assert found == [["blue", "red"], ["red", "blue"]]
    told = done.stderr.splitlines()
    assert told
    assert all(line.startswith(WHAT_TAKES_ITS_TIME) for line in told)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
def test_typed_queries_are_answered_in_json_where_that_is_asked(photos: Path) -> None:
    assert main(["index", str(photos), "--model", "tiny", "--workers", "1", "--quiet"]) == 0
    done = subprocess.run(
        [sys.executable, "-m", "app", "--json"],
        cwd=ROOT,
        input="blue\n",
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["query"] == "blue"
    assert Path(told["hits"][0]["path"]).stem == "blue"


def test_a_command_goes_to_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1
    assert "There is no library" in capsys.readouterr().err


def test_what_is_neither_command_nor_folder_is_wrong_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["stauts"])
    assert ended.value.code == 2
    assert "Did you mean `shoebox status`?" in capsys.readouterr().err

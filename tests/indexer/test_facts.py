"""What a report tells of a machine names nobody."""

from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path

import pytest

from indexer.cli.facts import impersonal, machine_facts, version


def test_the_facts_are_plain_and_name_the_versions() -> None:
    facts = machine_facts()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["onnxruntime"] == version("onnxruntime") is not None
    assert facts["processor"] == platform.machine()
    assert facts["cores"]
    assert {"shoebox", "onnxruntime-qnn", "qnn", "python", "system", "chip", "soc_model"} <= set(
        facts
    )


def test_the_facts_name_nobody() -> None:
    told = json.dumps(machine_facts())
    assert platform.node() not in told
    assert str(Path.home()) not in told


def test_a_package_that_is_not_there_has_no_version() -> None:
    assert version("no-such-distribution") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no module /opt/ann b/x.so", "no module x.so"),
        (
            "the file /srv/photos/ann/image.onnx cannot be loaded",
            "the file image.onnx cannot be loaded",
        ),
        (r"C:\Users\Ann Bee\AppData\image.onnx is broken", "image.onnx is broken"),
        ("“D:/models/ann/text.bin”, twice", "“text.bin”, twice"),
        (r"\\nas\anna-smith\photos\x.onnx is broken", "x.onnx is broken"),
        ("there is no /dev/fastrpc-cdsp*.", "there is no /dev/fastrpc-cdsp*."),
        ("/dev/x and /home/ann/y.onnx", "/dev/x and y.onnx"),
        ("nothing is at /mnt/janedoe, or it is away", "nothing is at (folder), or it is away"),
        ("QNN 2.51.0 at 1/2 speed and/or less", "QNN 2.51.0 at 1/2 speed and/or less"),
    ],
)
def test_of_a_path_the_file_alone_is_told(text: str, told: str) -> None:
    assert impersonal(text) == told


@pytest.mark.parametrize("name", ["Smith, Ann", "Jane O'Neil", "ANN (USB)"])
def test_no_name_of_a_folder_of_ours_is_told_whatever_it_holds(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / name / "library"
    monkeypatch.setenv("SHOEBOX_LIBRARY", str(ours))
    assert impersonal(f"{ours / 'photos' / 'x.jpg'} is gone") == "x.jpg is gone"
    here = tmp_path / name / "here"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert impersonal(f"{here / 'a' / 'y.onnx'} is broken") == "y.onnx is broken"


def test_home_and_user_are_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ann bee"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "ann bee"))
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "annbee")
    assert getpass.getuser() == "annbee"
    told = impersonal(f"{Path.home() / 'models' / 'a.onnx'} belongs to annbee, not to annbeeline")
    assert told == "a.onnx belongs to USER, not to annbeeline"

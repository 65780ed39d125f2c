"""A stranger's zip is unpacked without harm, or refused with the reason."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from indexer.models.installing import incoming
from indexer.models.packages import opening
from indexer.models.packages.opening import (
    PackageError,
    aside,
    demand_tools,
    encrypted,
    files_of,
    opened,
    told_of_the_disk,
)

if TYPE_CHECKING:
    from pathlib import Path


def packed(folder: Path, files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(PackageError) as caught, opened(path):
        pytest.fail("it was opened")
    assert "\n" not in str(caught.value)
    assert not list(incoming().glob("*")) if incoming().exists() else True
    return str(caught.value)


def test_a_zip_is_unpacked_and_gone_again(tmp_path: Path) -> None:
    path = packed(tmp_path, {"models/QCS8550/FP16/clip.bin": b"a", "code/README.md": b"b"})
    with opened(path) as folder:
        found = {
            each.relative_to(folder).as_posix(): each.read_bytes() for each in files_of(folder)
        }
    assert found == {"models/QCS8550/FP16/clip.bin": b"a", "code/README.md": b"b"}
    assert not folder.exists()
    assert not list(incoming().iterdir())


def test_folders_around_a_package_are_stepped_into(tmp_path: Path) -> None:
    path = packed(tmp_path, {"outer/inner/a.bin": b"a", "outer/inner/b.bin": b"b"})
    with opened(path) as folder:
        assert [each.relative_to(folder).as_posix() for each in files_of(folder)] == [
            "a.bin",
            "b.bin",
        ]


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    (tmp_path / "b.bin").write_bytes(b"b")
    with opened(tmp_path) as folder:
        assert folder == tmp_path
    assert (tmp_path / "a.bin").exists()


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/evil", "C:\\evil", "a\\..\\..\\evil", "\\\\host\\evil"]
)
def test_a_zip_that_would_write_elsewhere_writes_nothing(tmp_path: Path, name: str) -> None:
    said = complaint(packed(tmp_path, {"good.bin": b"good", name: b"evil"}))
    assert "is unsafe: " in said
    assert "would be written outside it" in said
    assert not list(tmp_path.rglob("evil*"))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    member = zipfile.ZipInfo("link.bin")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    assert "“link.bin” is a link" in complaint(path)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.bin").write_bytes(b"secret")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.bin").write_bytes(b"a")
    try:
        (tmp_path / "package" / "link").symlink_to(tmp_path / "outside")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert [path.name for path in files_of(tmp_path / "package")] == ["a.bin"]


def test_a_zip_that_swells_is_refused_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1_000_000)
    said = complaint(packed(tmp_path, {"bomb.bin": bytes(2_000_000)}))
    assert "would unpack to 1 files of 2,000,000 bytes" in said


def test_a_zip_of_countless_files_is_refused(tmp_path: Path) -> None:
    countless = {f"{at}.bin": b"" for at in range(20_001)}
    assert "20,001 files" in complaint(packed(tmp_path, countless, zipfile.ZIP_STORED))


def test_a_folder_of_countless_files_is_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 10)
    for at in range(11):
        (tmp_path / f"{at}.txt").touch()
    with pytest.raises(PackageError, match="more than 10 files"):
        files_of(tmp_path)


def test_a_zip_for_which_there_is_no_room_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "RESERVE", 1 << 62)
    assert "There is no room to unpack" in complaint(packed(tmp_path, {"a.bin": b"a"}))


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_zip_is_told_so(tmp_path: Path, damage: str) -> None:
    path = packed(tmp_path, {"a.bin": bytes(range(256)) * 100})
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[60] ^= 0xFF
    damaged: dict[str, bytes | bytearray] = {
        "cut": content[:-30],
        "flipped": content,
        "other": b"no zip at all",
    }
    path.write_bytes(damaged[damage])
    assert "neither a folder nor a zip that can be read" in complaint(path)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (zipfile.ZIP_LZMA, "neither a folder nor a zip that can be read"),
        (zipfile.ZIP_BZIP2, "cannot be unpacked: Invalid data stream."),
    ],
)
def test_a_damaged_zip_of_a_rare_kind_is_told_so(tmp_path: Path, how: int, says: str) -> None:
    path = packed(tmp_path, {"a.bin": bytes(range(256)) * 100}, how)
    content = bytearray(path.read_bytes())
    content[44:60] = b"\xff" * 16
    path.write_bytes(content)
    assert says in complaint(path)


def test_what_the_disk_refuses_is_told_by_its_name(tmp_path: Path) -> None:
    absent, riddle = "absent cannot be used: No such file", r"incoming cannot be used: a riddle\."
    with pytest.raises(PackageError, match=absent), told_of_the_disk():
        (tmp_path / "absent").read_bytes()
    with pytest.raises(PackageError, match=riddle), told_of_the_disk():
        raise OSError("a riddle")
    with pytest.raises(BrokenPipeError), told_of_the_disk():
        raise BrokenPipeError


@pytest.mark.parametrize("name", ["clip.qnn236.ctx.bin.aidem", "clip.aidem2", "Clip.AMF"])
def test_a_file_that_only_its_maker_can_open_is_told_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"secret")
    assert complaint(tmp_path / name) == encrypted(name)
    assert "encrypted by APLUX" in encrypted(name)


def test_what_is_not_there_is_told_so(tmp_path: Path) -> None:
    absent = tmp_path / "absent.zip"
    assert complaint(absent) == f"There is no folder or zip “{absent}”."


def test_what_a_killed_process_left_is_gone_after_a_day(tmp_path: Path) -> None:
    for name, age in (("package-old", 2 * 86_400), ("package-new", 60), ("other", 2 * 86_400)):
        (incoming() / name).mkdir(parents=True)
        then = time.time() - age
        os.utime(incoming() / name, (then, then))
    with aside() as folder:
        assert {each.name for each in incoming().iterdir()} == {
            *("package-new", "other", folder.name),
        }
    assert {each.name for each in incoming().iterdir()} == {"package-new", "other"}


def test_tools_that_are_missing_are_told_with_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "find_spec", {}.get)
    with pytest.raises(PackageError, match=r"needs onnxruntime-qnn and onnx, .*\.\[compile\]"):
        demand_tools("Compiling for an NPU")

"""What each system says of its drives is understood: said by this one, or as others say it."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.volumes import linux, macos, mounted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOUNTS = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 8:17 / /media/my\040stick rw,nosuid shared:7 - exfat /dev/sdb1 rw
41 27 0:50 /sub/home /home rw - btrfs /dev/sdc rw
42 27 0:51 / /mnt/nas rw - cifs //nas/photos rw
broken
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a stick, a subvolume and a share."""
    (tmp_path / "mountinfo").write_bytes(MOUNTS)
    for kind, name, device in (
        ("by-uuid", "0123-4567", "sdb1"),
        ("by-label", "MY\\x20STICK", "sdb1"),
        ("by-uuid", "aaaa-bbbb", "sdc"),
    ):
        (tmp_path / "disk" / kind).mkdir(parents=True, exist_ok=True)
        (tmp_path / "disk" / kind / name).symlink_to(f"/dev/{device}")
    monkeypatch.setattr(linux, "_MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr(linux, "_LINKS", tmp_path / "disk")


@pytest.mark.skipif(os.name != "posix", reason="this system has no such links")
@pytest.mark.usefixtures("table")
def test_linux_names_sticks_subvolumes_shares_and_its_own_disk() -> None:
    told = {
        each.top: (each.id, each.name, each.kind, each.inside)
        for each in linux.volumes()
        if each.id
    }
    assert told == {
        "/": ("system", "", "ext4", ""),
        "/media/my stick": ("uuid:0123-4567", "MY STICK", "exfat", ""),
        "/home": ("uuid:aaaa-bbbb", "", "btrfs", "sub/home"),
        "/mnt/nas": ("share://nas/photos", "photos", "cifs", ""),
    }


def test_linux_without_a_table_of_mounts_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux, "_MOUNTS", tmp_path / "nowhere")
    assert linux.volumes() == []


def test_macos_is_understood() -> None:
    told = macos.mounts(
        b"/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        b"/dev/disk4s1 on /Volumes/My (old) stick (exfat, local, nodev, nosuid)\n"
        b"//me@nas._smb._tcp.local/photos on /Volumes/photos (smbfs, nodev)\n"
    )
    assert told == {
        "/": ("/dev/disk3s1s1", "apfs"),
        "/Volumes/My (old) stick": ("/dev/disk4s1", "exfat"),
        "/Volumes/photos": ("//me@nas._smb._tcp.local/photos", "smbfs"),
    }
    assert macos.identity(plistlib.dumps({"VolumeUUID": "A-B"})) == "uuid:A-B"
    assert macos.identity(plistlib.dumps({})) == ""
    assert macos.identity(b"Could not find disk") == ""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The image of a drive with a folder on it."""
    if sys.platform != "linux" or os.getuid() or not shutil.which("mkfs.ext4"):
        pytest.skip("only root of a Linux can plug a drive in")
    (tmp_path / "on it" / "trips").mkdir(parents=True)
    image = tmp_path / "stick.img"
    image.write_bytes(bytes(1 << 20))
    words = ["mkfs.ext4", "-q", "-F", "-L", "HOLIDAY", "-d", str(tmp_path / "on it"), str(image)]
    subprocess.run(words, check=True, capture_output=True)
    return image


@pytest.fixture
def plugged_in(stick: Path) -> Iterator[Path]:
    top = stick.with_name("media one")
    top.mkdir()
    if subprocess.run(["mount", "-o", "loop", stick, top], capture_output=True).returncode:
        pytest.skip("this system lets nobody plug a drive in")
    yield top
    subprocess.run(["umount", top], check=False, capture_output=True)


def test_a_real_drive_keeps_its_identity_when_it_is_plugged_in_elsewhere(plugged_in: Path) -> None:
    place = mounted().place_of(str(plugged_in / "trips"))
    assert place is not None
    if not place.volume.id:
        pytest.skip("this system does not say what is on its devices")
    assert place.volume.id.startswith("uuid:")
    assert (place.volume.name, place.volume.kind, place.path) == ("HOLIDAY", "ext4", "trips")
    other = plugged_in.with_name("two")
    other.mkdir()
    subprocess.run(["mount", "--move", plugged_in, other], check=False, capture_output=True)
    if not (other / "trips").exists():
        subprocess.run(["mount", "--bind", plugged_in, other], check=True)
    try:
        assert str(other / "trips") in mounted().paths_to(place.volume.id, "trips")
    finally:
        subprocess.run(["umount", other], check=True)
    assert not (other / "trips").exists()

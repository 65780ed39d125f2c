"""The drives of macOS: what is below /Volumes, each asked of `diskutil`, and shares of `mount`."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
from typing import Final

from indexer.volumes import SYSTEM, Volume

_FOLDER: Final = "/Volumes"
_LONGEST_SECONDS: Final = 10.0


def volumes() -> list[Volume]:
    """The disk of the system, and all that is mounted beside it."""
    told = mounts(_output("/sbin/mount"))
    beside = [_volume(top, *told[top]) for top in told if top.startswith(_FOLDER + "/")]
    return [Volume(SYSTEM, "", "/", told.get("/", ("", "apfs"))[1]), *beside]


def mounts(table: bytes) -> dict[str, tuple[str, str]]:
    """Folder -> source and file system, of what `mount` prints."""
    found = re.findall(r"^(.+?) on (/.*) \(([^,)]+)", os.fsdecode(table), flags=re.MULTILINE)
    return {top: (source, kind.lower()) for source, top, kind in found}


def _volume(top: str, source: str, kind: str) -> Volume:
    name = os.path.basename(top)
    if Volume("", name, top, kind).is_share:
        return Volume(f"share:{source}", name, top, kind)
    return Volume(identity(_output("/usr/sbin/diskutil", "info", "-plist", top)), name, top, kind)


def identity(told: bytes) -> str:
    """The identity of a volume, of what `diskutil info -plist` prints; "" where it has none."""
    try:
        facts = plistlib.loads(told)
    except (plistlib.InvalidFileException, ValueError):
        return ""
    uuid = facts.get("VolumeUUID") or facts.get("DiskUUID")
    return f"uuid:{uuid}" if uuid else ""


def _output(*words: str) -> bytes:
    try:
        told = subprocess.run(words, capture_output=True, timeout=_LONGEST_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return b""
    return told.stdout

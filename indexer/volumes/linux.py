"""The drives of Linux: the table of mounts, with the UUIDs and labels that udev keeps as links."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Final

from indexer.volumes import SYSTEM, Volume

_MOUNTS: Final = Path("/proc/self/mountinfo")
_LINKS: Final = Path("/dev/disk")
_LONGEST_SECONDS: Final = 5.0

Named = dict[str, tuple[str, str]]
"""Device -> its UUID and its label; either may be ""."""


def volumes() -> list[Volume]:
    """All that is mounted."""
    try:
        table = _MOUNTS.read_bytes()
    except OSError:
        return []
    rows = [row for line in table.splitlines() if (row := _row(line)) is not None]
    named = _by_links(_LINKS)
    if named is None:  # Without udev, as in a container.
        named = _asked_of_system()
    return [_volume(*row, named=named) for row in rows]


def _row(line: bytes) -> tuple[str, str, str, str] | None:
    """What is mounted of it, where, its file system and its source, of one line of the table."""
    before, dash, after = line.partition(b" - ")
    fields, ends = before.split(b" "), after.split(b" ")
    if not dash or len(fields) < 5 or len(ends) < 2:
        return None
    kind, source = ends[:2]
    return _plain(fields[3]), _plain(fields[4]), os.fsdecode(kind).lower(), _plain(source)


def _plain(field: bytes) -> str:
    """A field without the escapes for spaces and the like, which are three octal digits."""
    return os.fsdecode(
        re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8) & 255]), field)
    )


def _volume(inside: str, top: str, kind: str, source: str, *, named: Named) -> Volume:
    uuid, label = named.get(os.path.realpath(source), ("", "")) if source[:1] == "/" else ("", "")
    volume = Volume("", label, top, kind, inside.strip("/"))
    if uuid:
        identity = f"uuid:{uuid}"
    elif volume.is_share:
        identity = f"share:{source}"
        label = label or source.rstrip("/").rpartition("/")[2]
    else:
        identity = SYSTEM if top == "/" else ""
    return Volume(identity, label, top, kind, volume.inside)


def _by_links(links: Path) -> Named | None:
    """What udev knows of each device; None where there is no udev."""
    uuids = _links_in(links / "by-uuid")
    if uuids is None:
        return None
    labels = _links_in(links / "by-label") or {}
    return {device: (uuid, labels.get(device, "")) for device, uuid in uuids.items()}


def _links_in(folder: Path) -> dict[str, str] | None:
    """Device -> the name of the link to it."""
    try:
        links = list(folder.iterdir())
    except OSError:
        return None
    return {os.path.realpath(link): _unescaped(link.name) for link in links}


def _unescaped(name: str) -> str:
    """A name of udev's, in which odd letters are two hexadecimal digits of a byte."""
    odd = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), os.fsencode(name))
    return os.fsdecode(odd)


def _asked_of_system() -> Named:
    """The same from `findmnt`, which looks at the devices where it may."""
    words = ("findmnt", "--json", "--list", "--output", "SOURCE,UUID,LABEL")
    try:
        told = subprocess.run(words, capture_output=True, timeout=_LONGEST_SECONDS, check=True)
        rows = json.loads(told.stdout)["filesystems"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return {}
    return {
        os.path.realpath(row["source"].partition("[")[0]): (row["uuid"], row["label"] or "")
        for row in rows
        if row.get("uuid") and row.get("source")
    }

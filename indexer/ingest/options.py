"""What to take in, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.ingest.losses import Lately

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What to take in, and how.

    Attributes:
        roots: absolute paths of folders.
        excludes: patterns of what to leave out, as in a `.gitignore`.
        full: read every file again, also unchanged ones and those that could not be read.
        accept_missing: forget the photos whose files are gone, however many these are.
        emptied: those of the roots that were emptied for good, and whose drive is not just away.
        away: those of the roots that are not to be looked at, and why: another drive is there.
        deserted: roots of the library that are gone or empty though their drive is here.
        lately: what this process has forgotten of the folders before.
        workers: decode processes; by default as many as suit the machine.
        lanes: photos that are encoded side by side; by default as many as suit the device.
        device: where the encoder runs.
    """

    roots: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    full: bool = False
    accept_missing: bool = False
    emptied: tuple[str, ...] = ()
    away: Mapping[str, str] = field(default_factory=dict)
    deserted: Sequence[str] = ()
    lately: Lately = field(default_factory=Lately)
    workers: int | None = None
    lanes: int | None = None
    device: str = "auto"

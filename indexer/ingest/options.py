"""What to take in, and how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What to take in, and how.

    Attributes:
        roots: absolute paths of folders.
        excludes: patterns of what to leave out, as in a `.gitignore`.
        full: read every file again, also unchanged ones and those that could not be read.
        workers: decode processes; by default as many as suit the machine.
        lanes: photos that are encoded side by side; by default as many as suit the device.
        device: where the encoder runs.
    """

    roots: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    full: bool = False
    workers: int | None = None
    lanes: int | None = None
    device: str = "auto"

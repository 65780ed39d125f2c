"""What an ingest came to, in numbers and in words, and how long it took or will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.ingest.progress import Progress


def sums(progress: Progress) -> dict[str, object]:
    """The sums of a finished index, under the names that scripts rely on."""
    return {
        "seen": progress.seen,
        "added": progress.added,
        "updated": progress.updated,
        "moved": progress.moved,
        "removed": progress.removed,
        "unreadable": progress.unreadable,
        "unchanged": progress.unchanged,
        "retold": progress.retold,
        "seconds": round(progress.seconds, 3),
        "photos_per_second": round(progress.photos_per_second, 2),
    }


def summary(progress: Progress, model: str) -> str:
    """The sums of a finished index in one or two lines for people."""
    told = [
        f"{number:,} {word}"
        for number, word in (
            (progress.added, "added"),
            (progress.updated, "updated"),
            (progress.moved, "moved"),
            (progress.removed, "removed"),
            (progress.unchanged, "unchanged"),
            (progress.retold, "with other sidecars"),
        )
        if number
    ]
    line = f"{progress.seen:,} photos seen" + (f": {', '.join(told)}" if told else "")
    line += f"; {duration(progress.seconds)}"
    if progress.done:
        line += f", {progress.photos_per_second:.1f} photos a second with {model}"
        line += f" on {progress.device}" if progress.device else ""
    if progress.unreadable:
        line += f"\n{progress.unreadable:,} could not be read: `shoebox problems` tells why."
    return line


def by_whom(progress: Progress) -> str:
    """The model that is being made ready beside the one in use; nothing where there is none."""
    return f" by {progress.model}" if progress.switching else ""


def remaining(progress: Progress) -> str:
    """How long it will still take, behind a comma; nothing while nobody can know."""
    if progress.remaining_seconds is None:
        return ""
    return f", {duration(progress.remaining_seconds)} left"


def duration(seconds: float) -> str:
    """A span of time as people say it: `12 s`, `3 min 20 s`, `2 h 05 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"

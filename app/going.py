"""Photos go to the trash and come back, on a thread, until it is enough.

What their owner had given them is known before they go, and with it what undo has to know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from app.questions import Questions
    from indexer.catalog import Catalog
    from indexer.duplicates.discarding import Outcome
    from indexer.keepsakes import Keepsake

#: After how many photos it is told how far they have come.
_EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class Step:
    """Photos that went together: to the trash, or out of the library with their folder.

    Attributes:
        keepsakes: What their owner had given them.
        since: The id of the last edit before; 0 where there was none.
        folder: The folder that left; "" where they went to the trash.
    """

    keepsakes: tuple[Keepsake, ...]
    since: int
    folder: str = ""


def remove_until(
    questions: Questions,
    photo_ids: Sequence[int],
    stop: threading.Event,
    tell: Callable[[int, int], None],
) -> tuple[list[Outcome], Step, bool]:
    """Move photos until it is enough.

    Returns:
        What became of each; what those had that are gone; whether it was broken off before others.
    """
    from indexer.removal import remove

    library = questions.library()
    before = before_they_go(library.catalog, photo_ids)
    outcomes: list[Outcome] = []
    for outcome in remove(library, photo_ids):
        outcomes.append(outcome)
        if len(outcomes) % _EVERY == 0:
            tell(len(outcomes), len(photo_ids))
        if stop.is_set():
            break
    # Some that were asked for may not be known any more.
    stopped = stop.is_set() and len(outcomes) < len(before.keepsakes)
    return outcomes, only_gone(before, outcomes), stopped


def bring_back_until(
    paths: Sequence[str], enough: threading.Event, tell: Callable[[int, int], None]
) -> list[tuple[str, str]]:
    """Bring files back until it is enough; what became of each: why it is not there, or ""."""
    from indexer.removal import bring_files_back

    became: list[tuple[str, str]] = []
    for each in bring_files_back(paths):
        became.append(each)
        if len(became) % _EVERY == 0:
            tell(len(became), len(paths))
        if enough.is_set():
            break
    return became


def before_they_go(catalog: Catalog, photo_ids: Sequence[int]) -> Step:
    """Return what is to be known of photos before they go; it waits for the disk."""
    from indexer.keepsakes import keepsakes_of

    last = catalog.last_edit()
    return Step(tuple(keepsakes_of(catalog, photo_ids)), since=last.id if last else 0)


def only_gone(step: Step, outcomes: Sequence[Outcome]) -> Step:
    """Return the step of those that went indeed."""
    gone = {each.path for each in outcomes if each.moved}
    return replace(step, keepsakes=tuple(each for each in step.keepsakes if each.path in gone))

"""What is wanted of the answer to a search: how sure its photos must be, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.language import QT_TR_NOOP
from app.settings import ORDER, SHOW_WEAK, STRICTNESS
from indexer.records import SavedCut
from indexer.search import Order

if TYPE_CHECKING:
    from app.settings import Settings

#: The named steps of strictness, in the order of a slider; the command line has the same.
STEPS: Final = {QT_TR_NOOP("Loose"): 0.25, QT_TR_NOOP("Normal"): 0.5, QT_TR_NOOP("Strict"): 0.75}
#: The settings in which it is kept.
CUTS: Final = (STRICTNESS, ORDER, SHOW_WEAK)

#: Weak guesses that are shown at most, where somebody wants to see them: the best ones.
MOST_WEAK: Final = 500


@dataclass(frozen=True, slots=True)
class Cutting:
    """How answers are cut and put in order.

    Attributes:
        strictness: Where the cut lies, from 0 (much is likely) to 1 (little is).
        order: Best first, or newest first.
        weak: Whether the best of the weak ones are shown too.
    """

    strictness: float = 0.5
    order: Order = Order.RELEVANCE
    weak: bool = False


#: How it is done until somebody says otherwise.
USUAL: Final = Cutting()


def remembered(settings: Settings) -> Cutting:
    """Return the cut that was used last."""
    by_date = settings.get(ORDER) == Order.DATE
    return Cutting(
        strictness=min(max(settings.get(STRICTNESS), 0), 100) / 100,
        order=Order.DATE if by_date else Order.RELEVANCE,
        weak=settings.get(SHOW_WEAK),
    )


def remember(settings: Settings, cutting: Cutting) -> None:
    """Use this cut again, also tomorrow."""
    settings.set(STRICTNESS, round(100 * cutting.strictness))
    settings.set(ORDER, str(cutting.order))
    settings.set(SHOW_WEAK, cutting.weak)


def saved(cutting: Cutting) -> SavedCut:
    """Return the cut with which a search is saved.

    Weak guesses stay out, shown or not: every photo is a weak match at the least.
    """
    return SavedCut("likely", cutting.strictness, str(cutting.order))


def as_saved(cut: SavedCut) -> Cutting:
    """Return how a saved search is cut."""
    return Cutting(cut.strictness, Order(cut.sort))

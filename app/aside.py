"""What somebody did beside the catalog, as in the file of their tags, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, eq=False)
class Aside:
    """It is taken back once, by its own button or in its turn by undo, whichever comes first.

    Attributes:
        title: What was done, as undo calls it.
        back: Takes it back.
        since: The id of the last edit before; 0 where there was none.
        spent: Whether it was taken back.
    """

    title: str
    back: Callable[[], object]
    since: int = 0
    spent: bool = False

    def take_back(self) -> None:
        """Take it back, unless that was done."""
        if not self.spent:
            self.spent = True
            self.back()

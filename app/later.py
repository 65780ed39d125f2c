"""What is made only when it is first wanted: a page that nobody opens costs the start nothing.

Whoever has to do with it says so beforehand, and is told when it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")


class Later(Generic[Made]):
    """Something that is made once, by whoever wants it first.

    Attributes:
        made: It, or None while nobody has wanted it.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._waiting: list[Callable[[Made], object]] = []
        self.made: Made | None = None

    def get(self) -> Made:
        """Return it; the first time it is made, and everybody told who waits for it."""
        if self.made is None:
            self.made = self._make()
            waiting, self._waiting = self._waiting, []
            for follow in waiting:
                follow(self.made)
        return self.made

    def once_made(self, follow: Callable[[Made], object]) -> None:
        """Call `follow` with it: now if it is there, else as soon as it is made."""
        if self.made is None:
            self._waiting.append(follow)
        else:
            follow(self.made)

"""Deeds of one kind that take a while, one or several at a time, of which each is stopped alone.

The line at the foot of the window shows the one that began first, and its button stops that one;
then it shows the next.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.background import Background
    from app.progress import Progress


@dataclass(eq=False)
class Deed:
    """One of them.

    Attributes:
        total: Of how many photos it is.
        done: How many have been gone through.
        enough: Set once somebody has enough of it.
    """

    total: int
    done: int = 0
    enough: threading.Event = field(default_factory=threading.Event)


class Underway:
    """Those that have begun and not ended.

    Args:
        progress: Where they are shown, but for those of a few photos.
        background: How they tell from their threads how far they have come.
        few: So many photos are gone through in a moment.
    """

    def __init__(self, progress: Progress, background: Background, *, few: int) -> None:
        self._progress, self._background, self._few = progress, background, few
        self._deeds: list[Deed] = []
        progress.stopped.connect(self._stop_first)

    def __bool__(self) -> bool:
        return bool(self._deeds)

    def begin(self, total: int) -> Deed:
        """Note that one begins."""
        deed = Deed(total)
        self._deeds.append(deed)
        self._show()
        return deed

    def tell(self, deed: Deed, done: int, _total: int) -> None:
        """Called where it is done: let it be shown how far it has come."""
        self._background.pass_on(partial(self._on_told, deed, done))

    def end(self, deed: Deed) -> None:
        """Note that one has ended, well or not."""
        self._deeds.remove(deed)
        self._show()

    def stop(self) -> None:
        """Break all of them off, each after the photo at hand."""
        for deed in self._deeds:
            deed.enough.set()

    def _stop_first(self) -> None:
        shown = self._shown()
        if shown is not None:
            shown.enough.set()

    def _on_told(self, deed: Deed, done: int) -> None:
        deed.done = done
        self._show()

    def _shown(self) -> Deed | None:
        return next((deed for deed in self._deeds if deed.total > self._few), None)

    def _show(self) -> None:
        shown = self._shown()
        if shown is None:
            self._progress.hide()
        else:
            self._progress.show_progress(shown.done, shown.total)

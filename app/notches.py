"""A wheel in whole notches: what takes a step for each, whatever turned it.

A mouse turns by whole notches; a touchpad sends many events for a small part of one each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

#: Eighths of a degree that Qt calls a notch: documentation of `QWheelEvent.angleDelta`.
NOTCH: Final = 120


class Notches:
    """Adds up what a wheel is turned by."""

    def __init__(self, *, sideways: bool = False) -> None:
        """Begin at none; `sideways` says whether a wheel that is tilted counts as well."""
        self._sideways = sideways
        self._turned = 0

    def of(self, event: QWheelEvent) -> int:
        """Return the whole notches that are full with an event: away from the user, or left, > 0.

        What is left over counts towards the next one, as long as the way stays the same.
        """
        delta = event.angleDelta()
        more = delta.y()
        if self._sideways and abs(delta.x()) > abs(more):
            more = delta.x()
        if self._turned * more < 0 or event.phase() == Qt.ScrollPhase.ScrollBegin:
            self._turned = 0
        self._turned += more
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        return notches

"""The keys of tags: on one in the details, and while one is looked through, photo by photo."""

from __future__ import annotations

from typing import Final

from app.actions import Deed
from app.language import QT_TR_NOOP

#: The sheet of all keys is made from these lists as well.
OF_ROW: Final = (
    Deed("right", QT_TR_NOOP("It is right"), ("Y", "+")),
    Deed("wrong", QT_TR_NOOP("It is wrong"), ("N", "-", "Del")),
    Deed("review", QT_TR_NOOP("Look through this tag"), ("R",)),
    Deed("open", QT_TR_NOOP("Show its photos"), ("Return", "Enter")),
    Deed("up", QT_TR_NOOP("The tag above"), ("Up",)),
    Deed("down", QT_TR_NOOP("The tag below"), ("Down",)),
)
OF_REVIEW: Final = (
    Deed("right", QT_TR_NOOP("It is right"), ("Y", "+", "J")),
    Deed("wrong", QT_TR_NOOP("It is wrong"), ("N", "-", "K")),
    Deed("skipped", QT_TR_NOOP("Skip it"), ("S", "Space", "Right")),
    Deed("before", QT_TR_NOOP("The photo before"), ("Backspace", "Left")),
    Deed("leave", QT_TR_NOOP("Back to the photos"), ("Esc",)),
)

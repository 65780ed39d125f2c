"""What the folder of photos tells of them, where a person gave it a name that tells anything."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog.whereabouts import Whereabouts

_NOBODYS: Final = re.compile(
    r"""
      dcim | \d{3}\w{5} | camera(\ roll|\ uploads)? | (my\ )?(pictures|photos|images)
    | fotos | bilder | downloads? | desktop | documents | screenshots? | whatsapp(\ images)?
    | import(s|ed)? | new\ folder(\ \(\d+\))? | untitled(\ folder)? | misc | various | temp
    | originals? | raw | jpe?g | export(s|ed)? | backup | phone | iphone | android | instagram
    | saved\ pictures | unsorted
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Names that cameras, systems and programs give, or that say nothing of what is inside."""

_DATE: Final = re.compile(
    r"""
      (19|20)\d\d([-_. ]?\d\d([-_. ]?\d\d)?)?([-–]\d\d)?    # 2023, 2023-06, 20230601, 2023-06-01
    | \d{1,2}[-_. ]\d{1,2}[-_. ](19|20)?\d\d               # 1.6.2023
    """,
    re.VERBOSE,
)
_MONTH: Final = re.compile(
    r"(january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)
_AROUND: Final = " -–_.,"
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]")

MOST_OF_THEM: Final = 0.7
"""Share of the photos that lie in one folder, for it to tell of all."""


def common_folder(photos: Whereabouts, places: NDArray[np.intp]) -> int | None:
    """The id of the folder in which most of some photos lie; None where there is none.

    Args:
        photos: All photos.
        places: The places of some of them, intp [n].
    """
    folders = photos.folders[places]
    if (folders == folders[0]).all():
        return int(folders[0])
    found, counts = np.unique(folders, return_counts=True)
    most = counts.argmax()
    return int(found[most]) if counts[most] >= MOST_OF_THEM * len(places) else None


def told_by(photos: Whereabouts, folder_id: int | None) -> str | None:
    """What the name of a folder says, without dates; None where it says nothing."""
    path = photos.paths.get(folder_id) if folder_id is not None else None
    while path and path not in photos.roots:
        name = _telling(os.path.basename(path))
        if name is not None:
            return name
        above = os.path.dirname(path)
        path = above if above != path else None
    return None


def _telling(name: str) -> str | None:
    said = _EMPTY.sub(" ", _DATE.sub(" ", name)).replace("_", " ")
    plain = " ".join(said.split()).strip(_AROUND)
    letters = sum(sign.isalpha() for sign in plain)
    if letters < 3 or _NOBODYS.fullmatch(plain) or _MONTH.fullmatch(plain):
        return None
    return plain

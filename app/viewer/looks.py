"""What there is to see of a photo and of its neighbours, read ahead.

First comes the preview of each, which is at hand; then, one after the other, the file itself, just
as large as it is shown: one decoder runs at a time anyhow, and so what is in sight never waits for
more than one of the others. Every pixel is read of a photo only that somebody has come near to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QImage

    from app.background import Background
    from app.questions import Questions
    from indexer.records import Photo

    _Known = tuple[Photo | None, tuple[str, ...]]

#: Pixels of a picture that are in memory at most, 512 MB of them: of a larger one every second or
#: third is shown at the nearest. The largest cameras of today have 102 to 151 million.
_MOST_PIXELS: Final = 128_000_000


@dataclass(slots=True)
class Look:
    """What there is to see of one photo by now.

    Attributes:
        photo: What the library knows of it.
        tags: Its tags, whoever gave them.
        image: What can be drawn of it.
        room: The pixels of screen that `image` fills as its file has it; None for its preview.
        whole: Whether `image` is every pixel that can be had.
        fault: Why its file cannot be read; "" as long as it can.
        previewed: Whether its preview was looked for.
    """

    photo: Photo | None = None
    tags: tuple[str, ...] = ()
    image: QImage | None = None
    room: QSize | None = None
    whole: bool = False
    fault: str = ""
    previewed: bool = False

    @property
    def sharp(self) -> bool:
        """Whether it is as its file has it, or as near as it will ever be."""
        return bool(self.fault) or self.whole or self.room is not None

    @property
    def natural(self) -> QSize:
        """Width and height of the photo itself, upright."""
        if self.photo is not None:
            return QSize(self.photo.facts.width, self.photo.facts.height)
        return self.image.size() if self.image else QSize(1, 1)

    @property
    def sharpness(self) -> float:
        """How many pixels there are to draw for one of the photo itself."""
        return self.image.width() / max(self.natural.width(), 1) if self.image else 1.0

    def fills(self, room: QSize) -> bool:
        """Whether it is as sharp as this room of the screen can show it."""
        return bool(self.fault) or self.whole or self.room == room


class Looks(QObject):
    """Keeps the looks of a few photos, and reads what is missing.

    Signals:
        changed(photo_id): There is more to see of this one.
    """

    changed = Signal(object)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._looks: dict[int, Look] = {}
        self._rooms: dict[int, QSize] = {}
        self._near: int | None = None
        self._reading = False

    def __len__(self) -> int:
        return len(self._looks)

    def of(self, photo_id: int | None) -> Look:
        """Return what there is to see of a photo by now."""
        return self._looks.get(photo_id, Look()) if photo_id is not None else Look()

    def want(self, rooms: Mapping[int, QSize]) -> None:
        """Read these photos, the first of them first, and forget all others.

        Args:
            rooms: By photo id, the pixels of screen that each is fitted into.
        """
        self._rooms = dict(rooms)
        self._looks = {each: self._looks.get(each) or Look() for each in rooms}
        if self._near not in rooms:
            self._near = None
        self._go_on()

    def come_near(self, photo_id: int) -> None:
        """Read every pixel of a photo, as soon as can be."""
        if not self.of(photo_id).whole:
            self._near = photo_id
            self._go_on()

    def look_again(self) -> None:
        """Read all anew, because files have changed; what is there stays until then."""
        self._looks = {
            each: Look(look.photo, look.tags, look.image) for each, look in self._looks.items()
        }
        self._go_on()

    def ask_again(self, photo_id: int) -> None:
        """Ask the library once more what it knows of a photo, because somebody changed it."""
        if photo_id in self._looks:
            self._background.run(
                partial(_known, self._questions, photo_id),
                done=partial(self._take_facts, self._looks[photo_id], photo_id),
                failed=partial(self._fail, self._looks[photo_id], photo_id),
            )

    def _go_on(self) -> None:
        for photo_id, look in self._looks.items():
            if not look.previewed:
                look.previewed = True
                self._background.run(
                    partial(_preview, self._questions, photo_id),
                    done=partial(self._take_preview, look, photo_id),
                    failed=partial(self._fail, look, photo_id),
                )
        if not self._reading:
            self._read_next()

    def _read_next(self) -> None:
        due = self._due()
        self._reading = due is not None
        if due is None:
            return
        photo_id, room = due
        look = self._looks[photo_id]
        self._background.run(
            partial(_read, self._questions, photo_id, room),
            done=partial(self._take, look, photo_id, room),
            failed=partial(self._fail_to_read, look, photo_id),
        )

    def _due(self) -> tuple[int, QSize | None] | None:
        """Return which file is to be read now, and for which room; None for every pixel."""
        near = self.of(self._near)
        if self._near is not None and not (near.whole or near.fault):
            return self._near, None
        for photo_id, room in self._rooms.items():
            if not self._looks[photo_id].fills(room):
                return photo_id, room
        return None

    def _take(
        self, look: Look, photo_id: int, room: QSize | None, seen: tuple[QImage, bool]
    ) -> None:
        self._reading = False
        image, whole = seen
        if whole or not look.whole:
            look.image, look.room, look.whole = image, room, whole or room is None
        self._tell(look, photo_id)
        self._go_on()

    def _fail_to_read(self, look: Look, photo_id: int, error: Exception) -> None:
        self._reading = False
        self._fail(look, photo_id, error)
        self._go_on()

    def _fail(self, look: Look, photo_id: int, error: Exception) -> None:
        look.fault = str(error)
        self._tell(look, photo_id)

    def _take_preview(self, look: Look, photo_id: int, seen: tuple[_Known, QImage | None]) -> None:
        known, preview = seen
        if preview is not None and not (look.whole or look.room is not None):
            look.image = preview
        self._take_facts(look, photo_id, known)

    def _take_facts(self, look: Look, photo_id: int, known: _Known) -> None:
        if known[0] is not None:
            look.photo, look.tags = known
        self._tell(look, photo_id)

    def _tell(self, look: Look, photo_id: int) -> None:
        if self._looks.get(photo_id) is look:
            self.changed.emit(photo_id)


def _known(questions: Questions, photo_id: int) -> _Known:
    photo = questions.photo(photo_id)
    if photo is None:
        return None, ()
    return photo, questions.library().catalog.tags_of([photo_id]).get(photo_id, ())


def _preview(questions: Questions, photo_id: int) -> tuple[_Known, QImage | None]:
    return _known(questions, photo_id), questions.preview(photo_id)


def _read(questions: Questions, photo_id: int, room: QSize | None) -> tuple[QImage, bool]:
    """Return a photo as large as its room, or every pixel of it; and whether it is all."""
    photo = questions.photo(photo_id)
    size = QSize(photo.facts.width, photo.facts.height) if photo else QSize()
    if room is None:
        return questions.picture(photo_id, _longest_that_fits(size)), True
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    if fitted.width() >= size.width():
        return questions.picture(photo_id, None), True
    image = questions.picture(photo_id, max(fitted.width(), fitted.height()))
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return (image.scaled(room, *ways) if image.width() > room.width() else image), False


def _longest_that_fits(size: QSize) -> int | None:
    """Return how long a picture may be to stay in memory; None for as long as it is."""
    divided = math.ceil(math.sqrt(size.width() * size.height() / _MOST_PIXELS))
    return max(size.width(), size.height()) // divided if divided > 1 else None

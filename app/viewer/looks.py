"""What there is to see of a photo and of its neighbours, read ahead.

First comes the preview of each, which is at hand; then, one after the other, the file itself, just
as large as it is shown: one decoder runs at a time anyhow, and so what is in sight never waits for
more than one of the others. Every pixel is read of a photo only that somebody has come near to; of
a giant it is laid out on the disk, by another process, for as long as it is in sight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal

from app import wording
from app.images import as_image
from app.language import translated
from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.errors import LibraryError
from indexer.giants import Giant, Giants

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QImage

    from app.background import Background
    from app.questions import Questions
    from indexer.records import Photo

    _Known = tuple[Photo | None, tuple[str, ...]]

#: Pixels of a picture that are in memory at most, 256 MB of them: a larger one is a giant.
_MOST_PIXELS: Final = 64_000_000


@dataclass(slots=True)
class Look:
    """What there is to see of one photo by now.

    Attributes:
        photo: What the library knows of it.
        tags: Its tags, whoever gave them.
        image: What can be drawn of it, as sharp as it is there.
        fitted: The same just as large as `room`, for as long as all of it is in view; else None.
        room: The pixels of screen that `image` fills as its file has it; None for its preview.
        whole: Whether `image`, or `giant`, is every pixel that can be had.
        giant: All of it on the disk, where it is too large for memory.
        coming: Whether every pixel of it is being read.
        fault: Why its file cannot be read; "" as long as it can.
        previewed: Whether its preview was looked for.
    """

    photo: Photo | None = None
    tags: tuple[str, ...] = ()
    image: QImage | None = None
    fitted: QImage | None = None
    room: QSize | None = None
    whole: bool = False
    giant: Giant | None = None
    coming: bool = False
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
        if self.giant is not None:
            return self.giant.width / max(self.natural.width(), 1)
        return self.image.width() / max(self.natural.width(), 1) if self.image else 1.0

    def fills(self, room: QSize) -> bool:
        """Whether it is as sharp as this room of the screen can show it."""
        return bool(self.fault) or self.room == room


class Looks(QObject):
    """Keeps the looks of a few photos, and reads what is missing.

    Signals:
        changed(photo_id): There is more to see of this one.
        gone(photo_id): The library does not know this one any more.
    """

    changed = Signal(object)
    gone = Signal(object)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._looks: dict[int, Look] = {}
        self._rooms: dict[int, QSize] = {}
        self._near: int | None = None
        #: The photo that is being read, and its room.
        self._reading: tuple[int, QSize | None] | None = None

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
        self._rooms, before = dict(rooms), self._looks
        self._looks = {each: before.get(each) or Look() for each in rooms}
        in_sight = next(iter(rooms), None)
        if self._near != in_sight:
            self._near = None
        for photo_id, look in before.items():
            if photo_id != in_sight:
                self._put_away(look)
        self._break_off(before, in_sight)
        self._go_on()

    def come_near(self, photo_id: int) -> None:
        """Read every pixel of a photo, as soon as can be."""
        look = self.of(photo_id)
        if not (look.whole or self._near == photo_id):
            self._near = photo_id
            look.coming = _is_giant(look.natural) and not look.fault
            self._tell(look, photo_id)
            self._go_on()

    def look_again(self) -> None:
        """Read all anew, because files have changed; what is there stays until then."""
        for look in self._looks.values():
            self._put_away(look)
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
        if self._reading is None:
            self._read_next()

    def _put_away(self, look: Look) -> None:
        """Have a giant leave the disk."""
        if look.giant is not None:
            self._let_go(look.giant)
            look.giant, look.whole = None, False

    def _let_go(self, giant: Giant) -> None:
        self._do(partial(self._questions.giants.let_go, giant))

    def _break_off(self, before: Mapping[int, Look], in_sight: int | None) -> None:
        """End the reading of a giant that nobody waits for; with the last photo, its process."""
        photo_id, room = self._reading or (None, None)
        waited_for = photo_id in self._rooms and (room is not None or photo_id == in_sight)
        read = before.get(photo_id) if photo_id is not None else None
        is_in_vain = read is not None and _is_giant(read.natural) and not waited_for
        if is_in_vain or (before and not self._rooms):
            self._do(self._questions.giants.end)

    def _do(self, what: Callable[[], None]) -> None:
        self._background.run(what, done=lambda _: None, failed=lambda _: None)

    def _read_next(self) -> None:
        due = self._reading = self._due()
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
        self, look: Look, photo_id: int, room: QSize | None, seen: tuple[QImage | Giant, bool]
    ) -> None:
        self._reading = None
        image, whole = seen
        look.coming = look.coming and room is not None
        if isinstance(image, Giant):
            self._take_giant(look, photo_id, image)
        else:
            self._take_image(look, room, image, whole=whole)
        self._tell(look, photo_id)
        self._go_on()

    def _take_giant(self, look: Look, photo_id: int, giant: Giant) -> None:
        if self._near == photo_id and self._looks.get(photo_id) is look:
            look.giant, look.whole = giant, True
        else:
            self._let_go(giant)

    def _take_image(self, look: Look, room: QSize | None, image: QImage, *, whole: bool) -> None:
        if room is not None:
            look.fitted, look.room = None if whole else image, room
        if whole or not look.whole:
            look.image, look.whole = image, whole

    def _fail_to_read(self, look: Look, photo_id: int, error: Exception) -> None:
        self._reading = None
        look.coming = False
        if not isinstance(error, UnwantedPhoto):
            self._fail(look, photo_id, error)
        self._go_on()

    def _fail(self, look: Look, photo_id: int, error: Exception) -> None:
        look.fault = translated(error)
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
        if known[0] is None and self._looks.get(photo_id) is look:
            self.gone.emit(photo_id)

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


def _read(questions: Questions, photo_id: int, room: QSize | None) -> tuple[QImage | Giant, bool]:
    """Return a photo as large as its room, or every pixel of it; and whether it is all."""
    photo = questions.photo(photo_id)
    size = QSize(photo.facts.width, photo.facts.height) if photo else QSize()
    if photo is not None and _is_giant(size):
        try:
            return _read_giant(questions.giants, photo.path, size, room)
        except UnwantedPhoto:
            raise
        except UnreadablePhoto as error:
            raise LibraryError(f"{wording.readable(photo.path)}: {error.reason}") from error
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) if room else size
    if room is None or fitted.width() >= size.width():
        return questions.picture(photo_id, None), True
    image = questions.picture(photo_id, max(fitted.width(), fitted.height()))
    return _no_larger(image, room), False


def _read_giant(
    giants: Giants, path: str, size: QSize, room: QSize | None
) -> tuple[QImage | Giant, bool]:
    if room is None:
        return _all_of_giant(giants, path, size), True
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    longest = max(fitted.width(), fitted.height())
    return _no_larger(_small_of_giant(giants, path, size, longest), room), False


def _all_of_giant(giants: Giants, path: str, size: QSize) -> QImage | Giant:
    """Return every pixel, or as many as fit into memory."""
    try:
        return giants.unfold(path, size.width() * size.height())
    except UnwantedPhoto:
        raise
    except UnreadablePhoto:
        return _small_of_giant(giants, path, size, _longest_that_fits(size))


def _small_of_giant(giants: Giants, path: str, size: QSize, longest: int) -> QImage:
    """Return a giant so long, or else an eighth of it, which of a JPEG can always be had."""
    eighth = max(size.width(), size.height()) // 8
    try:
        return as_image(giants.read(path, longest))
    except UnwantedPhoto:
        raise
    except UnreadablePhoto:
        if longest <= eighth:
            raise
        return as_image(giants.read(path, eighth))


def _no_larger(image: QImage, room: QSize) -> QImage:
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(room, *ways) if image.width() > room.width() else image


def _is_giant(size: QSize) -> bool:
    return size.width() * size.height() > _MOST_PIXELS


def _longest_that_fits(size: QSize) -> int:
    """Return how long a giant may be to stay in memory: every second of its pixels, or third."""
    divided = math.ceil(math.sqrt(size.width() * size.height() / _MOST_PIXELS))
    return max(size.width(), size.height()) // divided

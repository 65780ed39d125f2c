"""What there is to see of a photo and of its neighbours, read ahead.

First comes the preview of each, which is at hand; then, one after the other and by another process,
the file itself, just as large as it is shown: what is in sight never waits for more than one of the
others, and for one that nobody waits for any more only a moment. Every pixel is read of a photo
only that somebody has come near to; of a giant it is laid out on the disk, by a process of its own,
for as long as it is in sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, QTimer, Signal

from app.background import Lane
from app.language import translated
from app.viewer import files
from indexer.decode import UnwantedPhoto
from indexer.giants import Giant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QImage

    from app.background import Background
    from app.questions import Questions
    from app.viewer.files import Known
    from indexer.records import Photo

#: Milliseconds that what nobody waits for any more may still take of the process that reads: a new
#: one costs about as much.
_PATIENCE: Final = 500


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
        self._overtaken = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._overtaken.timeout.connect(self._give_up)

    def __len__(self) -> int:
        return len(self._looks)

    def of(self, photo_id: int | None) -> Look:
        """Return what there is to see of a photo by now."""
        return self._looks.get(photo_id, Look()) if photo_id is not None else Look()

    def get_ready(self, photo_id: int | None) -> None:
        """Have ready what reads files: somebody has chosen a photo, and may look at it next."""
        if photo_id is not None and not self._questions.pictures.has_process:
            self._do(self._questions.pictures.begin, lane=Lane.APART)

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
        self._break_off()
        self._go_on()

    def come_near(self, photo_id: int) -> None:
        """Read every pixel of a photo, as soon as can be."""
        look = self.of(photo_id)
        if not (look.whole or self._near == photo_id):
            self._near = photo_id
            look.coming = files.is_giant(look.natural) and not look.fault
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
                partial(files.known, self._questions, photo_id),
                done=partial(self._take_facts, self._looks[photo_id], photo_id),
                failed=partial(self._fail, self._looks[photo_id], photo_id),
            )

    def _go_on(self) -> None:
        for photo_id, look in self._looks.items():
            if not look.previewed:
                look.previewed = True
                self._background.run(
                    partial(files.preview, self._questions, photo_id),
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

    def _break_off(self) -> None:
        """End the reading of what nobody waits for: to unfold at once, else in a while."""
        if not self._rooms or (self._in_vain and self._reading and self._reading[1] is None):
            self._do(self._questions.giants.end)
        if not self._in_vain:
            self._overtaken.stop()
        elif not self._overtaken.isActive():
            self._overtaken.start()

    @property
    def _in_vain(self) -> bool:
        """Whether nobody waits for what is being read."""
        if self._reading is None:
            return False
        photo_id, room = self._reading
        in_sight = next(iter(self._rooms), None)
        return photo_id not in self._rooms or (room is None and photo_id != in_sight)

    def _give_up(self) -> None:
        if self._in_vain:
            self._do(self._questions.pictures.end)

    def _do(self, what: Callable[[], None], *, lane: Lane = Lane.FREE) -> None:
        self._background.run(what, done=lambda _: None, failed=lambda _: None, lane=lane)

    def _read_next(self) -> None:
        due = self._reading = self._due()
        if due is None:
            return
        photo_id, room = due
        look = self._looks[photo_id]
        self._background.run(
            partial(files.read, self._questions, photo_id, room),
            done=partial(self._take, look, photo_id, room),
            failed=partial(self._fail_to_read, look, photo_id),
            lane=Lane.APART,
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

    def _take_preview(self, look: Look, photo_id: int, seen: tuple[Known, QImage | None]) -> None:
        known, preview = seen
        if preview is not None and not (look.whole or look.room is not None):
            look.image = preview
        self._take_facts(look, photo_id, known)

    def _take_facts(self, look: Look, photo_id: int, known: Known) -> None:
        if known[0] is not None:
            look.photo, look.tags = known
        self._tell(look, photo_id)
        if known[0] is None and self._looks.get(photo_id) is look:
            self.gone.emit(photo_id)

    def _tell(self, look: Look, photo_id: int) -> None:
        if self._looks.get(photo_id) is look:
            self.changed.emit(photo_id)

"""Plays a picture that moves: each frame is decoded while the one before it is seen."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Lane
from app.images import as_image

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.background import Background, Job
    from app.motion import Motion
    from app.questions import Questions
    from indexer.pictures import Playing
    from indexer.records import Photo

#: The formats of files that may move.
_FORMATS: Final = ("GIF", "WEBP", "PNG", "AVIF")
#: Pixels of a frame's longest side: more could not be decoded as quickly as it is to be seen.
_LONGEST: Final = 2560


class Moving(QObject):
    """Plays one photo, if it moves.

    Attributes:
        photo_id: The photo that it would play, or plays.
        image: The frame in sight; None of a photo that is still.
        resting: Whether it is held at this frame.

    Signals:
        shown(): Another frame is in sight.
        changed(): It is known that the photo moves; or it rests, or goes on.
    """

    shown = Signal()
    changed = Signal()

    def __init__(
        self, questions: Questions, background: Background, motion: Motion, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._motion = motion
        motion.changed.connect(self._follow_motion)
        self._job: Job | None = None
        self._frames: Playing | None = None
        self._next: tuple[QImage, int] | None = None
        self._due = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        self.photo_id: int | None = None
        self.image: QImage | None = None
        self.resting = False

    @property
    def moves(self) -> bool:
        """Whether the photo is known to move."""
        return self._frames is not None

    def play(self, photo_id: int, photo: Photo) -> None:
        """Play a photo, if it moves: at once, or when somebody wants it, where nothing shall."""
        if photo_id == self.photo_id:
            return
        self.stop()
        self.photo_id, self.resting = photo_id, not self._motion.wanted
        if photo.facts.format.upper() in _FORMATS:
            self._run(partial(_open, self._questions, photo_id))

    def stop(self) -> None:
        """Play no more, and forget the photo."""
        if self._job is not None:
            self._job.cancel()
        if self._frames is not None:
            self._background.run(
                self._frames.close, done=_heed_nothing, failed=_heed_nothing, lane=Lane.APART
            )
        self._timer.stop()
        self._job = self._frames = self._next = self.photo_id = self.image = None

    def rest(self, wanted: bool) -> None:
        """Hold it at this frame, or let it go on."""
        self.resting = wanted
        if wanted:
            self._timer.stop()
        elif self._next is not None:
            self._show()
        self.changed.emit()

    def _follow_motion(self) -> None:
        if self.moves:
            self.rest(not self._motion.wanted)

    def _run(self, task: partial[tuple[Playing, QImage, int] | None]) -> None:
        # A frame that cannot be read is the last one: the photo stands still from then on.
        self._job = self._background.run(
            task, done=self._take, failed=_heed_nothing, lane=Lane.APART
        )

    def _take(self, found: tuple[Playing, QImage, int] | None) -> None:
        if found is None:
            return
        was_known, self._frames = self.moves, found[0]
        self._next = found[1:]
        if not self.resting:
            self._timer.start(max(round(1000 * (self._due - time.monotonic())), 0))
        if not was_known:
            self.changed.emit()

    def _show(self) -> None:
        assert self._next is not None
        assert self._frames is not None
        (self.image, milliseconds), self._next = self._next, None
        self._due = time.monotonic() + milliseconds / 1000
        self._run(partial(_read_next, self._frames))
        self.shown.emit()


def _heed_nothing(_outcome: object) -> None:
    """Of what nobody waits for."""


def _open(questions: Questions, photo_id: int) -> tuple[Playing, QImage, int] | None:
    frames = questions.frames(photo_id, _LONGEST)
    return _read_next(frames) if frames else None


def _read_next(frames: Playing) -> tuple[Playing, QImage, int] | None:
    frame = frames.next()
    return frames, as_image(frame.pixels), frame.milliseconds

"""One photo, large: at once from its preview, then from its file, with its neighbours read ahead.

What is drawn how near is the business of `picture_view`; which photo comes next is asked of whoever
shows the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import wording
from app.labels import IconButton, OneLine, label
from app.picture_view import PictureView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QImage, QKeyEvent

    from app.background import Background, Job
    from app.questions import Questions
    from app.theme import Theme
    from indexer.records import Photo

#: Screen pixels for one of the picture from which every pixel of the file is wanted.
_EVERY_PIXEL_FROM = 0.75


@dataclass(slots=True)
class _Look:
    """What there is to see of one photo by now; `longest` 0 for the preview, None for all of it."""

    photo: Photo | None = None
    image: QImage | None = None
    longest: int | None = 0
    fault: str = ""


class Viewer(QWidget):
    """Shows one photo of a list and walks along it.

    Signals:
        moved(photo_id): Another photo is shown.
        closed(): Back to the list.
        similar(photo_id), more(photo_id), less(photo_id): What resembles the photo is wanted, or
            more of it in what is searched, or less.
        reveal(photo_id), open(photo_id): Asked for the photo that is shown.
    """

    moved = Signal(object)
    closed = Signal()
    similar = Signal(object)
    more = Signal(object)
    less = Signal(object)
    reveal = Signal(object)
    open = Signal(object)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        wearing: Theme,
        *,
        neighbour: Callable[[int, int], int | None],
        parent: QWidget | None = None,
    ) -> None:
        """Make a viewer; `neighbour(photo_id, step)` is the photo so many steps further."""
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._neighbour = neighbour
        self._looks: dict[int, _Look] = {}
        self._jobs: list[Job] = []
        self.photo_id: int | None = None
        self.setObjectName("viewer")
        self.setAccessibleName("Photo")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture = PictureView()
        self.name, self.taken = OneLine(tone="heading"), label(tone="quiet")
        self.fault = label(tone="quiet")
        self._previous = _button("previous", "Previous photo", "←", wearing, self._step_back)
        self._next = _button("next", "Next photo", "→", wearing, self._step_on)
        self._place_parts(wearing)
        self.picture.magnified.connect(self._on_magnified)

    def _place_parts(self, wearing: Theme) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        bar.addWidget(_button("back", "Back to the photos", "Esc", wearing, self.closed.emit))
        bar.addWidget(self.name)
        bar.addSpacing(4)
        bar.addWidget(self.taken)
        bar.addStretch(1)
        bar.addWidget(self.fault)
        for icon, name, keys, signal in (
            ("similar", "Find what looks like this", "Ctrl+L", self.similar),
            ("more-like", "More like this", "Alt+Up", self.more),
            ("less-like", "Less like this", "Alt+Down", self.less),
            ("reveal", "Show in its folder", "Ctrl+R", self.reveal),
            ("open", "Open with the default program", "Ctrl+Return", self.open),
        ):
            bar.addWidget(_button(icon, name, keys, wearing, partial(self._tell, signal)))
        bar.addWidget(self._previous)
        bar.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.picture, 1)

    def show_photo(self, photo_id: int) -> None:
        """Show a photo: what is known of it at once, the rest as it comes."""
        self.photo_id = photo_id
        before, after = self._neighbour(photo_id, -1), self._neighbour(photo_id, 1)
        self._previous.setEnabled(before is not None)
        self._next.setEnabled(after is not None)
        near = [each for each in (photo_id, after, before) if each is not None]
        self._looks = {each: self._looks.get(each, _Look()) for each in near}
        self._draw(another=True)
        self._load_all()

    def look_again(self) -> None:
        """Read anew what is shown, because files have changed; it stays in sight until then."""
        self._looks = {each: _Look() for each in self._looks}
        self._load_all()

    def clear(self) -> None:
        """Show nothing and keep nothing in memory."""
        for job in self._jobs:
            job.cancel()
        self._jobs, self._looks, self.photo_id = [], {}, None
        self.picture.show_picture(None, QSize(1, 1), another=True)

    def _step_on(self) -> None:
        self._step(1)

    def _step_back(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        wanted = None if self.photo_id is None else self._neighbour(self.photo_id, step)
        if wanted is not None:
            self.show_photo(wanted)
            self.moved.emit(wanted)

    def _load_all(self) -> None:
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        for photo_id in self._looks:
            self._load(photo_id)

    def _load(self, photo_id: int) -> None:
        """Read what is still missing: first the preview, then the file at the screen's size."""
        look = self._looks[photo_id]
        if look.image is None:
            self._run(partial(_first_look, self._questions, photo_id), photo_id, 0)
        if look.longest == 0 and not look.fault:
            ratio = self.picture.devicePixelRatioF()
            longest = round(max(self.picture.width(), self.picture.height(), 64) * ratio)
            self._run(partial(_full_look, self._questions, photo_id, longest), photo_id, longest)

    def _run(self, task: Callable[[], _Look], photo_id: int, longest: int | None) -> None:
        self._jobs.append(
            self._background.run(
                task,
                done=partial(self._take, photo_id, longest),
                failed=partial(self._fail, photo_id),
            )
        )

    def _take(self, photo_id: int, longest: int | None, seen: _Look) -> None:
        look = self._looks.get(photo_id)
        if look is None:
            return
        look.photo = seen.photo or look.photo
        better = longest is None or (look.longest is not None and longest >= look.longest)
        if seen.image is not None and better:
            look.image, look.longest = seen.image, longest
        if photo_id == self.photo_id:
            self._draw(another=False)

    def _fail(self, photo_id: int, error: Exception) -> None:
        look = self._looks.get(photo_id)
        if look is not None:
            look.fault = str(error)
            if photo_id == self.photo_id:
                self._draw(another=False)

    def _draw(self, *, another: bool) -> None:
        assert self.photo_id is not None
        look = self._looks[self.photo_id]
        self.picture.show_picture(look.image, _natural(look), another=another)
        photo = look.photo
        self.name.setText(wording.name(photo.path) if photo else "")
        taken = photo.facts.taken_at if photo else None
        self.taken.setText(wording.moment(taken) if taken else "")
        self.fault.setText("Only the preview can be shown" if look.fault else "")
        self.fault.setToolTip(look.fault)

    def _on_magnified(self, magnification: float) -> None:
        look = self._looks.get(self.photo_id) if self.photo_id is not None else None
        if look is None or self.photo_id is None or look.longest is None or look.fault:
            return
        if magnification > _EVERY_PIXEL_FROM * _sharpness(look):
            look.longest = None
            self._run(
                partial(_full_look, self._questions, self.photo_id, None), self.photo_id, None
            )

    def _tell(self, signal: SignalInstance) -> None:
        if self.photo_id is not None:
            signal.emit(self.photo_id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: walk, come nearer, go back."""
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Right: self._step_on, Qt.Key.Key_Down: self._step_on,
            Qt.Key.Key_PageDown: self._step_on, Qt.Key.Key_Space: self._step_on,
            Qt.Key.Key_Left: self._step_back, Qt.Key.Key_Up: self._step_back,
            Qt.Key.Key_PageUp: self._step_back, Qt.Key.Key_Backspace: self._step_back,
            Qt.Key.Key_Plus: partial(self.picture.step, 1),
            Qt.Key.Key_Equal: partial(self.picture.step, 1),
            Qt.Key.Key_Minus: partial(self.picture.step, -1),
            Qt.Key.Key_0: self.picture.fit, Qt.Key.Key_1: self.picture.one_to_one,
            Qt.Key.Key_Escape: self.closed.emit, Qt.Key.Key_Return: self.closed.emit,
            Qt.Key.Key_Enter: self.closed.emit,
        }  # fmt: skip
        act = acts.get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()


def _button(icon: str, name: str, keys: str, wearing: Theme, act: Callable[[], None]) -> IconButton:
    made = IconButton(icon, name, wearing, on_black=True)
    made.set_name(name, keys=keys)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(lambda _checked: act())
    return made


def _natural(look: _Look) -> QSize:
    if look.photo is not None:
        return QSize(look.photo.facts.width, look.photo.facts.height)
    return look.image.size() if look.image else QSize(1, 1)


def _sharpness(look: _Look) -> float:
    """Return how many pixels there are to draw for one of the photo itself."""
    if look.image is None:
        return 1.0
    return look.image.width() / max(_natural(look).width(), 1)


def _first_look(questions: Questions, photo_id: int) -> _Look:
    return _Look(photo=questions.photo(photo_id), image=questions.preview(photo_id))


def _full_look(questions: Questions, photo_id: int, longest: int | None) -> _Look:
    return _Look(image=questions.picture(photo_id, longest))

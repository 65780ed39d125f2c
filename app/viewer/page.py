"""One photo, large: at once from its preview, then from its file, with its neighbours read ahead.

What is drawn how near is the business of `picture`, what there is to draw that of `looks`; which
photo comes next is asked of whoever shows the list.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from app.language import tr
from app.settings import SHOW_FACTS, SHOW_STRIP
from app.viewer.bar import ViewerBar
from app.viewer.course import Course
from app.viewer.excerpt import Excerpt
from app.viewer.facts import FactsCard
from app.viewer.film import PlayButton
from app.viewer.keys import wanted_by
from app.viewer.looks import Looks
from app.viewer.moving import Moving
from app.viewer.picture import PictureView
from app.viewer.slides import Slides
from app.viewer.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent

    from app.background import Background
    from app.questions import Questions
    from app.settings import Setting, Settings
    from app.theme import Theme

#: Milliseconds without a moving mouse after which a full screen shows the photo alone.
_ALONE_AFTER: Final = 2500
#: Milliseconds that a window rests in its new size before photos are read for it.
_SETTLED_AFTER: Final = 150
#: How much nearer than what there is to draw one may come until every pixel is read.
_BLURRED_FROM: Final = 1.02
_STRIP_FROM: Final = 420


class Viewer(QWidget):
    """Shows one photo of a list and walks along it.

    Attributes:
        bar, picture, film, strip, facts: Its parts.
        slides: The slideshow.
        moving: Plays the photo, where it moves.
        photo_id: The photo in sight, or None.

    Signals:
        moved(photo_id): Another photo is shown.
        closed(): Back by one step.
        emptied(): There is no photo any more to be shown.
        wanted(str): A deed is wanted for the photo in sight, by its name.
        told(str): Something that the user should know.
        carried(): The mouse drags the photo away.
        menu_wanted(QPoint): What can be done with it is asked, at this point of the screen.
    """

    moved = Signal(object)
    closed = Signal()
    emptied = Signal()
    wanted = Signal(str)
    told = Signal(str)
    carried = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        wearing: Theme,
        settings: Settings,
        *,
        neighbour: Callable[[int, int], int | None],
    ) -> None:
        """Make a viewer; `neighbour(photo_id, step)` is the photo so many steps further."""
        super().__init__()
        self._settings = settings
        self._course = Course(neighbour)
        self._turned: dict[int, int] = {}
        self._motion = wearing.motion
        self.photo_id: int | None = None
        #: The photos that come after and before it, as they did when it was read.
        self._beside: list[int] = []
        self._gone = set[int]()
        self.looks = Looks(questions, background, self)
        self.picture = PictureView(self, enlarges=False)
        self.film = PlayButton(self.picture)
        self._excerpt = Excerpt(self.picture, background, self)
        self.strip = Strip(questions, background)
        self.strip.setParent(self)
        self.facts = FactsCard(self)
        self.bar = ViewerBar(wearing, self)
        self.moving = Moving(questions, background, wearing.motion, self)
        self.slides = Slides(settings, lambda: self.looks.of(self._at(1, around=True)).sharp, self)
        self._alone = QTimer(self, singleShot=True, interval=_ALONE_AFTER)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER)
        self._covers = False
        self._set_up()
        self._wire()

    def _set_up(self) -> None:
        self.setObjectName("viewer")
        self.setAccessibleName(tr("Photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture.setMouseTracking(True)
        self.setMouseTracking(True)

    def _wire(self) -> None:
        self.looks.changed.connect(self._on_look)
        self.looks.gone.connect(self._on_gone)
        self.picture.magnified.connect(self._on_magnified)
        self.picture.resized.connect(self._settled.start)
        self.picture.resized.connect(self._show_nearness)
        self.picture.carried.connect(self.carried)
        self.film.clicked.connect(partial(self.wanted.emit, "open"))
        self.strip.chosen.connect(self.step)
        self.strip.moved.connect(self._show_strip)
        self.bar.wanted.connect(self._on_wanted)
        self.slides.due.connect(partial(self.step, 1, fades=True, around=True))
        self.slides.changed.connect(self._on_slides)
        self.moving.changed.connect(self._show_playing)
        self.moving.shown.connect(partial(self._draw_picture, another=False))
        self._alone.timeout.connect(partial(self._show_beside, False))
        self._settled.timeout.connect(self._read)

    # Which photo.

    def show_photo(self, photo_id: int, *, fades: bool = False) -> None:
        """Show a photo: what is known of it at once, the rest as it comes."""
        self.photo_id = photo_id
        self.moving.stop()
        self._show_playing()
        self._read()
        self._draw(another=True, fades=fades)
        self._show_strip()
        self.bar.show_ends(self._at(-1), self._at(1))

    def step(self, step: int, *, fades: bool = False, around: bool = False) -> None:
        """Show the photo so many steps further; behind the last, the first if `around`."""
        wanted = self._at(step, around=around)
        if wanted is not None and wanted != self.photo_id:
            self.show_photo(wanted, fades=fades and self._motion.wanted)
            self.slides.wait()
            self.moved.emit(wanted)

    def go_to_end(self, direction: int) -> None:
        """Show the first photo of the list (-1) or the last (+1)."""
        if self.photo_id is not None:
            self.step(direction * self._course.end(self.photo_id, direction)[1])

    def leave_out(self, photo_ids: Collection[int]) -> None:
        """Show the next photo, or the one before, or none, where the one in sight is gone."""
        if self.photo_id is not None and self.photo_id in photo_ids:
            self._gone.update(photo_ids)
            beside = [each for each in self._beside if each not in self._gone]
            left = self._course.nearest(self.photo_id, self._gone) or next(iter(beside), None)
            if left is None:
                self.emptied.emit()
            else:
                self.show_photo(left)
                self.moved.emit(left)

    def _on_gone(self, photo_id: int) -> None:
        if photo_id == self.photo_id:
            name = self.bar.name.text() or tr("This photo")
            self.told.emit(tr("{photo} is no longer in the library.", photo=name))
            self.leave_out([photo_id])

    def look_again(self) -> None:
        """Read anew what is shown, because files have changed; it stays in sight until then."""
        self.moving.stop()
        self.looks.look_again()
        self.strip.look_again()

    def ask_again(self) -> None:
        """Ask once more what is known of the photo: somebody has changed it."""
        if self.photo_id is not None:
            self.looks.ask_again(self.photo_id)

    def clear(self) -> None:
        """Show nothing and keep nothing in memory."""
        self.slides.end()
        self.moving.stop()
        self.photo_id = None
        self.looks.want({})
        self.strip.show_photos({})
        self._turned.clear()
        self._gone.clear()
        self._excerpt.follow(None)
        self.picture.show_picture(None, self.picture.size(), another=True)

    def _at(self, step: int, *, around: bool = False) -> int | None:
        return self._course.at(self.photo_id, step, around=around)

    # What there is to see of it.

    def _read(self) -> None:
        """Have what is in sight read, and what comes next: first that which one walks to."""
        ahead = (self._at(1, around=self.slides.running), self._at(-1))
        near = [each for each in (self.photo_id, *ahead) if each is not None]
        self._beside = near[1:] or self._beside
        self.looks.want({each: self.picture.room(turned=self._turns(each)) for each in near})

    def _turns(self, photo_id: int | None) -> int:
        return self._turned.get(photo_id, 0) if photo_id is not None else 0

    def _on_look(self, photo_id: int) -> None:
        if photo_id == self.photo_id:
            self._draw(another=False)

    def _draw(self, *, another: bool, fades: bool = False) -> None:
        look = self.looks.of(self.photo_id)
        if self.photo_id is not None and look.photo is not None:
            self.moving.play(self.photo_id, look.photo)
        self._draw_picture(another=another, fades=fades)
        self.picture.setAccessibleName(self.bar.name.text() or tr("Photo"))
        standing = self._course.standing(self.photo_id) if self.photo_id is not None else None
        self.bar.show_look(look, standing)
        self._show_nearness()
        self._show_facts()

    def _show_nearness(self) -> None:
        self.bar.show_nearness(self.picture.magnification)

    def _draw_picture(self, *, another: bool, fades: bool = False) -> None:
        look = self.looks.of(self.photo_id)
        fitted = look.fitted if another or self.picture.fitted else None
        self.picture.show_picture(
            self.moving.image or fitted or look.image, look.natural, another=another,
            turned=self._turns(self.photo_id), fades=fades,
        )  # fmt: skip
        self._excerpt.follow(look.giant)

    def _on_magnified(self, magnification: float) -> None:
        self.bar.show_nearness(magnification)
        self._draw_picture(another=False)
        look = self.looks.of(self.photo_id)
        if self.photo_id is not None and magnification > _BLURRED_FROM * look.sharpness:
            self.looks.come_near(self.photo_id)

    def turn(self, quarters: int) -> None:
        """Turn the photo, with the clock; its file stays as it is."""
        if self.photo_id is not None:
            self._turned[self.photo_id] = (self._turns(self.photo_id) + quarters) % 4
            self._draw(another=False)
            self._read()

    # What stands around it.

    def cover_screen(self, wanted: bool) -> None:
        """Fill all there is with the photo; what is beside it lies over it, and goes by itself."""
        self._covers = self.strip.over = wanted
        self.bar.setProperty("over", wanted)
        self.bar.style().polish(self.bar)
        self.bar.buttons["full-screen"].setChecked(wanted)
        self._show_beside(not self.slides.running)
        self._place()

    def _show_beside(self, wanted: bool) -> None:
        """Let bar and strip be seen, on a full screen for a while, or the photo alone."""
        seen = wanted or not self._covers
        focused = QApplication.focusWidget()
        has_keyboard = focused is not None and self.bar.isAncestorOf(focused)
        self.bar.setVisible(seen or has_keyboard)
        self.strip.setVisible(seen and self._settings.get(SHOW_STRIP))
        if seen:
            self.picture.unsetCursor()
        else:
            self.picture.setCursor(Qt.CursorShape.BlankCursor)
        if seen and self._covers:
            self._alone.start()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        top = self.bar.sizeHint().height()
        strip = self.strip.height() if self._has_strip() else 0
        self.strip.setVisible(bool(strip) and not (self._covers and self.bar.isHidden()))
        self.bar.setGeometry(0, 0, width, top)
        self.strip.setGeometry(0, height - self.strip.height(), width, self.strip.height())
        above, below = (0, 0) if self._covers else (top, strip)
        self.picture.setGeometry(0, above, width, height - above - below)
        self.facts.move(width - self.facts.width() - 16, top + 16)

    def _has_strip(self) -> bool:
        return self._settings.get(SHOW_STRIP) and self.height() >= _STRIP_FROM

    def _show_strip(self) -> None:
        if self.photo_id is not None and self._has_strip():
            self.strip.show_photos(self._course.around(self.photo_id, self.strip.reach))

    def _show_facts(self) -> None:
        chosen = self._settings.get(SHOW_FACTS)
        self.bar.buttons["facts"].setChecked(chosen)
        wanted = chosen and not self.slides.moves  # A slideshow is of photos alone.
        look = self.looks.of(self.photo_id)
        self.facts.show_photo(look.photo if wanted else None, look.tags)
        self.facts.setVisible(wanted)
        self.film.show_photo(None if self.slides.moves else look.photo)
        self._place()

    def toggle(self, setting: Setting[bool]) -> None:
        """Show a part that is hidden, or hide it, and remember it."""
        self._settings.set(setting, not self._settings.get(setting))
        self._show_facts()
        self._show_strip()

    def _on_slides(self) -> None:
        self._show_playing()
        self._show_facts()
        self._show_beside(not self.slides.moves)

    def _show_playing(self) -> None:
        playing = self._playing
        self.bar.show_playing(None if playing is None else not playing.resting)

    @property
    def _playing(self) -> Slides | Moving | None:
        """Return what moves by itself, or could."""
        if self.slides.running:
            return self.slides
        return self.moving if self.moving.moves else None

    # What can be done.

    def _on_wanted(self, does: str) -> None:
        """Do what a key or a button of the viewer does; what it does not know, the window does."""
        acts: dict[str, Callable[[], object]] = {
            "right": partial(self._walk, 1, 0), "down": partial(self._walk, 0, 1),
            "left": partial(self._walk, -1, 0), "up": partial(self._walk, 0, -1),
            "next": partial(self.step, 1), "previous": partial(self.step, -1),
            "first": partial(self.go_to_end, -1), "last": partial(self.go_to_end, 1),
            "nearer": partial(self._nearer, 1), "further": partial(self._nearer, -1),
            "fit": self.picture.fit, "one-to-one": self.picture.one_to_one,
            "turn": partial(self.turn, 1), "turn-back": partial(self.turn, -1),
            "facts": partial(self.toggle, SHOW_FACTS), "strip": partial(self.toggle, SHOW_STRIP),
            "play": self._rest_or_go_on, "go-on": self._go_on, "back": self.closed.emit,
        }  # fmt: skip
        acts.get(does, partial(self.wanted.emit, does))()

    def _rest_or_go_on(self) -> None:
        if (playing := self._playing) is not None:
            playing.rest(not playing.resting)
        elif self.film.isVisible():
            self.film.click()

    def _walk(self, across: int, down: int) -> None:
        """Look at another part of the photo, or, where all of it is in view, at another photo."""
        if not self.picture.move_by(across, down):
            self.step(across + down)

    def _go_on(self) -> None:
        """Do what the space bar does: let a slideshow rest, else go on to the next photo."""
        self._rest_or_go_on() if self.slides.running else self.step(1)

    def _nearer(self, direction: int) -> None:
        """Come nearer (+1) or go away; a slideshow goes on sooner, or later."""
        if self.slides.running:
            self.slides.change_pace(-direction)
        else:
            self.picture.step(direction)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: walk, come nearer, turn, go back."""
        does = wanted_by(event)
        if does is None:
            super().keyPressEvent(event)
        else:
            self._on_wanted(does)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: on a full screen, what can be done comes back into sight."""
        super().mouseMoveEvent(event)
        self._show_beside(True)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Override of Qt's: say what can be done."""
        self.menu_wanted.emit(event.globalPos())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: everything has its place."""
        super().resizeEvent(event)
        self._place()

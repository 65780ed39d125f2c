"""What happens when a tag is looked through: its photos are asked for, shown, and decided about.

Each judgement is an edit of its own, made beside the main thread; the pictures of the next photos
are there before they are wanted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app import wording
from app.background import Background, Lane, Newest
from app.language import tr
from app.tags.review import Review, Said

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.editing import Editing, Ticket
    from app.questions import Questions
    from app.tags.asking import Doubts, TagQuestions
    from app.tags.review_page import ReviewPage
    from indexer.catalog import Catalog

#: Photos of one look through a tag: some minutes, and more than enough to learn from.
MOST: Final = 60
#: Photos whose pictures are read ahead, and kept behind.
_AHEAD, _BEHIND = 6, 2
#: Milliseconds on one photo from which its file is read, at the size of the screen.
_REST = 250


class Reviewing(QObject):
    """Does what the page asks for.

    Signals:
        ended(name, list of int): A look through a tag is over, in which something was said of
            these photos.
        unknown(name, list of int): It is a tag that only its owner knows, with some of its photos.
        failed(Exception): The photos cannot be asked for, or nothing can be written down.
    """

    ended = Signal(str, object)
    unknown = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        page: ReviewPage,
        asking: TagQuestions,
        questions: Questions,
        background: Background,
        editing: Editing,
    ) -> None:
        super().__init__(page)
        self._page, self._asking, self._questions = page, asking, questions
        self._background, self._editing = background, editing
        self._order = Newest(background, Lane.FREE)
        self._sharper = Newest(background, Lane.APART)
        self._review = Review("", ())
        self._tickets: list[Ticket | None] = []
        self._images: dict[int, QImage | None] = {}
        self._sharp: set[int] = set()
        self._before = 0
        self._counts: dict[str, int] = {}
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._sharpen)
        page.said.connect(self.say)
        page.back_wanted.connect(self.back)
        page.more_wanted.connect(lambda: self.begin(self._review.name))

    @property
    def running(self) -> bool:
        """Whether a photo waits to be judged."""
        return self._review.current is not None

    def begin(self, name: str) -> None:
        """Look through a tag, the photos of which it is least sure first."""
        self._review, self._tickets, self._images = Review(name, ()), [], {}
        self._sharp = set()
        self._before = self._counts.get(name, 0)
        self._page.show_waiting(name)
        self._order.ask(
            partial(self._asking.review, name, MOST),
            done=partial(self._take, name),
            failed=self._fail,
        )

    def end(self) -> None:
        """Stop: what was said counts."""
        self._order.drop()
        self._sharper.drop()
        self._rest.stop()
        if self.running:
            self._tell_end()
        self._review, self._images = Review("", ()), {}

    def _tell_end(self) -> None:
        judged = self._review.judged
        if judged:
            self.ended.emit(self._review.name, judged)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Know how many photos have each tag now; at the end it is said what has changed."""
        self._counts = counts
        if self._review.doubts and not self.running:
            self._show_end()

    def say(self, said: Said) -> None:
        """Judge the photo at hand and go on to the next."""
        if not self.running:
            return
        doubt, name = self._review.say(said), self._review.name
        self._tickets.append(self._write_down(doubt.photo_id, name, said))
        self._show()
        if not self.running:
            self._tell_end()

    def back(self) -> None:
        """Let the judgement before not count, and show its photo again."""
        if self._review.back() is None:
            return
        ticket = self._tickets.pop()
        if ticket is not None:
            self._editing.take_back(ticket)
        self._show()

    def _write_down(self, photo_id: int, name: str, said: Said) -> Ticket | None:
        if said is Said.SKIPPED:
            return None
        change = _confirmed if said is Said.RIGHT else _refused
        return self._editing.make(partial(change, photo_id, name), quietly=True, failed=self._fail)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
        self._page.left.emit()

    # Photos and their pictures.

    def _take(self, name: str, doubts: Doubts) -> None:
        if not doubts.known:
            self.unknown.emit(name, list(doubts.examples))
            return
        found = doubts.photos
        self._review = Review(name, found)
        self._before = self._counts.get(name, 0)
        if not found:
            self._page.show_end(
                tr("Nothing to ask about “{tag}”", tag=name),
                tr("Of no further photo it is unsure whether it has this tag."),
                more=False,
            )
            return
        self._show()

    def _show(self) -> None:
        doubt = self._review.current
        if doubt is None:
            self._show_end()
            return
        self._load()
        self._page.show_review(self._review, self._images.get(doubt.photo_id))
        self._rest.start()

    def _load(self) -> None:
        near = list(self._review.near(_AHEAD, _BEHIND).values())
        self._images = {each: self._images[each] for each in near if each in self._images}
        self._sharp &= set(near)
        for photo_id in near:
            if photo_id not in self._images:
                self._images[photo_id] = None
                self._background.run(
                    partial(self._questions.preview, photo_id),
                    done=partial(self._keep, photo_id),
                    failed=lambda _error: None,  # A photo without a picture can be skipped.
                )

    def _keep(self, photo_id: int, image: QImage | None) -> None:
        if photo_id in self._images and photo_id not in self._sharp and image is not None:
            self._images[photo_id] = image
            self._draw(photo_id)

    def _sharpen(self) -> None:
        doubt = self._review.current
        if doubt is None or doubt.photo_id in self._sharp:
            return
        view = self._page.picture
        longest = round(max(view.width(), view.height(), 64) * view.devicePixelRatioF())
        self._sharper.ask(
            partial(self._questions.picture, doubt.photo_id, longest),
            done=partial(self._keep_sharp, doubt.photo_id),
            failed=lambda _error: None,  # The preview is there: the file may be on no drive now.
        )

    def _keep_sharp(self, photo_id: int, image: QImage) -> None:
        if photo_id in self._images:
            self._sharp.add(photo_id)
            self._images[photo_id] = image
            self._draw(photo_id)

    def _draw(self, photo_id: int) -> None:
        doubt = self._review.current
        if doubt is not None and doubt.photo_id == photo_id:
            self._page.show_picture(self._images[photo_id], another=False)

    def _show_end(self) -> None:
        review = self._review
        right, wrong = review.count(Said.RIGHT), review.count(Said.WRONG)
        title = tr(
            "“{tag}” is right on {right}, wrong on {n} photos",
            "“{tag}” is right on {right}, wrong on {n} photo",
            wrong,
            tag=review.name,
            right=wording.number(right),
        )
        now = self._counts.get(review.name, 0)
        self._page.show_end(title, _learned(now, now - self._before), more=True)


def _learned(now: int, gained: int) -> str:
    """Return what has become of a tag: "148 photos have it now, 12 more than before."."""
    if not gained:
        return tr(
            "{n} photos have it now, as many as before.",
            "{n} photo has it now, as many as before.",
            now,
        )
    change = wording.number(abs(gained))
    if gained > 0:
        return tr(
            "{n} photos have it now, {change} more than before.",
            "{n} photo has it now, {change} more than before.",
            now,
            change=change,
        )
    return tr(
        "{n} photos have it now, {change} fewer than before.",
        "{n} photo has it now, {change} fewer than before.",
        now,
        change=change,
    )


def _confirmed(photo_id: int, name: str, catalog: Catalog) -> None:
    catalog.confirm_tag([photo_id], name)


def _refused(photo_id: int, name: str, catalog: Catalog) -> None:
    catalog.refuse_tag([photo_id], name)

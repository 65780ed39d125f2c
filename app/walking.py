"""From photos to what resembles them, and back along the trail.

What is searched is a query like every other, pictures are terms of it; this file decides which.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import wording
from app.language import tr
from app.receiving import Receiving
from app.searches import Picture, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QWidget

    from app.chosen import Chosen
    from app.looking import Looking
    from app.surface import Surface

#: Pictures that one search is made of at most; with more of them, its direction hardly moves.
MOST_PICTURES = 32


class Walking(QObject):
    """Finds what resembles photos or pictures, nudges a search by them, and shows the way.

    Signals:
        remarked(str): Something about it that the user should know.
    """

    remarked = Signal(str)

    def __init__(self, looking: Looking, surface: Surface) -> None:
        super().__init__(surface)
        self._looking = looking
        self._browsing = looking.browsing
        self._surface = surface
        self._browsing.asked.connect(self._on_asked)
        self._browsing.failed.connect(self._show_trail)
        self._browsing.answered.connect(self._on_answered)
        self._browsing.refreshed.connect(self._on_answered)
        surface.sidebar.duplicates.connect(lambda: surface.details.why.show_search(None))
        grid = surface.grid
        grid.similar_wanted.connect(lambda photo_id: self.similar([photo_id]))
        grid.more_wanted.connect(lambda photo_id: self.more([photo_id]))
        grid.less_wanted.connect(lambda photo_id: self.less([photo_id]))
        surface.trail.chosen.connect(self._browsing.back_to)
        field = surface.search
        anywhere = partial(_whole, field)
        photos = Receiving(field, anywhere, surface.questions.folder, surface.wearing)
        photos.dropped.connect(lambda _field, ids: self.take_up([str(each) for each in ids]))

    def acts(self, chosen: Chosen) -> dict[str, Callable[[], object]]:
        """Return what the deeds do with the photos that are chosen, by their names."""
        acts = {"similar": self.similar, "more": self.more, "less": self.less}
        return {name: partial(self._act_on, chosen, act) for name, act in acts.items()}

    def _act_on(self, chosen: Chosen, act: Callable[[Sequence[int]], object]) -> None:
        if not chosen.all(act):
            told = tr("Choose a photo first: then others can be held against it.")
            self.remarked.emit(told)

    def similar(self, photo_ids: Sequence[int]) -> None:
        """Find what resembles these photos, all of them together."""
        self._look_like([str(each) for each in photo_ids])

    def like_pictures(self, paths: Sequence[str]) -> None:
        """Find what resembles these pictures, wherever they lie."""
        self._look_like(list(paths))

    def more(self, photo_ids: Sequence[int]) -> None:
        """Ask the same again, and rather for what resembles these photos."""
        self._nudge([str(each) for each in photo_ids], 1.0)

    def take_up(self, references: Sequence[str]) -> None:
        """Let photos, by their ids, or pictures, by their paths, be terms of what is searched."""
        self._nudge(list(references), 1.0)

    def less(self, photo_ids: Sequence[int]) -> None:
        """Ask the same again, and rather not for what resembles these photos."""
        self._nudge([str(each) for each in photo_ids], -1.0)

    def _look_like(self, references: Sequence[str]) -> None:
        self._name(references)
        wanted = [Picture(each) for each in self._few_of(references)]
        self._looking.search(Search.of("", wanted))

    def _nudge(self, references: Sequence[str], weight: float) -> None:
        search = self._browsing.question
        if not isinstance(search, Search) or not self._surface.shows_answer:
            if weight < 0:
                self.remarked.emit(
                    tr("Search for something first: then it can be told what is wrong.")
                )
            else:
                self._look_like(references)
            return
        self._name(references)
        room = MOST_PICTURES - len(search.pictures)
        for reference in self._few_of(references, room):
            search = search.with_picture(reference, weight=weight)
        self._looking.search(search)

    def _name(self, references: Sequence[str]) -> None:
        for each in references:
            name = self._surface.pixmaps.name(int(each)) if each.isdecimal() else ""
            if name:
                self._looking.names[each] = name

    def _few_of(self, references: Sequence[str], most: int = MOST_PICTURES) -> list[str]:
        """Return no more than can be looked for at once, spread evenly over all."""
        if len(references) <= most:
            return list(references)
        chosen = spread(references, max(most, 0))
        self.remarked.emit(
            tr(
                "A search is made of {most} pictures at most: of these {count} it takes {taken}.",
                most=wording.number(MOST_PICTURES),
                count=wording.number(len(references)),
                taken=wording.number(len(chosen)),
            )
        )
        return chosen

    def _on_asked(self, _question: object) -> None:
        self._surface.show_answer()
        self._show_trail()

    def _show_trail(self, *_asked: object) -> None:
        steps = [step.question for step in self._browsing.steps]
        self._surface.trail.show_way(steps, self._looking.names)

    def _on_answered(self, _answer: object, _place: object = None) -> None:
        if self._surface.shows_duplicates:
            return  # Nothing was searched there.
        question, strictness = self._browsing.question, self._browsing.cutting.strictness
        search = question if isinstance(question, Search) else None
        self._surface.details.why.show_search(search, strictness)


def _whole(widget: QWidget, _at: QPoint) -> tuple[object, QRect]:
    return widget, widget.rect()


def spread(references: Sequence[str], most: int) -> list[str]:
    """Return `most` of these, evenly spread, the first among them."""
    return [references[number * len(references) // most] for number in range(most)]

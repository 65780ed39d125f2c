"""Brings the tags together with the window: the tree, the details, the review, what is written.

Each part shows and tells; here it is known what follows from what.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from app import theme
from app.background import Lane, Newest
from app.language import tr
from app.receiving import Receiving, on_lines
from app.searches import Search
from app.settings import OPEN_TAGS, Settings
from app.tags.adding import Adding
from app.tags.asking import TagQuestions
from app.tags.choosing import TagChoosing
from app.tags.levels import TagLevels
from app.tags.making import Making
from app.tags.reviewing import Reviewing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.chosen import Chosen as ChosenPhotos
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.looking import Looking
    from app.preferences.page import PreferencesPage
    from app.surface import Surface
    from app.tags.families import Tags
    from indexer.catalog import Catalog

#: Milliseconds in which changes of what is selected are answered together.
_TOGETHER: Final = 40
#: Milliseconds of rest after the last edit, after which all photos are held against what was said.
_BEFORE_LEARNING: Final = 3000
#: So many times as long as the tags took to be counted, they are not counted again.
_LEISURE: Final = 6


class TagDesk(QObject):
    """Does what is asked of tags, wherever it is asked.

    Attributes:
        asking: Asks the library.
        reviewing: The look through a tag.
        choosing: What is set about tags.
        making: The making of a tag.
        adding: Asks for a tag where the details are out of sight.
        levels: How sure a single one has to be.

    Signals:
        failed(Exception): Something went wrong.
    """

    failed = Signal(object)

    def __init__(
        self,
        looking: Looking,
        surface: Surface,
        chosen: ChosenPhotos,
        keeping: Keeping,
        ledger: Ledger,
    ) -> None:
        super().__init__(surface)
        questions, background = surface.questions, surface.background
        self._looking, self._surface, self._keeping = looking, surface, keeping
        self._editing, self._receipt, self._chosen = ledger.editing, ledger.receipt, chosen
        self._section, self._panel = surface.tags, surface.details.tags
        self.asking = TagQuestions(questions)
        self.reviewing = Reviewing(
            surface.review, self.asking, questions, background, self._editing
        )
        self.choosing = TagChoosing(self.asking, background, keeping, self)
        self.adding = Adding(surface.wearing)
        self.making = Making(surface.new_tag, self.asking, background, keeping, ledger)
        self.levels = TagLevels(self.asking, background, keeping, ledger)
        self._counts, self._names = (Newest(background, Lane.FREE) for _ in range(2))
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look_again)
        self._again = False
        self._select = QTimer(self, singleShot=True, interval=_TOGETHER)
        self._select.timeout.connect(self._show_selected)
        self._learn = QTimer(self, singleShot=True, interval=_BEFORE_LEARNING)
        self._learn.timeout.connect(self._learn_now)
        # The tags of which something was said since the window opened: an undo names none.
        self._said: set[str] = set()
        self._wire()
        drop = Receiving(
            *on_lines(self._section.tree, lambda index: index.data()),
            questions.folder, surface.wearing,
        )  # fmt: skip
        drop.dropped.connect(lambda name, ids: self.confirm(ids, name))
        drop.moved.connect(partial(surface.sidebar.bring_near, self._section.tree))

    def _wire(self) -> None:
        tree, panel, surface = self._section.tree, self._panel, self._surface
        tree.chosen.connect(self.show_photos)
        tree.reviewed.connect(self.review)
        tree.menu_wanted.connect(self._show_menu)
        self._section.tagging_wanted.connect(self._begin_tagging)
        self.choosing.changed.connect(self.look)
        self.levels.changed.connect(self._on_levelled)
        self.levels.failed.connect(self.failed)
        panel.confirmed.connect(self.confirm)
        self.adding.named.connect(self._on_named)
        panel.refused.connect(self.refuse)
        panel.removed.connect(self.remove)
        panel.opened.connect(self.show_photos)
        panel.reviewed.connect(self.review)
        panel.menu_wanted.connect(self._show_menu)
        panel.left.connect(surface.grid.setFocus)
        panel.failed.connect(self.failed)
        surface.details.looked.connect(self._select.start)
        surface.grid.selection_counted.connect(lambda _count: self._select.start())
        surface.covered.connect(self._on_covered)
        for page in (surface.review, surface.new_tag):
            page.left.connect(self.leave)
        self.making.done.connect(self._on_made)
        self.making.failed.connect(self.failed)
        self._section.adding_wanted.connect(self.make)
        surface.heading.review_button.clicked.connect(self._review_shown)
        surface.later_preferences.once_made(self._serve_preferences)
        self.reviewing.failed.connect(self.failed)
        self.reviewing.ended.connect(self._on_reviewed)
        self.reviewing.unknown.connect(self._describe)
        self._editing.changed.connect(self._on_edited)
        self._editing.put_back.connect(self._follow)
        self._editing.worded.connect(self._on_worded)
        self._keeping.overviewed.connect(self._on_overviewed)
        for tells in (self._keeping.tagged, self._keeping.indexing.tagged):
            tells.connect(self._on_tagged)
        self._looking.browsing.asked.connect(self._on_asked)

    def _serve_preferences(self, page: PreferencesPage) -> None:
        self.choosing.serve(page.tags)
        page.tags.adding_wanted.connect(self.make)

    def remember_open(self, settings: Settings) -> None:
        """Open the families that were open, and remember which are from now on."""
        tree = self._section.tree
        tree.open_as(settings.get(OPEN_TAGS))
        tree.unfolded.connect(lambda: settings.set(OPEN_TAGS, tree.opened))

    # What there is.

    def look(self) -> None:
        """Count the tags anew, in a while if they were counted only just now."""
        if self._soon.isActive():
            self._again = True
            return
        begun = time.monotonic()
        self._counts.ask(
            self.asking.tags, done=partial(self._take, begun), failed=self._on_unreadable
        )

    def _look_again(self) -> None:
        if self._again:
            self._again = False
            self.look()

    def _take(self, begun: float, tags: Tags) -> None:
        self._soon.start(round(1000 * _LEISURE * (time.monotonic() - begun)))
        self._section.show_tags(tags)
        self._mark()
        self.reviewing.show_counts({each.name: each.photos for each in tags.every()})
        self._names.ask(self.asking.names, done=self._know, failed=self._on_unreadable)

    def _know(self, names: Sequence[str]) -> None:
        self._panel.know(names)
        self.adding.field.know(names)
        self.making.know(names)

    def _on_unreadable(self, error: Exception) -> None:
        # A library that cannot be read is told of by who asks for its photos.
        del error

    def _on_overviewed(self, overview: object) -> None:
        self._section.setVisible(overview is not None)
        if overview is not None:
            self.look()
            self.choosing.look()

    def _on_edited(self) -> None:
        self.look()
        self._panel.look_again()

    def _on_tagged(self) -> None:
        """The child, or somebody beside us, has given other tags."""
        self._surface.questions.forget_names()
        if isinstance(self._looking.browsing.question, Search):
            self._looking.browsing.refresh()
        if self._chosen.viewer is not None:
            self._chosen.viewer.ask_again()
        self._on_edited()

    def _on_asked(self, _question: object) -> None:
        self.leave()
        self._mark()

    def _on_levelled(self) -> None:
        """Another tag is found otherwise; the first of them makes a file of one's own."""
        self.look()
        self.choosing.look()

    def _on_worded(self) -> None:
        """A tag that was made or changed is not so any more, or again."""
        self._keeping.follow_tags()
        self._on_levelled()

    def _mark(self) -> None:
        question = self._looking.browsing.question
        seen = isinstance(question, Search) and not self._surface.shows_duplicates
        self._section.tree.mark(question.tag if seen and isinstance(question, Search) else None)

    def _show_selected(self) -> None:
        surface = self._surface
        if not surface.details.isVisibleTo(surface):
            return
        grid, place = surface.grid, surface.duplicates.view
        if surface.shows_problems:
            self._panel.show_photos([])
            return
        ids: Sequence[int] = () if surface.shows_duplicates else grid.selected_photos().tolist()
        current = place.current_photo() if surface.shows_duplicates else grid.current_photo()
        surface.details.show_selected(ids)
        self._panel.show_photos(ids or ([] if current is None else [current]))

    # What somebody wants.

    def show_photos(self, name: str) -> None:
        """Show the photos that have a tag."""
        self._looking.browsing.go(Search.tagged(name))

    def show_among(self, name: str) -> None:
        """Show those of the photos in sight that have a tag as well."""
        question = self._looking.browsing.question
        search = question.and_tagged(name) if isinstance(question, Search) else Search.tagged(name)
        self._looking.search(search)

    def review(self, name: str) -> None:
        """Look through the photos that may have a tag."""
        self._receipt.hide()  # It would lie on the buttons.
        self._surface.lay_over(self._surface.review)
        self._surface.review.setFocus()
        self.reviewing.begin(name)

    def _review_shown(self) -> None:
        """Look through the tag whose photos are shown, or that has the keyboard in the sidebar."""
        surface, tree, viewer = self._surface, self._section.tree, self._chosen.viewer
        if surface.over is not None or (viewer is not None and viewer.isVisible()):
            return
        question = self._looking.browsing.question if surface.shows_answer else None
        shown = question.tag if isinstance(question, Search) else None
        name = tree.current_tag() if tree.hasFocus() else shown
        if name is not None:
            self.review(name)
        else:
            self._receipt.say(tr("Show the photos of a tag first: then it can be looked through."))

    def _begin_tagging(self) -> None:
        """Have the photos tagged; the button goes, and would hand the keyboard to what is next."""
        self._surface.grid.setFocus()
        self.choosing.switch(True)

    def make(self) -> None:
        """Make a tag; the photos that are selected show it, where somebody has selected some."""
        selected = self._surface.grid.selected_photos().tolist()
        self._surface.search.show_search(None)  # Its words are no part of the tag.
        self._surface.lay_over(self._surface.new_tag)
        self.making.begin(selected if len(selected) > 1 else ())

    def _on_made(self, name: str) -> None:
        """Show the photos of a tag that was made: they come as they get it."""
        self.leave()
        self.show_photos(name)

    def _describe(self, name: str, ids: Sequence[int]) -> None:
        """Have a tag described that only its owner knows: then it can be found by itself."""
        self._surface.lay_over(self._surface.new_tag)
        self.making.begin(ids, name)

    def leave(self) -> bool:
        """Leave the page that lies over the photos; False where none of ours does."""
        surface = self._surface
        if surface.over not in (surface.review, surface.new_tag):
            return False
        surface.lay_over(None)
        if surface.shows_answer:
            self._looking.show_what_is_asked()
        surface.grid.setFocus()
        return True

    def _on_covered(self, _page: object) -> None:
        """End what is done on a page that is out of sight, whoever left it."""
        over, surface = self._surface.over, self._surface
        for page, work in ((surface.review, self.reviewing), (surface.new_tag, self.making)):
            if over is not page:
                work.end()

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds of tags do, by their names."""
        return {
            "tag": partial(self._chosen.all, self._begin_to_add),
            "new-tag": self.make,
            "look-through": self._review_shown,
        }

    def _begin_to_add(self, ids: Sequence[int]) -> None:
        viewer = self._chosen.viewer
        if viewer is not None and viewer.isVisible():
            self.adding.ask(ids, viewer.bar.name)
        elif self._panel.isVisible() and set(ids) == set(self._panel.ids):
            self._panel.begin()
        else:
            self.adding.ask(ids, self._chosen.place, amid=True)

    # What is written down.

    def confirm(self, ids: Sequence[int], name: str) -> None:
        """Give photos a tag."""
        self._write(ids, name, lambda catalog: catalog.confirm_tag(ids, name))

    def _on_named(self, ids: Sequence[int], names: Sequence[str]) -> None:
        for name in names:
            self.confirm(ids, name)

    def refuse(self, ids: Sequence[int], name: str) -> None:
        """Say that a tag is wrong for photos."""
        self._write(ids, name, lambda catalog: catalog.refuse_tag(ids, name))

    def remove(self, ids: Sequence[int], name: str) -> None:
        """Take a tag off photos."""
        self._write(ids, name, lambda catalog: catalog.remove_tag(ids, name))

    def _write(self, ids: Sequence[int], name: str, change: Callable[[Catalog], object]) -> None:
        self._said.add(name)
        doing = tr(
            "Changing “{tag}” on {n} photos…", "Changing “{tag}” on {n} photo…", len(ids), tag=name
        )
        self._editing.make(change, done=self._on_written, failed=self._on_unwritten, doing=doing)
        self._follow(ids)

    def _follow(self, ids: Sequence[int]) -> None:
        """Choose the tags of photos anew, of which something was said; of all others soon."""
        self._choose_anew(ids)
        self._learn.start()

    def _choose_anew(self, ids: Sequence[int]) -> None:
        doing = tr(
            "Choosing the tags of {n} photos anew…",
            "Choosing the tags of {n} photo anew…",
            len(ids),
        )
        self._editing.follow(partial(self.asking.choose_anew, ids), doing=doing)

    def _learn_now(self) -> None:
        if self._said:
            learn = partial(self.asking.learn, frozenset(self._said))
            self._editing.follow(learn, doing=tr("Learning from what you said of tags…"))

    def _on_reviewed(self, name: str, ids: Sequence[int]) -> None:
        self._said.add(name)
        self._choose_anew(ids)
        self._learn_now()

    def _on_written(self, _edit: object) -> None:
        self._panel.settle()

    def _on_unwritten(self, error: Exception) -> None:
        self._panel.settle()
        self.failed.emit(error)

    # The menu of a tag.

    def _show_menu(self, name: str, place: QPoint) -> None:
        menu = QMenu(self._surface)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question, text = self._looking.browsing.question, self._surface.wearing.colours.text
        acts = [("picture", tr("Show its photos"), self.show_photos)]
        if isinstance(question, Search) and question.tag != name:
            acts.append(("search", tr("Show those among these photos"), self.show_among))
        acts.append(("done", tr("Look through it, photo by photo"), self.review))
        for icon, title, act in acts:
            menu.addAction(theme.icon(icon, text), title, partial(act, name))
        menu.addSeparator()
        self.levels.offer(menu, name).setIcon(theme.icon("cut", text))
        menu.popup(place)

"""Where everything stands on the main page; what happens there is told by `window`, `looking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.albums.page import AlbumsPage
from app.albums.side import AlbumSide
from app.carrying import Carrying
from app.details import Details
from app.duplicates.page import DuplicatesPage
from app.foot import Foot
from app.grid.delegate import PhotoDelegate
from app.grid.model import PhotoModel
from app.grid.pixmaps import Pixmaps
from app.grid.scrubber import Scrubber
from app.grid.view import PhotoGrid
from app.heading import Heading
from app.labels import IconButton
from app.language import tr
from app.later import Later
from app.notice import Notice
from app.pages import EmptyPage
from app.panes import Panes
from app.problems import ProblemsPage
from app.search_field.bar import SearchBar
from app.search_field.likenesses import Likenesses
from app.search_field.part_chips import PartChips
from app.sidebar import Sidebar
from app.tags.new_page import NewTagPage
from app.tags.review_page import ReviewPage
from app.tags.tree_view import TagSection
from app.trail import Trail

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.background import Background
    from app.pages import Page
    from app.preferences.page import PreferencesPage
    from app.questions import Questions
    from app.theme import Theme

_SEARCH_WIDTH = 720
#: Points of width from which the button that adds a folder has words beside its icon.
_ROOM_FOR_WORDS = 1000


class Surface(QWidget):
    """The bar at the top, sidebar, photos and details below it, the foot.

    Attributes:
        search, notice, sidebar, trail, heading, grid, problems, details, foot: The parts.
        scrubber: The dates beside the photos.
        empty, nothing: The pages where there are no photos at all, and where none was found.
        parts: The terms and filters of a search, which can be taken away one by one.
        likenesses: The names and thumbnails of pictures that are searched for.
        later_preferences: The page that takes the place of all between bar and foot, when wanted.
        album_side, albums: The albums in the sidebar, and the page of all of them.
        tags: The tags in the sidebar.
        review, new_tag: The pages on which a tag is looked through, and made; in the same place.
        questions, background: What is asked, and the door through which.
        wearing: The colours.
        panes: Sidebar, photos and details, side by side.
        paged: Told when another page is in view.
        covered: Told when a page takes the place of all between bar and foot, or gives it back.
        sidebar_button, back_button, forward_button: On the bar, at its beginning.
        details_button, settings_button, add_button: At its end.
    """

    def __init__(self, questions: Questions, background: Background, wearing: Theme) -> None:
        super().__init__()
        self.questions, self.background = questions, background
        self.wearing = self._theme = wearing
        self.likenesses = Likenesses(questions, background, self)
        self.search = SearchBar(questions, background, self.likenesses, wearing)
        self.notice = Notice(wearing)
        self.sidebar = Sidebar(wearing)
        self.album_side = AlbumSide(wearing)
        self.sidebar.add(self.album_side)
        self.albums = AlbumsPage(questions, background, wearing)
        self.trail = Trail(questions, background, wearing)
        self.heading = Heading(wearing)
        self.parts = PartChips(wearing)
        self.pixmaps = Pixmaps(background, questions.tiles, self)
        self.grid = PhotoGrid(PhotoModel(self.pixmaps.name, self), self.pixmaps)
        self.grid.setItemDelegate(PhotoDelegate(self.pixmaps, wearing, self))
        self.scrubber = Scrubber(self.grid, wearing)
        self.carrying = Carrying(self.grid, self.pixmaps, questions, background, wearing)
        self.empty, self.nothing = EmptyPage(wearing), EmptyPage(wearing)
        self.problems = ProblemsPage(wearing)
        self.duplicates = DuplicatesPage(questions, background, wearing)
        self.details = Details(questions, background, wearing)
        self.later_preferences = Later(self._make_preferences)
        self.tags = TagSection(wearing)
        self.sidebar.add(self.tags)
        self.review = ReviewPage(questions, background, wearing)
        self.new_tag = NewTagPage(questions, background, wearing)
        self.foot = Foot(wearing)
        self.back_button = IconButton("previous", tr("Back"), wearing)
        self.forward_button = IconButton("next", tr("Forward"), wearing)
        self.sidebar_button = IconButton("sidebar", tr("Show the sidebar"), wearing)
        self.details_button = IconButton("details", tr("Show the details"), wearing)
        self.settings_button = IconButton("settings", tr("Settings"), wearing)
        # The space keeps the icon off the words; Qt has no other measure for it.
        self.add_button = QPushButton(" " + tr("Add a folder…"))
        self.add_button.setAccessibleName(tr("Add a folder"))
        self.add_button.setIconSize(QSize(18, 18))
        self._photos = QWidget()
        self._pages, self._body = QStackedWidget(), QStackedWidget()
        self.paged = self._pages.currentChanged
        self.covered = self._body.currentChanged
        self._found = QStackedWidget()
        self._answer: QWidget = self._photos
        self._fill_pages()
        # Only now: Tab goes through the parts in the order in which they came here.
        self.panes = Panes(self.sidebar, self._pages, self.details)
        self._place_parts()
        wearing.changed.connect(self._wear)
        self._wear()

    @property
    def shows_problems(self) -> bool:
        """Whether the list of problems is in view."""
        return self._pages.currentWidget() is self.problems

    def show_page(self, page: Page | None) -> None:
        """Show the photos (None), or the page that says why there are none."""
        beside = page is None or page.of_search
        holder = self._holder_among_photos()
        if page is not None:
            (self.nothing if beside else self.empty).show_page(page)
        self._found.setCurrentWidget(self.grid if page is None else self.nothing)
        self._answer = self._photos if beside else self.empty
        if self.shows_answer:
            self.show_answer()
            if holder is not self.window():
                self._hand_keyboard_on(holder)

    def _holder_among_photos(self) -> QWidget | None:
        """Return what has the keyboard here, None where nobody has it; the window if elsewhere."""
        holder = self.window().focusWidget()
        here = self.grid, self.empty, self.nothing
        is_here = holder is None or any(part.isAncestorOf(holder) for part in here)
        return holder if is_here else self.window()

    def _hand_keyboard_on(self, holder: QWidget | None) -> None:
        """Give the keyboard to what is in sight now, if who had it is gone.

        Else Qt hands it to the next button there is, or to the window's first as soon as the window
        comes to the front.
        """
        if holder is not None and holder.isVisibleTo(self.window()) and _holds(holder):
            return
        page = self.nothing if self._answer is self._photos else self.empty
        if self._found.currentWidget() is self.grid and self._answer is self._photos:
            self.grid.setFocus()
        else:
            (page.button if page.button.isVisibleTo(page) else page).setFocus()

    @property
    def shows_answer(self) -> bool:
        """Whether the photos are in view, or what stands for them."""
        return not (self.shows_problems or self.shows_duplicates or self.shows_albums)

    def show_answer(self) -> None:
        """Show the photos, or what stands for them, in place of any other page."""
        self._pages.setCurrentWidget(self._answer)

    def show_problems(self) -> None:
        """Show what could not be read."""
        self._pages.setCurrentWidget(self.problems)

    @property
    def shows_duplicates(self) -> bool:
        """Whether the groups of duplicates are in view."""
        return self._pages.currentWidget() is self.duplicates

    def show_duplicates(self) -> None:
        """Show what is there more than once."""
        self._pages.setCurrentWidget(self.duplicates)

    @property
    def shows_albums(self) -> bool:
        """Whether the page of all albums is in view."""
        return self._pages.currentWidget() is self.albums

    def show_albums(self) -> None:
        """Show all albums."""
        self._pages.setCurrentWidget(self.albums)

    @property
    def preferences(self) -> PreferencesPage:
        """The page of the settings."""
        return self.later_preferences.get()

    def _make_preferences(self) -> PreferencesPage:
        from app.preferences.page import PreferencesPage

        made = PreferencesPage(self.wearing)
        self._body.addWidget(made)
        _tab_through(made, before=self.foot)
        return made

    @property
    def shows_preferences(self) -> bool:
        """Whether the settings are in view."""
        return self.over is not None and self.over is self.later_preferences.made

    def show_preferences(self, wanted: bool) -> None:
        """Show the settings, or what was there before."""
        if wanted or self.shows_preferences:
            self.lay_over(self.preferences if wanted else None)

    @property
    def over(self) -> QWidget | None:
        """The page that takes the place of all between bar and foot, None for none."""
        return self._body.currentWidget() if self._body.currentIndex() else None

    def lay_over(self, page: QWidget | None) -> None:
        """Let a page take the place of all between bar and foot; None gives it back."""
        self._body.setCurrentIndex(0 if page is None else self._body.indexOf(page))
        self.settings_button.setChecked(self.shows_preferences)

    def _fill_pages(self) -> None:
        photos = _column(self._photos)
        photos.addWidget(self.trail)
        photos.addWidget(self.heading)
        photos.addWidget(self.parts)
        photos.addWidget(self._found, 1)
        for found in (self.grid, self.nothing):
            self._found.addWidget(found)
        for page in (self._photos, self.empty, self.problems, self.duplicates, self.albums):
            self._pages.addWidget(page)

    def _place_parts(self) -> None:
        self._add_words = self.add_button.text()
        for button in (self.sidebar_button, self.details_button, self.settings_button):
            button.setCheckable(True)
        self._body.addWidget(self.panes)
        for page in (self.review, self.new_tag):
            self._body.addWidget(page)
        whole = _column(self)
        whole.addWidget(self._bar())
        whole.addWidget(self.notice)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.foot)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: in a narrow window the search needs the room more than words do."""
        super().resizeEvent(event)
        has_room = event.size().width() >= _ROOM_FOR_WORDS
        if has_room == bool(self.add_button.text()):
            return
        self.add_button.setText(self._add_words if has_room else "")
        self.add_button.setToolTip("" if has_room else self.add_button.accessibleName())

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(60)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        before, ways, behind = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for half in (before, behind):
            half.setSpacing(12)
        ways.setSpacing(0)
        for button in (self.back_button, self.forward_button):
            ways.addWidget(button)
        before.addWidget(self.sidebar_button)
        before.addLayout(ways)
        before.addStretch(1)
        behind.addStretch(1)
        for part in (self.add_button, self.details_button, self.settings_button):
            behind.addWidget(part)
        # Both sides alike, where there is room: the field is in the middle of the window.
        row.addLayout(before, 1)
        row.addWidget(self.search, 12)
        row.addLayout(behind, 1)
        return bar

    def _wear(self) -> None:
        self.add_button.setIcon(theme.icon("folder-add", self._theme.colours.text))
        self.grid.viewport().update()


def _tab_through(page: QWidget, *, before: QWidget) -> None:
    """Let Tab go through a page that came late where it stands, and not after all the rest."""
    parts, part = [], page.nextInFocusChain()
    while part is not None and part is not page:
        parts.append(part)
        part = part.nextInFocusChain()
    never = Qt.FocusPolicy.NoFocus
    earlier = reversed(parts[: parts.index(before)])
    ahead = next(each for each in earlier if each.focusPolicy() != never)
    for each in (page, *filter(page.isAncestorOf, parts)):
        if each.focusPolicy() != never:
            QWidget.setTabOrder(ahead, each)
            ahead = each


def _column(of: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(of)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(0)
    return made


def _holds(widget: QWidget) -> bool:
    """Whether a widget has its window's keyboard, also while another window is in front."""
    return widget.window().focusWidget() is widget

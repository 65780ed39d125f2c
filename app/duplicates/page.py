"""The page of duplicates: what is looked for above, the groups, and what would go below.

It shows and tells what was pressed; what then happens is told in `tidying`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.blank import Blank
from app.duplicates.finding import STAGES, Search
from app.duplicates.groups import TITLES
from app.duplicates.model import GroupsModel
from app.duplicates.view import GroupsView
from app.grid.pixmaps import Pixmaps
from app.labels import IconButton, OneLine, label
from app.language import QT_TR_NOOP, tr
from app.motion import Bar
from app.preferences.row import Fault
from app.segments import Segments
from indexer.duplicates import DEFAULT_DISTANCE, LOOSEST

if TYPE_CHECKING:
    from app.background import Background
    from app.duplicates.plan import Sum
    from app.questions import Questions
    from app.theme import Theme

#: What the segments show: all kinds, then one each.
KINDS: Final = (None, *TITLES)
_LAST_ONE = QT_TR_NOOP("One photo of each group always stays.")
_READY = QT_TR_NOOP("Getting ready")
_SLIDER_TIP = QT_TR_NOOP(
    "How different two photos may be and still count as copies.\n"
    "To the left only what looks the same, to the right also what was edited more."
)


class DuplicatesPage(QWidget):
    """All of it.

    Signals:
        wanted(float): Look for duplicates that are no farther apart than this.
        stopped(): Enough of what is under way.
        discard_wanted(): The others are to go to the trash.
    """

    wanted = Signal(float)
    stopped = Signal()
    discard_wanted = Signal()

    def __init__(
        self,
        questions: Questions,
        background: Background,
        wearing: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._search = Search()
        self.setAccessibleName(tr("Duplicates"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pixmaps = Pixmaps(background, questions.tiles, self)
        self.groups = GroupsModel(self)
        self.view = GroupsView(self.groups, self.pixmaps, wearing)
        self.kinds = Segments(tr("Show"), [tr("All"), *map(tr, TITLES.values())])
        self.slider = _slider()
        self.again = IconButton("again", tr("Look again"), wearing, tight=True)
        self.state, self.bar = label(tone="quiet"), Bar(wearing.motion)
        self.stop_button = QPushButton(tr("Stop"))
        self.fault = Fault(wearing)
        self.blank = Blank("duplicates", tr("Look for duplicates"), wearing)
        self.sum, self.move_button = OneLine(tone="quiet"), QPushButton()
        self.undo_button = QPushButton(tr("Let all stay"))
        self._middle, self._work, self._foot = QStackedWidget(), QWidget(), QWidget()
        self._place_parts()
        self._wire()
        self.show_search(Search())

    def _place_parts(self) -> None:
        self._middle.addWidget(self.blank)
        self._middle.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._place_work())
        fault = QVBoxLayout()
        fault.setContentsMargins(24, 0, 24, 0)
        fault.addWidget(self.fault)
        column.addLayout(fault)
        column.addWidget(self._middle, 1)
        column.addWidget(self._place_foot())

    def _head(self) -> QVBoxLayout:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(label(tr("Duplicates"), tone="heading"))
        first.addStretch(1)
        second.addWidget(self.kinds)
        second.addStretch(1)
        self.alike, self.loose = label(tr("Same"), tone="small"), label(tr("Similar"), tone="small")
        for part in (self.alike, self.slider, self.loose, self.again):
            first.addWidget(part)
        head = QVBoxLayout()
        head.setContentsMargins(24, 18, 24, 12)
        head.setSpacing(12)
        head.addLayout(first)
        head.addLayout(second)
        return head

    def _place_work(self) -> QWidget:
        self.bar.setAccessibleName(tr("Looking for duplicates"))
        self.stop_button.setProperty("kind", "link")
        row = QHBoxLayout(self._work)
        row.setContentsMargins(24, 0, 16, 8)
        row.setSpacing(16)
        row.addWidget(self.state)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        return self._work

    def _place_foot(self) -> QWidget:
        self._foot.setObjectName("foot")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.move_button.setProperty("kind", "primary")
        self.undo_button.setToolTip(tr("Nothing goes to the trash until you choose what goes."))
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(12)
        row.addWidget(self.sum, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.move_button)
        return self._foot

    def _wire(self) -> None:
        self.kinds.chosen.connect(lambda place: self.groups.show_kind(KINDS[place]))
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._look)
        self.again.clicked.connect(self._look)
        self.blank.button.clicked.connect(self._look)
        self.stop_button.clicked.connect(self.stopped)
        self.undo_button.clicked.connect(self._let_all_stay)
        self.move_button.clicked.connect(self.discard_wanted)
        self.groups.planned.connect(self._show_plan)
        self.groups.refused.connect(lambda: self.sum.setText(tr(_LAST_ONE)))

    def show_search(self, search: Search) -> None:
        """Show how far the look for duplicates has come."""
        self._search = search
        self._work.setVisible(search.running)
        self.state.setText(tr(STAGES.get(search.stage, _READY)))
        known = search.running and search.total > 0
        self.bar.setRange(0, search.total if known else int(not search.running))
        self.bar.setValue(search.done)
        self.fault.show_line(search.fault)
        self.again.setEnabled(not search.running)
        self._show_plan()

    def show_moving(self, done: int, total: int) -> None:
        """Show how many of the photos that go have gone."""
        self._work.show()
        self.state.setText(tr("Moving photos to the trash"))
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.move_button.setEnabled(False)
        self.again.setEnabled(False)

    def _show_plan(self) -> None:
        self._name_kinds()
        total = self.groups.count()
        rows = self.groups.rowCount()
        self._middle.setCurrentIndex(1 if rows else 0)
        if rows and self.hasFocus():
            self.view.setFocus()
            self.view.go_to_first()
        if not rows:
            self.blank.show_words(*_blank_words(self._search, found=total))
            self.blank.button.setVisible(not (self._search.running or self._search.finished))
        self._foot.setVisible(rows > 0)
        self._show_sum(self.groups.sum())

    def _name_kinds(self) -> None:
        for place, kind in enumerate(KINDS):
            title = tr(TITLES[kind]) if kind else tr("All")
            count = self.groups.count(kind)
            self.kinds.rename(place, f"{title}  {wording.number(count)}" if count else title)

    def _show_sum(self, coming: Sum) -> None:
        count = len(coming.leaving)
        self.sum.setText(_sum(coming))
        self.sum.setToolTip(tr(_LAST_ONE))
        move = tr("Move {n} photos to the trash…", "Move {n} photo to the trash…", count)
        self.move_button.setText(move if count else tr("Move the others to the trash…"))
        self.move_button.setEnabled(count > 0 and not self._search.running)
        self.undo_button.setEnabled(count > 0)

    def _let_all_stay(self) -> None:
        self.groups.keep([each.photo.photo_id for each in self.groups.sum().leaving])

    def add_choices(self, menu: QMenu) -> None:
        """Put into a menu what can be chosen for the photo that has the keyboard, and its group."""
        here = self.view.current()
        if here is None:
            return
        row, photo = here[0], self.view.current_photo()
        assert photo is not None
        stays, text = self.groups.plan.stays(photo), self._theme.colours.text
        let = tr("Let it go") if stays else tr("Let it stay")
        toggle = menu.addAction(theme.icon("trash" if stays else "done", text), let)
        toggle.setShortcut(QKeySequence(Qt.Key.Key_Space))
        toggle.triggered.connect(lambda: self.groups.toggle(photo))
        only = menu.addAction(theme.icon("picture", text), tr("Let this one alone stay"))
        only.triggered.connect(lambda: self.groups.keep_only(photo, row))
        every = menu.addAction(theme.icon("photos", text), tr("Let all of this group stay"))
        every.triggered.connect(lambda: self.groups.keep(self.groups.group(row).ids))
        menu.addSeparator()

    def _on_slid(self, _distance: int) -> None:
        # While the mouse holds it, nobody has chosen yet; a key has.
        if not self.slider.isSliderDown():
            self._look()

    def _look(self) -> None:
        self.wanted.emit(float(self.slider.value()))


def _slider() -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName(tr("How different copies may be"))
    made.setToolTip(tr(_SLIDER_TIP))
    made.setRange(0, round(LOOSEST))
    made.setSingleStep(2)
    made.setPageStep(6)
    made.setFixedSize(128, 24)
    made.setValue(round(DEFAULT_DISTANCE))
    return made


def _blank_words(search: Search, *, found: int) -> tuple[str, str]:
    """Return what to say where no group is shown: title and sentence."""
    if found:
        return tr("None of this kind"), tr("Groups of the other kinds were found.")
    if search.running:
        return tr("Looking for duplicates"), tr("Groups appear here as soon as they are found.")
    if search.finished:
        return (
            tr("Nothing is here twice"),
            tr(
                "No two photos are the same, as far as this distance goes. Move the slider to the "
                "right to find copies that were edited more."
            ),
        )
    return (
        tr("Find what is there more than once"),
        tr(
            "Shoebox compares your photos on this machine: identical files, copies that were "
            "resized or edited, and shots of one moment. It changes nothing by itself."
        ),
    )


def _sum(coming: Sum) -> str:
    if not coming.leaving:
        return tr("Nothing would go. Click a photo to let it go, or to let it stay.")
    size = wording.size(coming.size)
    return tr("{size} in {n} groups", "{size} in {n} group", coming.groups, size=size)

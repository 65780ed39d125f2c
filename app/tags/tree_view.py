"""The tags in the sidebar: a tree that opens and closes, and a field that finds among hundreds.

It is as high as what it shows: the sidebar scrolls, with all its parts at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.labels import IconButton, label
from app.language import tr
from app.tags.families import Tags, found
from app.tags.tree import CHEVRON, LEFT, ROW, STEP, TagDelegate, TagTreeModel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from app.tags.families import Family
    from app.theme import Theme

#: Tags from which there is a field to find one among them.
_MANY = 12
#: Tags that are shown of those that were looked for.
_MOST_FOUND = 50


class TagTree(QTreeView):
    """Shows families of tags.

    Signals:
        chosen(name): Somebody wants to see the photos that have this tag.
        reviewed(name): Somebody wants to look through those that may have it.
        menu_wanted(name, QPoint): Its menu, at this place of the screen.
        typed(str): A letter was typed: somebody looks for a tag.
        unfolded(): Other families are open now.
        moved(): The keyboard stands on another line.
    """

    chosen = Signal(str)
    reviewed = Signal(str)
    menu_wanted = Signal(str, QPoint)
    typed = Signal(str)
    unfolded = Signal()
    moved = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.tags = TagTreeModel(self)
        self._opened: set[tuple[str, ...]] = set()
        self._laying = False
        self.setObjectName("tags")
        self.setAccessibleName(tr("Tags"))
        self.setModel(self.tags)
        self.setItemDelegate(TagDelegate(wearing, self))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.expanded.connect(lambda index: self._on_unfolded(index, opened=True))
        self.collapsed.connect(lambda index: self._on_unfolded(index, opened=False))
        wearing.changed.connect(self.viewport().update)

    def show_families(self, families: tuple[Family, ...]) -> None:
        """Show these; what was open stays open, and what is marked stays marked."""
        marked = self.tags.way_to(self.currentIndex())
        if self.tags.show(families):
            self._laying = True
            for index in self.tags.parents():
                self.setExpanded(index, self.tags.way_to(index) in self._opened)
            self._laying = False
            if marked:
                self.mark(marked[-1])
        self._fit()

    @property
    def opened(self) -> str:
        """Which families are open, as text; see `open_as`."""
        return json.dumps(sorted(self._opened), ensure_ascii=False)

    def open_as(self, text: str) -> None:
        """Open the families that were open once, as `opened` told; nonsense opens none."""
        try:
            self._opened = {tuple(map(str, each)) for each in json.loads(text or "[]")}
        except (ValueError, TypeError):
            self._opened = set()

    def mark(self, name: str | None) -> None:
        """Mark the line of a tag, if it is in sight, or none; nothing is told."""
        places = self.tags.places_of(name) if name is not None else []
        in_sight = set(self.tags.ways_in_sight(self._opened)) if places else ()
        seen = [each for each in places if self.tags.way_to(each) in in_sight]
        self.selectionModel().blockSignals(True)
        if self.currentIndex() not in seen or not self.selectedIndexes():
            self.setCurrentIndex(seen[0] if seen else QModelIndex())
        if not seen:
            self.clearSelection()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def current_tag(self) -> str | None:
        """Return the tag on which the keyboard stands."""
        index = self.currentIndex()
        return index.data() if index.isValid() else None

    def _on_unfolded(self, index: QModelIndex, *, opened: bool) -> None:
        if self._laying:
            return
        way = self.tags.way_to(index)
        (self._opened.add if opened else self._opened.discard)(way)
        self._fit()
        self.unfolded.emit()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.viewport().update()

    def _chevron_under(self, point: QPoint) -> QModelIndex:
        """The line whose chevron lies under a point of the viewport."""
        index = self.indexAt(point)
        if not index.isValid() or not self.tags.rowCount(index):
            return QModelIndex()
        left = LEFT + index.data(TagTreeModel.LEVEL) * STEP
        return index if left - 4 <= point.x() < left + CHEVRON else QModelIndex()

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: as high as all lines that are in sight."""
        return QSize(200, len(self.tags.ways_in_sight(self._opened)) * ROW)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a chevron opens and closes, and chooses nothing."""
        folded = self._chevron_under(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if folded.isValid():
            self.setExpanded(folded, not self.isExpanded(folded))
        else:
            super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a click on a line chooses it."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and not self._chevron_under(point).isValid():
            self.chosen.emit(index.data())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Override of Qt's: ask for the menu of the line under the mouse, or of the keyboard's."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(index.data(), self.viewport().mapToGlobal(at))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Return shows photos, arrows open and close, letters look for a tag."""
        name, typed = self.current_tag(), event.text()
        plain = not event.modifiers() & ~_SHIFT
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if name is not None:
                self.chosen.emit(name)
        elif event.key() == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if name is not None:
                self.reviewed.emit(name)
        elif plain and typed.isprintable() and typed.strip():
            self.typed.emit(typed)
        else:
            super().keyPressEvent(event)
            self.moved.emit()


_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class TagSection(QWidget):
    """The heading, the field, the tree, and a row that has the photos tagged.

    Attributes:
        tree: The tree.

    Signals:
        tagging_wanted(): Somebody wants the photos to be tagged.
        adding_wanted(): Somebody wants to make a tag of their own.
    """

    tagging_wanted = Signal()
    adding_wanted = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._tags = Tags()
        self.tree = TagTree(wearing)
        self._finding = QWidget()
        self.field = QLineEdit(placeholderText=tr("Find a tag"))
        self.field.setAccessibleName(tr("Find a tag"))
        self.field.setProperty("kind", "field")
        self.field.setClearButtonEnabled(True)
        self.nothing = label(tr("No tag of this name."), tone="quiet", wrap=True)
        self.add_button = IconButton("plus", tr("Make a tag of your own"), wearing, tight=True)
        self.begin_button = QPushButton(tr("Tag my photos"))
        self.begin_button.setProperty("kind", "link")
        self.begin_button.setToolTip(
            tr(
                "Find which of some 1,400 words are true of each photo. It takes a moment, on this "
                "machine, and changes no file."
            )
        )
        self._place_parts()
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._choose_first)
        self.tree.typed.connect(self._begin_to_find)
        self.begin_button.clicked.connect(self.tagging_wanted)
        self.add_button.clicked.connect(self.adding_wanted)
        self._show()

    def _place_parts(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(20, 12, 14, 2)
        heading.addWidget(label(tr("Tags"), tone="section"), 1)
        heading.addWidget(self.add_button)
        finding = QHBoxLayout(self._finding)
        finding.setContentsMargins(16, 2, 16, 6)
        finding.addWidget(self.field)
        others = QVBoxLayout()
        others.setContentsMargins(12, 0, 14, 0)
        self.nothing.setContentsMargins(8, 4, 0, 4)
        others.addWidget(self.nothing)
        others.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(self._finding)
        column.addWidget(self.tree)
        column.addLayout(others)

    def show_tags(self, tags: Tags) -> None:
        """Show the tags that there are now."""
        self._tags = tags
        self._show()

    def _show(self, _text: str = "") -> None:
        tags, words = self._tags, self.field.text().strip()
        many = len({each.name for each in tags.every()}) >= _MANY
        # With its air: where there is none, tags begin right below their heading.
        for part in (self._finding, self.field):
            part.setVisible(many or bool(words))
        shown = found(tags, words, most=_MOST_FOUND) if words else tags.families
        self.tree.show_families(shown)
        self.tree.setVisible(bool(shown))
        self.nothing.setVisible(bool(words) and not shown)
        self.begin_button.setVisible(not tags.asked)

    def _begin_to_find(self, letters: str) -> None:
        if not self.field.isHidden():
            self.field.setFocus()
            self.field.setText(self.field.text() + letters)

    def _choose_first(self) -> None:
        if self.field.text().strip() and self.tree.tags.rowCount():
            self.tree.chosen.emit(self.tree.tags.index(0, 0).data())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: from the field down to the tree; Escape finds no more."""
        finding = self.field.hasFocus()
        if finding and event.key() == Qt.Key.Key_Down and self.tree.tags.rowCount():
            self.tree.setFocus()
            self.tree.setCurrentIndex(self.tree.tags.index(0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)

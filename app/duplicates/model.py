"""The groups as rows of a list: one row a group, of all kinds or of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from app import wording
from app.duplicates.plan import Plan, Sum
from app.language import listed, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.duplicates.groups import Group
    from indexer.duplicates import Kind

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class GroupsModel(QAbstractListModel):
    """Shows groups, and changes the plan of what stays.

    Attributes:
        plan: Which photos stay. Read it; what changes it goes through the model.

    Signals:
        planned(): Others stay now, or other groups are shown. Rows are not told to have changed:
            a list would lay out all of them anew, and none has become larger.
        refused(): A photo was asked to go that is the last of its group.
    """

    #: The `Group` itself.
    GROUP = Qt.ItemDataRole.UserRole + 1
    planned = Signal()
    refused = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = Plan()
        self._groups: list[Group] = []
        self._shown: list[Group] = []
        self._kind: Kind | None = None

    @property
    def groups(self) -> Sequence[Group]:
        """All groups, of whatever kind."""
        return self._groups

    def count(self, kind: Kind | None = None) -> int:
        """Return how many groups there are of a kind; of all, for None."""
        return sum(kind in (None, group.kind) for group in self._groups)

    def group(self, row: int) -> Group:
        """Return the group in a row."""
        return self._shown[row]

    def sum(self) -> Sum:
        """Return what it would come to for the groups that are shown."""
        return self.plan.sum_of(self._shown)

    def add(self, groups: Sequence[Group]) -> None:
        """Take in groups that were found; their best are suggested to stay."""
        self.plan.suggest(groups)
        self._groups += groups
        shown = [group for group in groups if self._kind in (None, group.kind)]
        if shown:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(shown) - 1)
            self._shown += shown
            self.endInsertRows()
        self.planned.emit()

    def clear(self) -> None:
        """Forget all groups."""
        self.plan.forget()
        self._groups = []
        self._reset()

    def show_kind(self, kind: Kind | None) -> None:
        """Show the groups of one kind alone, or (None) all."""
        if kind is not self._kind:
            self._kind = kind
            self._reset()

    def take_out(self, photo_ids: Collection[int]) -> None:
        """Take photos out that are gone; what is no group any more goes too."""
        left = (group.without(photo_ids) for group in self._groups)
        self._groups = [group for group in left if group is not None]
        self.plan.renew(self._groups, photo_ids)
        self._reset()

    def toggle(self, photo_id: int) -> None:
        """Let a photo go that stays, or stay that would go."""
        if not self.plan.stays(photo_id):
            self.keep([photo_id])
        elif self.plan.let_go(photo_id):
            self.planned.emit()
        else:
            self.refused.emit()

    def keep(self, photo_ids: Sequence[int]) -> None:
        """Let photos stay."""
        self.plan.keep(photo_ids)
        self.planned.emit()

    def keep_only(self, photo_id: int, row: int) -> None:
        """Let one photo of a group stay and the others go."""
        self.plan.keep_only(photo_id, self._shown[row])
        self.planned.emit()

    def _reset(self) -> None:
        self.beginResetModel()
        self._shown = [group for group in self._groups if self._kind in (None, group.kind)]
        self.endResetModel()
        self.planned.emit()

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row for each group."""
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one group."""
        if not index.isValid():
            return None
        group = self._shown[index.row()]
        if role == GroupsModel.GROUP:
            return group
        if role == Qt.ItemDataRole.DisplayRole:
            return group.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(group)
        return None

    def _spoken(self, group: Group) -> str:
        staying = [each for each in group.members if self.plan.stays(each.photo_id)]
        names = listed(wording.name(each.path) for each in staying)
        going = len(group.members) - len(staying)
        return tr(
            "{group}. Stays: {names}. {n} photos would go.",
            "{group}. Stays: {names}. {n} photo would go.",
            going,
            group=group.title,
            names=names,
        )

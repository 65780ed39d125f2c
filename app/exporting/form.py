"""The question before photos are exported: which, where to, how, and how the files are called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from app import wording
from app.albums.asking import Question
from app.labels import OneLine, label
from app.language import tr, translated
from app.preferences.row import Fault
from app.segments import Segments
from indexer.export import FIELDS, Exporting, Pattern, PatternError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.theme import Theme
    from indexer.records import Photo

_TABLES: Final = (None, "csv", "json")
_PATTERN: Final = "{date}_{rank:4}_{name}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Photos that can be exported.

    Attributes:
        title: What they are, in a word or two.
        ids: The photos, in their order.
    """

    title: str
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was answered.

    Attributes:
        ids: The photos, in their order.
        how: Where to, and how.
    """

    ids: Sequence[int]
    how: Exporting


class ExportForm(Question):
    """Asks; its answer is a `Chosen`."""

    def __init__(
        self, scopes: Sequence[Scope], folder: str, wearing: Theme, parent: QWidget
    ) -> None:
        """Offer some photos, the first of them chosen; `folder` is where it went last."""
        super().__init__(tr("Export photos"), "", tr("Export"), wearing, parent)
        self._scopes = scopes
        self._example: Photo | None = None
        titles = [f"{each.title} ({wording.number(len(each.ids))})" for each in scopes]
        self.scope = Segments(tr("Which photos"), titles)
        self.folder = _field(tr("Folder"), folder, tr("Choose a folder"))
        self.choose_button = QPushButton(tr("Choose…"))
        self.kind = Segments(tr("How"), [tr("Copies"), tr("Hard links")])
        self.names = Segments(tr("Names"), [tr("As they are"), tr("By a pattern")])
        self.pattern = _field(tr("Pattern"), _PATTERN, "")
        self.example = OneLine(tone="small")
        self.pattern_fault = Fault(wearing)
        self.table = Segments(tr("Table of what is known of them"), [tr("None"), "CSV", "JSON"])
        self._explain()
        self._place_rows()
        self._wire()
        self._show()
        (self.yes if folder else self.choose_button).setFocus()

    def _explain(self) -> None:
        self.kind.setToolTip(
            tr(
                "A hard link is a second name for the same file: it takes no room on the disk.\n"
                "Where a disk or another drive cannot do that, the photo is copied."
            )
        )
        fields = "\n".join(f"{{{name}}}: {translated(what)}" for name, what in FIELDS.items())
        self.pattern.setToolTip(tr("What stands in braces is filled in:\n{fields}", fields=fields))

    def _place_rows(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.choose_button)
        if len(self._scopes) > 1:
            self._add(tr("Photos"), self.scope)
        self.middle.addSpacing(4)
        self.middle.addWidget(label(tr("Into the folder"), tone="small"))
        self.middle.addLayout(folder)
        self._add(tr("As"), self.kind)
        self._add(tr("Names"), self.names)
        self.middle.addWidget(self.pattern)
        self.middle.addWidget(self.example)
        self.middle.addWidget(self.pattern_fault)
        self._add(tr("With a table of what is known of them"), self.table)

    def _add(self, caption: str, part: QWidget) -> None:
        self.middle.addSpacing(4)
        self.middle.addWidget(label(caption, tone="small"))
        self.middle.addWidget(part)

    def _wire(self) -> None:
        self.choose_button.clicked.connect(self._choose)
        self.folder.textChanged.connect(self._show)
        self.pattern.textChanged.connect(self._show)
        self.names.chosen.connect(self._on_names)
        self.scope.chosen.connect(self._show)

    @property
    @override
    def answer(self) -> Chosen | None:
        """What is chosen; None while something is missing or wrong."""
        folder, by_pattern = self.folder.text().strip(), self.names.choice == 1
        try:
            pattern = Pattern(self.pattern.text()) if by_pattern else None
        except PatternError:
            return None
        if not folder:
            return None
        to = Path(os.path.expanduser(folder)).absolute()
        link, table = self.kind.choice == 1, _TABLES[self.table.choice]
        return Chosen(self.scope_chosen.ids, Exporting(to, pattern, link=link, table=table))

    @property
    def scope_chosen(self) -> Scope:
        """The photos that are chosen."""
        return self._scopes[self.scope.choice if len(self._scopes) > 1 else 0]

    def show_example(self, photo: Photo | None) -> None:
        """Show by this photo how files would be called."""
        self._example = photo
        self._show()

    def _show(self, _changed: object = None) -> None:
        by_pattern, fault, example = self.names.choice == 1, "", ""
        self.pattern.setVisible(by_pattern)
        try:
            made = Pattern(self.pattern.text())
            if self._example is not None:
                example = made.name(self._example, 1)
        except PatternError as error:
            fault = translated(error) if by_pattern else ""
        if self._example is not None and not by_pattern:
            example = os.path.basename(self._example.path)
        named = tr("For example: {path}", path=wording.readable(example))
        self.example.setText(named if example else " ")
        self.example.setVisible(not fault)
        self.pattern_fault.show_line(fault)
        self.fault.show_line("")
        count = len(self.scope_chosen.ids)
        self.title.setText(tr("Export {n} photos", "Export {n} photo", count))
        self.yes.setEnabled(self.answer is not None)
        self.fit()

    def _on_names(self, _choice: int) -> None:
        self._show()
        if self.names.choice == 1:
            self.pattern.setFocus()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Export into"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)


def _field(name: str, text: str, hint: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setProperty("kind", "field")
    return made

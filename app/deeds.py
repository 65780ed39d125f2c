"""What can be done with photos outside of the window: open them, show them, copy them.

A photo is known by its id; its path is asked of the library first, in the background.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import desktop, wording
from app.background import Lane
from app.language import tr
from app.opening import open_in_program
from indexer.errors import LibraryError
from indexer.files import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.background import Background
    from app.chosen import Chosen
    from app.questions import Questions

#: Paths that are copied at most: more fit no clipboard that a person pastes from.
MOST_COPIED = 10_000


#: Files that are opened, and folders that are shown, at most: each may be a window of its own.
MOST_OPENED = 10


class Deeds(QObject):
    """The user's verbs on photos; each of them returns at once.

    Signals:
        remarked(str): What there is to say about what was done.
    """

    remarked = Signal(str)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        chosen: Chosen,
        *,
        owner: QWidget,
        failed: Callable[[Exception], None],
    ) -> None:
        """Make them; `failed` is told what went wrong."""
        super().__init__(owner)
        self._questions = questions
        self._background = background
        self._chosen = chosen
        self._owner = owner
        self._failed = failed

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds do, by their names."""
        return {
            "open": partial(self._chosen.all, self.open),
            "reveal": partial(self._chosen.all, self.reveal),
            "open-with": partial(self._chosen.one, self.open_with),
            "copy": partial(self._chosen.all, self.copy_files),
            "copy-picture": partial(self._chosen.one, self.copy_picture),
            "copy-path": partial(self._chosen.all, self.copy_paths),
        }

    def open(self, photo_ids: Sequence[int]) -> None:
        """Open photos with the programs that their owner prefers, not too many at once."""
        self._with_paths(photo_ids[:MOST_OPENED], self._open)
        if len(photo_ids) > MOST_OPENED:
            said = tr(
                "The first {most} of {n} photos are opened: more windows would be too many.",
                "The first {most} of {n} photo are opened: more windows would be too many.",
                len(photo_ids),
                most=wording.number(MOST_OPENED),
            )
            self.remarked.emit(said)

    def _open(self, paths: Sequence[str]) -> None:
        for path in paths:
            open_in_program(path, self._background, self._failed)

    def reveal(self, photo_ids: Sequence[int]) -> None:
        """Show photos in their folders, not in too many at once."""
        self._with_paths(photo_ids[:MOST_COPIED], self._reveal)

    def _reveal(self, paths: Sequence[str]) -> None:
        folders = list(dict.fromkeys(map(os.path.dirname, paths)))
        shown = set(folders[:MOST_OPENED])
        in_these = [path for path in paths if os.path.dirname(path) in shown]
        desktop.show_in_file_manager(in_these, self._owner)
        if len(folders) > len(shown):
            said = tr(
                "These photos lie in {n} folders; the first {most} of them are shown.",
                "These photos lie in {n} folder; the first {most} of them are shown.",
                len(folders),
                most=wording.number(MOST_OPENED),
            )
            self.remarked.emit(said)

    def open_with(self, photo_id: int) -> None:
        """Open a photo with a program that its owner chooses now."""
        self._background.run(
            partial(_held, self._questions, photo_id), done=self._open_with, failed=self._failed
        )

    def _open_with(self, held: tuple[str, int | None] | None) -> None:
        if held is not None:
            desktop.open_with(*held, self._owner)

    def copy_files(self, photo_ids: Sequence[int]) -> None:
        """Put photos on the clipboard, as files and as paths."""
        self._with_paths(photo_ids[:MOST_COPIED], desktop.copy_files)

    def copy_picture(self, photo_id: int) -> None:
        """Put what a photo shows on the clipboard, every pixel of it."""
        task = partial(self._questions.picture, photo_id, None)
        self._background.run(task, done=desktop.copy_picture, failed=self._failed, lane=Lane.APART)

    def copy_paths(self, photo_ids: Sequence[int]) -> None:
        """Put the paths of photos on the clipboard."""
        self._with_paths(photo_ids[:MOST_COPIED], desktop.copy_paths)

    def _with_paths(self, photo_ids: Sequence[int], act: Callable[[Sequence[str]], object]) -> None:
        def told(paths: list[str]) -> None:
            if paths:
                act(paths)

        task = partial(self._questions.paths, photo_ids)
        self._background.run(task, done=told, failed=self._failed)


def _held(questions: Questions, photo_id: int) -> tuple[str, int | None] | None:
    """Return where a photo lies, and its file as it is handed on; None of one that is unknown."""
    paths = questions.paths([photo_id])
    if not paths:
        return None
    try:
        return paths[0], desktop.hold(paths[0])
    except OSError as error:
        raise LibraryError(f"{wording.readable(paths[0])}: {reason_of(error)}") from error

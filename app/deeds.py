"""What can be done with photos outside of the window: open them, show them, copy their paths.

A photo is known by its id; its path is asked of the library first, in the background.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app import desktop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from app.background import Background
    from app.chosen import Chosen
    from app.questions import Questions

#: Paths that are copied at most: more fit no clipboard that a person pastes from.
MOST_COPIED = 10_000


class Deeds:
    """The user's verbs on photos; each of them returns at once."""

    def __init__(
        self,
        questions: Questions,
        background: Background,
        chosen: Chosen,
        *,
        owner: QObject,
        failed: Callable[[Exception], None],
    ) -> None:
        """Make them; `failed` is told what went wrong."""
        self._questions = questions
        self._background = background
        self._chosen = chosen
        self._owner = owner
        self._failed = failed

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds do, by their names."""
        return {
            "open": partial(self._chosen.one, self.open),
            "reveal": partial(self._chosen.one, self.reveal),
            "copy": partial(self._chosen.all, self.copy_paths),
        }

    def open(self, photo_id: int) -> None:
        """Open a photo with the program that its owner prefers."""
        self._with_paths([photo_id], lambda paths: desktop.open_file(paths[0]))

    def reveal(self, photo_id: int) -> None:
        """Show a photo in its folder."""
        self._with_paths(
            [photo_id], lambda paths: desktop.show_in_file_manager(paths[0], self._owner)
        )

    def copy_paths(self, photo_ids: Sequence[int]) -> None:
        """Put the paths of photos on the clipboard."""
        self._with_paths(photo_ids[:MOST_COPIED], desktop.copy_paths)

    def _with_paths(self, photo_ids: Sequence[int], act: Callable[[Sequence[str]], object]) -> None:
        def told(paths: list[str]) -> None:
            if paths:
                act(paths)

        task = partial(self._questions.paths, photo_ids)
        self._background.run(task, done=told, failed=self._failed)

"""What is done with photos is done with those that are in sight, never with some behind a page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.sidebar import Problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.window import Window


def _pages(window: Window) -> dict[str, Callable[[], object]]:
    return {
        "settings": window.deeds["settings"].trigger,
        "new tag": window.desk.make,
        "problems": partial(window.surface.sidebar.chosen.emit, Problems()),
        "albums": window.albums.show_page,
        "duplicates": window.surface.sidebar.duplicates.emit,
    }


@pytest.mark.parametrize("page", ["settings", "new tag", "problems", "albums", "duplicates"])
def test_nothing_is_done_with_photos_that_are_behind_a_page(window: Window, page: str) -> None:
    window.grid.selectAll()
    done: list[object] = []
    _pages(window)[page]()
    window._chosen.all(done.append)
    window._chosen.one(done.append)
    window.deeds["view"].trigger()
    window.deeds["trash"].trigger()
    assert done == []
    assert not window.viewer.isVisible()
    assert window.trashing.question is None


def test_behind_the_pages_they_stay_chosen(window: Window) -> None:
    window.grid.selectAll()
    done: list[int] = []
    for page in ("settings", "problems"):
        _pages(window)[page]()
        window.deeds["back"].trigger()
        window._chosen.all(lambda ids: done.append(len(ids)))
    assert done == [12, 12]

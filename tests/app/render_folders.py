"""The folders, to be looked at: away, one that leaves, nothing amiss. Part of `render_pages`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.asked import Everything, Folder
from app.sidebar import Problems

if TYPE_CHECKING:
    from tests.app.render_pages import Stage

_AWAY = ("Its drive “Photos of the family” is away", "This folder is not there now")


def draw_folders(stage: Stage) -> None:
    """Draw the folders here and away, the question before one leaves, and nothing amiss."""
    window, desk = stage.window, stage.window.folders
    window.looking.browsing.go(Everything())
    stage.settle(0.6)
    roots = desk._roots
    _draw_within(stage)
    _draw_leaving(stage, "folder-leaves")
    desk._again.stop()
    desk._take({root.id: said for root, said in zip(roots[1:], _AWAY, strict=False)})
    window.looking.browsing.go(Folder(roots[1].path))
    stage.draw("folders-away")
    _draw_leaving(stage, "folder-away-leaves")
    desk._take({})
    desk._again.start()
    window.surface.sidebar.chosen.emit(Problems())
    stage.settle(0.6)
    page = window.surface.problems
    page.show_problems([])
    stage.draw("problems-none")
    window.looking.browsing.go(Everything())
    stage.settle()


def _draw_within(stage: Stage) -> None:
    """Draw folders that are open below others, one marked; then the line around it."""
    window, sidebar = stage.window, stage.window.surface.sidebar
    root = next(each.path for each in window.folders._roots if each.path.endswith("Journeys"))
    year = os.path.join(root, "2023")
    sidebar.open_folders({root, year})
    window.looking.browsing.go(Folder(os.path.join(year, "China")))
    stage.draw("folders-open")
    sidebar.open_folders({root})
    sidebar.list.setFocus()
    stage.draw("folders-around")
    sidebar.open_folders(())


def _draw_leaving(stage: Stage, name: str) -> None:
    window, desk = stage.window, stage.window.folders
    desk.act(desk._roots[1], "leave")
    stage.settle()
    question = desk.departing.question
    assert question is not None
    question.grab().save(str(stage.path(name)))
    question.reject()
    window.activateWindow()
    stage.settle(0.1)

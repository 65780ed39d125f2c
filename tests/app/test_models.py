"""Each model of the window goes through Qt's own tester, which finds what breaks its rules.

Those that change are tested again where their changes are, beside the rest of their tests.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel

import app
from app.albums.lines import entries
from app.albums.model import AlbumsModel
from app.asked import Overview
from app.duplicates.confirming import PairsModel
from app.duplicates.model import GroupsModel
from app.duplicates.plan import Leaving
from app.grid.model import PhotoModel
from app.lines import LinesModel
from app.problems import ProblemsModel
from app.search_field.below import OffersModel
from app.search_field.manual import ManualModel
from app.search_field.past import Forget, Past
from app.sidebar import PlacesModel
from app.tags.families import Family
from app.tags.tree import TagTreeModel
from indexer.query.completions import Completion
from indexer.query.names import Kind
from indexer.records import Problem, Root
from tests.app.album_shelves import FULL
from tests.app.duplicate_groups import group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import CheckModel


def _lines() -> LinesModel:
    model = LinesModel()
    model.show_entries(list(entries(FULL, ())))
    return model


def _places() -> PlacesModel:
    model = PlacesModel()
    model.show(Overview(photos=3, roots=(Root(1, "/photos", 3),), problems=1, sequence=1))
    return model


def _albums() -> AlbumsModel:
    model = AlbumsModel()
    model.show(FULL)
    return model


def _groups() -> GroupsModel:
    model = GroupsModel()
    model.add([group("exact", 1, 2, 3)])
    return model


def _photos() -> PhotoModel:
    model = PhotoModel()
    model.show(np.array([7, 3], np.int64))
    return model


def _problems() -> ProblemsModel:
    model = ProblemsModel()
    model.show([Problem("/photos/a.jpg", "The file is empty.", "2026-01-01T00:00:00Z")])
    return model


def _offers() -> OffersModel:
    model = OffersModel()
    model.show([Completion(0, 2, "tag:dog", "dog", Kind.TAG, 4), Past("a dog"), Forget()])
    return model


def _tags() -> TagTreeModel:
    model = TagTreeModel()
    model.show((Family("animal", 3, (Family("cat", 2),)), Family("sea", 1)))
    return model


def _pairs() -> PairsModel:
    best, other = group("exact", 1, 2).members
    return PairsModel([Leaving(photo=other, kept=best)])


MODELS: dict[type[QAbstractItemModel], Callable[[], QAbstractItemModel]] = {
    LinesModel: _lines,
    PlacesModel: _places,
    AlbumsModel: _albums,
    GroupsModel: _groups,
    PhotoModel: _photos,
    ProblemsModel: _problems,
    OffersModel: _offers,
    ManualModel: ManualModel,
    TagTreeModel: _tags,
    PairsModel: _pairs,
}


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_qt_finds_nothing_to_complain_about(
    check_model: CheckModel, qtbot: QtBot, kind: type[QAbstractItemModel]
) -> None:
    model = MODELS[kind]()
    assert model.rowCount() > 0
    check_model(model)


def test_no_model_is_left_out() -> None:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    ours = {kind for kind in _kinds(QAbstractItemModel) if kind.__module__.startswith("app.")}
    assert ours == set(MODELS)


def _kinds(base: type[QAbstractItemModel]) -> Iterator[type[QAbstractItemModel]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)

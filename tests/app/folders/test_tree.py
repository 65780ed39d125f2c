"""Which folders there are within those of the library, and how many photos are below each."""

from __future__ import annotations

import os

from app.asked import Folder, Overview
from app.folders.lines import entries
from app.folders.opened import as_text, from_text, moved
from app.folders.tree import FolderTree
from indexer.records import Root

TOP = os.path.abspath(os.path.join(os.sep, "photos"))
ROOTS = (Root(1, TOP, 10), Root(2, TOP + " of others", 1))


def _path(*names: str) -> str:
    return os.path.join(TOP, *names)


TREE = FolderTree(
    ROOTS,
    [
        (1, TOP, 1),
        (1, _path("2021", "Rome"), 2),
        (1, _path("2021", "Paris"), 3),
        (1, _path("2020", "Rome"), 4),
        (2, ROOTS[1].path, 1),
    ],
)


def test_each_folder_has_the_photos_of_all_below_it() -> None:
    assert [TREE.photos(path) for path in (TOP, _path("2021"), _path("2021", "Rome"))] == [10, 5, 2]
    assert TREE.photos(_path("2020", "Rome")) == 4
    assert TREE.photos(ROOTS[1].path) == 1
    assert TREE.photos(_path("2019")) == 0
    assert _path("2021") in TREE
    assert _path("2019") not in TREE


def test_folders_stand_as_people_count_and_spell() -> None:
    names = ("Day 10", "day 2", "Éire", "Zoo", "alps", "2", "10")
    tree = FolderTree(ROOTS, [(1, _path(name), 1) for name in names])
    found = [os.path.basename(path) for path in tree.below(TOP)]
    assert found == ["2", "10", "alps", "day 2", "Day 10", "Éire", "Zoo"]


def test_only_folders_with_others_below_open() -> None:
    assert TREE.opens(TOP)
    assert not TREE.opens(ROOTS[1].path)
    assert not TREE.opens(_path("2021", "Rome"))
    assert TREE.below(_path("2021", "Rome")) == ()


def test_the_top_of_a_disk_may_be_followed_as_a_whole() -> None:
    disk = os.path.abspath(os.sep)
    tree = FolderTree([Root(1, disk, 2)], [(1, disk, 1), (1, TOP, 1)])
    assert tree.below(disk) == (TOP,)
    assert tree.photos(disk) == 2


def test_a_line_stands_below_what_is_open_at_any_depth() -> None:
    names = [f"level {each}" for each in range(1500)]
    deepest = _path(*names)
    tree = FolderTree(ROOTS[:1], [(1, deepest, 7)])
    ways = [TOP, *(_path(*names[:each]) for each in range(1, 1500))]
    lines = list(entries(Overview(roots=ROOTS[:1], folders=tree), {}, ways))
    assert len(lines) == 1501
    assert (lines[-1].goes_to, lines[-1].depth, lines[-1].count) == (Folder(deepest), 1500, 7)
    assert lines[-1].opened is None


def test_folders_of_one_name_lead_to_their_own_photos_and_are_away_with_their_root() -> None:
    overview = Overview(roots=ROOTS, folders=TREE)
    opened = {TOP, _path("2020"), _path("2021")}
    lines = list(entries(overview, {1: "Its drive is away"}, opened))
    assert [(each.title, each.depth, each.count, each.opened) for each in lines] == [
        ("photos", 0, 10, True),
        ("2020", 1, 4, True),
        ("Rome", 2, 4, None),
        ("2021", 1, 5, True),
        ("Paris", 2, 3, None),
        ("Rome", 2, 2, None),
        ("photos of others", 0, 1, None),
    ]
    assert lines[2].goes_to == Folder(_path("2020", "Rome"))
    assert lines[5].tip == _path("2021", "Rome")
    assert {each.away for each in lines[:6]} == {"Its drive is away"}
    assert lines[6].away == ""
    assert len(list(entries(overview, {}, {_path("2021")}))) == 2


def test_what_is_open_is_remembered_as_text_whatever_its_name() -> None:
    odd = {_path('a "b"'), _path("caf\udce9"), _path("日本")}
    assert as_text(odd).isascii()
    assert from_text(as_text(odd)) == odd
    assert from_text("") == from_text("[1") == from_text("7") == frozenset()


def test_a_folder_goes_where_the_one_around_it_went() -> None:
    moves = {TOP: ROOTS[1].path}
    assert moved(_path("2021"), moves) == os.path.join(ROOTS[1].path, "2021")
    assert moved(TOP, moves) == ROOTS[1].path
    assert moved(TOP + "x", moves) == TOP + "x"

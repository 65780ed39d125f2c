"""Sidecars are written where they are wanted, into the right file, once, and never over others."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.errors import LibraryError
from indexer.sidecars import Mode, Tags, choose, mode_of, tags_of, targets, waiting, write_pending
from indexer.sidecars.folders import Folder, FolderClosedError, SidecarClosedError
from indexer.sidecars.rewriting import EMPTY
from indexer.tags import Mode as Given
from indexer.tags.own import change_tag
from tests.indexer.sidecars.shapes import DARKTABLE, LIGHTROOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto
    from tests.indexer.sidecars.conftest import Shelf

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def tagged(shelf: Shelf) -> Shelf:
    """All three photos have a tag that a model found, and one has one of its owner's."""
    shelf.look()
    names = ("a.jpg", "b.jpg", "c.png")
    shelf.library.catalog.give_tags({shelf.id_of(name): {"dog": 0.8} for name in names})
    shelf.library.catalog.confirm_tag([shelf.id_of("a.jpg")], "Anna")
    return shelf


def sidecars_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.suffix.lower() == ".xmp")


def test_nothing_is_written_unasked(tagged: Shelf) -> None:
    assert mode_of(tagged.library.catalog) is Mode.NEVER
    with pytest.raises(LibraryError, match="writes no sidecars: `shoebox sidecars on-demand`"):
        next(write_pending(tagged.library))
    assert sidecars_in(tagged.folder) == []
    assert tagged.wait() == ["a.jpg", "b.jpg", "c.png"]


def test_what_is_chosen_is_kept_and_nonsense_is_never(shelf: Shelf) -> None:
    catalog = shelf.library.catalog
    choose(catalog, mode=Mode.ALWAYS, tags=Tags.CONFIRMED)
    choose(catalog, mode=Mode.ON_DEMAND)
    assert (mode_of(catalog), tags_of(catalog)) == (Mode.ON_DEMAND, Tags.CONFIRMED)
    catalog.change_settings({"sidecars": "perhaps", "sidecar_tags": "some"})
    assert (mode_of(catalog), tags_of(catalog)) == (Mode.NEVER, Tags.ALL)


def test_each_sidecar_is_written_once_and_again_when_its_photo_has_other_words(
    tagged: Shelf,
) -> None:
    last = tagged.write()
    assert (last.total, last.done, last.written, last.failures) == (3, 3, 3, ())
    assert sidecars_in(tagged.folder) == ["a.jpg.xmp", "b.jpg.xmp", "c.png.xmp"]
    before = {path: path.stat().st_mtime_ns for path in tagged.folder.glob("*.xmp")}
    assert (tagged.write().total, tagged.wait()) == (0, [])
    catalog, photo = tagged.library.catalog, tagged.id_of("b.jpg")
    catalog.give_tags({photo: {"dog": 0.9}})
    assert tagged.wait() == [], "how sure a tag is does not count"
    catalog.give_tags({photo: {"cat": 0.9}})
    assert tagged.wait() == ["b.jpg"]
    assert tagged.write().written == 1
    assert [tag.name for tag in tagged.said("b.jpg.xmp").kept] == ["cat"]
    after = {path: path.stat().st_mtime_ns for path in tagged.folder.glob("*.xmp")}
    assert [path.name for path in after if after[path] != before[path]] == ["b.jpg.xmp"]


def test_a_sidecar_is_made_for_no_photo_of_which_there_is_nothing_to_say(shelf: Shelf) -> None:
    shelf.look()
    assert shelf.write().total == 0
    photo = shelf.id_of("a.jpg")
    shelf.library.catalog.set_rating([photo], 3)
    shelf.library.catalog.set_rating([shelf.id_of("b.jpg")], 3)
    shelf.library.catalog.set_rating([shelf.id_of("b.jpg")], None)
    shelf.write()
    assert sidecars_in(shelf.folder) == ["a.jpg.xmp"]
    shelf.library.catalog.set_rating([photo], None)
    assert shelf.write().written == 1
    assert shelf.said("a.jpg.xmp").rated == 0


def test_only_the_confirmed_tags_are_written_where_that_is_wanted(tagged: Shelf) -> None:
    choose(tagged.library.catalog, tags=Tags.CONFIRMED)
    assert tagged.wait() == ["a.jpg"]
    tagged.write()
    assert [tag.name for tag in tagged.said("a.jpg.xmp").kept] == ["Anna"]
    choose(tagged.library.catalog, tags=Tags.ALL)
    tagged.write()
    choose(tagged.library.catalog, tags=Tags.CONFIRMED)
    assert tagged.write().written == 3
    assert (tagged.folder / "b.jpg.xmp").read_bytes() == EMPTY


def test_only_the_photos_that_are_asked_for_are_written(tagged: Shelf) -> None:
    choose(tagged.library.catalog, mode=Mode.ON_DEMAND)
    *_, last = write_pending(tagged.library, [tagged.id_of("b.jpg"), 999])
    assert (last.total, sidecars_in(tagged.folder)) == (1, ["b.jpg.xmp"])


def test_tags_stand_below_their_parents_in_the_trees(tagged: Shelf) -> None:
    tagged.write()
    (noted,) = [tag for tag in tagged.said("b.jpg.xmp").kept if tag.name == "dog"]
    assert noted.path.endswith("|dog")
    assert noted.path.startswith("animal|")


def test_a_tag_that_is_switched_off_is_in_no_tree(tagged: Shelf) -> None:
    change_tag(tagged.library.catalog, "animal", Given.OFF)
    tagged.write()
    (noted,) = [tag for tag in tagged.said("b.jpg.xmp").kept if tag.name == "dog"]
    assert noted.path.endswith("|dog")
    assert "animal" not in noted.path


def test_it_is_written_into_the_sidecar_that_is_there(tagged: Shelf) -> None:
    tagged.sidecar("a.xmp").write_bytes(LIGHTROOM)
    tagged.sidecar("b.jpg.xmp").write_bytes(DARKTABLE)
    tagged.sidecar("b.xmp").write_bytes(LIGHTROOM)
    found = waiting(tagged.library)
    assert [(os.path.basename(path), new) for _, path, new in targets(found)] == [
        ("a.xmp", False),
        ("b.jpg.xmp", False),
        ("c.png.xmp", True),
    ]
    tagged.write()
    assert sidecars_in(tagged.folder) == ["a.xmp", "b.jpg.xmp", "b.xmp", "c.png.xmp"]
    assert tagged.sidecar("b.xmp").read_bytes() == LIGHTROOM
    assert [tag.name for tag in tagged.said("a.xmp").kept] == ["dog"]
    assert (tagged.look().retold, tagged.wait()) == (0, [])


def test_where_another_sidecar_comes_shoeboxes_words_move_into_it(tagged: Shelf) -> None:
    tagged.sidecar("a.xmp").write_bytes(LIGHTROOM)
    tagged.write()
    assert tagged.said("a.xmp").noted is not None
    tagged.sidecar("a.jpg.xmp").write_bytes(DARKTABLE)
    tagged.look()
    assert tagged.write().written == 1
    assert tagged.sidecar("a.xmp").read_bytes() == LIGHTROOM
    kept = [tag.name for tag in tagged.said("a.jpg.xmp").kept]
    assert kept == ["Anna", "Norway", "Oslo", "dog"]
    assert (tagged.look().retold, tagged.wait()) == (0, [])


@pytest.mark.parametrize("beside", ["a.CR2", "a.png", "a.mov"])
def test_a_sidecar_whose_name_several_files_share_is_not_written(
    beside: str, tagged: Shelf, paint_photo: PaintPhoto
) -> None:
    if beside.endswith("png"):
        paint_photo(tagged.folder / beside)
    else:
        (tagged.folder / beside).write_bytes(b"not looked at")
    tagged.sidecar("a.xmp").write_bytes(LIGHTROOM)
    tagged.write()
    assert tagged.sidecar("a.xmp").read_bytes() == LIGHTROOM
    assert set(tagged.tags("a.jpg")) == {"dog", "Anna", "Norway", "Oslo"}
    assert "a.jpg.xmp" in sidecars_in(tagged.folder)


def test_what_changed_outside_is_taken_over_before_it_is_written(tagged: Shelf) -> None:
    tagged.write()
    path = tagged.sidecar("b.jpg.xmp")
    path.write_bytes(path.read_bytes().replace(b"<rdf:li>dog</rdf:li>", b"<rdf:li>sea</rdf:li>", 1))
    tagged.library.catalog.confirm_tag([tagged.id_of("b.jpg")], "Anna")
    tagged.write()
    assert tagged.tags("b.jpg") == {"sea": {"file"}, "Anna": {"user"}}
    said = tagged.said("b.jpg.xmp")
    assert (said.keywords, [tag.name for tag in said.kept]) == (("sea",), ["Anna"])
    assert said.noted is not None
    assert said.noted.refused == ("dog",)


def test_a_broken_sidecar_is_never_written_over(tagged: Shelf) -> None:
    tagged.sidecar("a.jpg.xmp").write_bytes(LIGHTROOM[:-30])
    tagged.sidecar("b.jpg.xmp").write_bytes(b"")
    last = tagged.write()
    assert (last.written, last.failed) == (1, 2)
    assert {failure.folder for failure in last.failures} == {str(tagged.folder)}
    assert all("it is not XML" in failure.reason for failure in last.failures)
    assert tagged.sidecar("a.jpg.xmp").read_bytes() == LIGHTROOM[:-30]
    assert tagged.sidecar("b.jpg.xmp").read_bytes() == b""
    assert set(tagged.problems()) == {"a.jpg.xmp", "b.jpg.xmp"}
    assert tagged.wait() == ["a.jpg", "b.jpg"]


def test_a_folder_that_is_gone_and_photos_that_are_gone_are_told_and_counted(
    tagged: Shelf,
) -> None:
    (tagged.folder / "a.jpg").unlink()
    last = tagged.write()
    assert (last.written, last.failed) == (2, 1)
    assert "not there any more" in last.failures[0].reason
    tagged.library.catalog.confirm_tag([tagged.id_of("b.jpg")], "Anna")
    tagged.folder.rename(tagged.folder.with_name("elsewhere"))
    last = tagged.write()
    assert (last.written, last.failed) == (0, 2)
    assert [(each.folder, each.photos) for each in last.failures] == [(str(tagged.folder), 2)]
    assert "away" in last.failures[0].reason


def test_what_is_stopped_is_kept_and_goes_on(tagged: Shelf) -> None:
    choose(tagged.library.catalog, mode=Mode.ON_DEMAND)
    steps = write_pending(tagged.library)
    assert next(steps).done == 1
    with pytest.raises(LibraryError, match="already writing"):
        next(write_pending(tagged.library))
    steps.close()
    assert len(tagged.wait()) == 2
    assert (tagged.write().total, tagged.wait()) == (2, [])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_a_photo_whose_name_is_no_text_has_its_sidecar(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    name = os.fsdecode(b"odd \xff & <name>.jpg")
    (paint_photo(shelf.folder / "odd.jpg", seed=9)).rename(shelf.folder / name)
    shelf.sidecar(f"{name}.xmp").write_bytes(DARKTABLE)
    shelf.look()
    shelf.library.catalog.confirm_tag([shelf.id_of(name)], "Anna")
    assert shelf.write().written == 1
    assert [tag.name for tag in shelf.said(f"{name}.xmp").kept] == ["Anna"]
    assert (shelf.look().retold, shelf.wait()) == (0, [])


def test_what_a_killed_writer_left_behind_is_cleared_away(tagged: Shelf) -> None:
    left = tagged.folder / "a.jpg.xmp.12345.part"
    other = tagged.folder / "film.12345.part"
    for path in (left, other):
        path.write_text("half")
    tagged.write()
    assert (left.exists(), other.exists()) == (False, True)


# -- one folder -----------------------------------------------------------------------------------


def test_a_sidecar_keeps_its_rights_and_a_link_leads_where_it_led(tmp_path: Path) -> None:
    real = tmp_path / "shelf" / "real.xmp"
    real.parent.mkdir()
    real.write_bytes(EMPTY)
    real.chmod(0o640)
    link = tmp_path / "a.jpg.xmp"
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("nobody may make a link here")
    folder = Folder(str(tmp_path))
    folder.write("a.jpg.xmp", LIGHTROOM, folder.sidecars("a.jpg"), "a.jpg")
    assert (link.is_symlink(), real.read_bytes()) == (True, LIGHTROOM)
    assert os.name == "nt" or stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in real.parent.iterdir()) == ["real.xmp"]


def test_a_sidecar_that_changed_while_it_was_being_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(EMPTY)
    folder = Folder(str(tmp_path))
    before = folder.sidecars("a.jpg")
    path.write_bytes(DARKTABLE)
    with pytest.raises(SidecarClosedError, match="another program"):
        folder.write("a.jpg.xmp", LIGHTROOM, before, "a.jpg")
    assert path.read_bytes() == DARKTABLE
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.jpg", "a.jpg.xmp"]


@pytest.mark.skipif(IS_ROOT or os.name == "nt", reason="rights do not apply to this user")
def test_a_sidecar_that_is_read_only_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(EMPTY)
    path.chmod(0o444)
    folder = Folder(str(tmp_path))
    with pytest.raises(SidecarClosedError, match="read-only"):
        folder.write("a.jpg.xmp", LIGHTROOM, folder.sidecars("a.jpg"), "a.jpg")
    assert path.read_bytes() == EMPTY


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderClosedError, match="not there any more"):
        Folder(str(tmp_path / "gone"))


@pytest.mark.skipif(os.name == "nt", reason="a disk of Windows counts otherwise")
def test_one_name_that_is_too_long_keeps_no_other_photo_waiting(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    fits, too_long = f"{'b' * 244}.jpg", f"{'a' * 250}.jpg"
    for seed, name in enumerate((fits, too_long), start=50):
        paint_photo(shelf.folder / name, size=(64, 48), seed=seed)
    shelf.look()
    names = ("c.png", fits, too_long)
    shelf.library.catalog.confirm_tag([shelf.id_of(name) for name in names], "Anna")
    last = shelf.write()
    assert (last.done, last.written, last.failed) == (3, 2, 1)
    assert last.failures[0].reason == f"{too_long}.xmp: That name is too long for this disk."
    assert sidecars_in(shelf.folder) == [f"{fits}.xmp", "c.png.xmp"]
    assert shelf.wait() == [too_long]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_a_sidecar_that_another_program_holds_closes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = Folder(str(tmp_path))

    def refuse(self: Path, target: Path) -> None:  # As Windows does while another has it open.
        raise PermissionError(number, "held", str(self), None, str(target))

    with monkeypatch.context() as patched:
        patched.setattr(type(tmp_path), "replace", refuse)
        with pytest.raises(SidecarClosedError, match="held by"):
            folder.write("a.jpg.xmp", LIGHTROOM, None, "a.jpg")
    folder.write("a.jpg.xmp", LIGHTROOM, None, "a.jpg")
    assert [each.name for each in tmp_path.iterdir()] == ["a.jpg.xmp"]


def test_a_folder_into_which_nobody_may_write_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, _data: bytes) -> None:
        raise PermissionError(errno.EACCES, "forbidden", str(self))

    monkeypatch.setattr(type(tmp_path), "write_bytes", refuse)
    with pytest.raises(FolderClosedError, match="no permission"):
        Folder(str(tmp_path)).write("a.jpg.xmp", LIGHTROOM, None, "a.jpg")


def test_a_tag_that_is_taken_off_after_a_writer_was_killed_does_not_come_back(
    tagged: Shelf,
) -> None:
    choose(tagged.library.catalog, mode=Mode.ON_DEMAND)
    photo = tagged.id_of("a.jpg")
    writer = write_pending(tagged.library)
    next(writer)
    assert sidecars_in(tagged.folder) == ["a.jpg.xmp"]
    # It is killed here: the sidecar is there, and nobody has noted that it was written.
    tagged.library.catalog.remove_tag([photo], "Anna")
    tagged.look()
    assert "Anna" not in tagged.library.catalog.tags_of([photo])[photo]
    writer.close()
    assert tagged.write().total == 3
    assert b"Anna" not in (tagged.folder / "a.jpg.xmp").read_bytes()
    assert tagged.library.catalog.setting("sidecars_meant") == ""

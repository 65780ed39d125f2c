"""While sidecars are written, other programs write too: nothing of what they say is lost."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.catalog import Catalog
from indexer.sidecars import Mode, choose, write_pending
from indexer.sidecars.folders import Folder, SidecarClosedError
from tests.indexer.sidecars.shapes import DARKTABLE, LIGHTROOM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.scan import Sidecars
    from tests.indexer.sidecars.conftest import Shelf


@pytest.fixture
def tagged(shelf: Shelf) -> Shelf:
    """All three photos have a tag of their owner's."""
    shelf.look()
    names = ("a.jpg", "b.jpg", "c.png")
    shelf.library.catalog.confirm_tag([shelf.id_of(name) for name in names], "Anna")
    choose(shelf.library.catalog, mode=Mode.ON_DEMAND)
    return shelf


def test_what_is_said_outside_after_the_first_of_many_is_written_is_heard(tagged: Shelf) -> None:
    tagged.sidecar("b.jpg.xmp").write_bytes(LIGHTROOM)
    with closing(write_pending(tagged.library)) as steps:
        assert next(steps).done == 1
        tagged.sidecar("b.jpg.xmp").write_bytes(DARKTABLE)
        *_, last = steps
    assert (last.written, last.failures) == (3, ())
    tags = {"Anna": {"user"}, "Urlaub": {"file"}, "Strand & Meer": {"file"}}
    assert tagged.tags("b.jpg") == tags
    assert [tag.name for tag in tagged.said("b.jpg.xmp").kept] == ["Anna"]
    assert (tagged.look().retold, tagged.tags("b.jpg"), tagged.wait()) == (0, tags, [])


def test_a_sidecar_that_comes_meanwhile_is_neither_written_over_nor_taken_for_known(
    tagged: Shelf,
) -> None:
    with closing(write_pending(tagged.library)) as steps:
        next(steps)
        tagged.sidecar("b.jpg.xmp").write_bytes(DARKTABLE)
        *_, last = steps
    assert (last.written, last.failed) == (2, 1)
    assert "being changed by another program" in last.failures[0].reason
    assert tagged.sidecar("b.jpg.xmp").read_bytes() == DARKTABLE
    assert tagged.write().written == 1
    assert set(tagged.tags("b.jpg")) == {"Anna", "Urlaub", "Strand & Meer"}
    assert [tag.name for tag in tagged.said("b.jpg.xmp").kept] == ["Anna"]


def test_one_that_comes_in_the_last_moment_is_not_written_over(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    (tmp_path / "a.jpg.xmp").write_bytes(DARKTABLE)
    with pytest.raises(SidecarClosedError, match="another program"):
        folder.write("a.jpg.xmp", LIGHTROOM, None, "a.jpg")
    assert (tmp_path / "a.jpg.xmp").read_bytes() == DARKTABLE


def test_what_is_written_over_ours_at_once_is_news(
    tagged: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Folder.write

    def and_another(
        self: Folder, name: str, data: bytes, before: Sidecars | None, photo: str
    ) -> None:
        write(self, name, data, before, photo)
        if name == "b.jpg.xmp":
            tagged.sidecar(name).write_bytes(DARKTABLE)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "write", and_another)
        tagged.write()
    assert tagged.wait() == ["b.jpg"]
    assert tagged.look().retold == 1
    assert set(tagged.tags("b.jpg")) == {"Anna", "Urlaub", "Strand & Meer"}


def test_shoeboxs_words_that_move_out_of_a_shared_sidecar_stop_nobody(tagged: Shelf) -> None:
    tagged.sidecar("a.xmp").write_bytes(LIGHTROOM)
    tagged.write()
    (tagged.folder / "b.jpg").rename(tagged.folder / "a.png")
    tagged.look()
    tagged.library.catalog.confirm_tag([tagged.id_of("a.jpg"), tagged.id_of("a.png")], "Oslo fjord")
    last = tagged.write()
    assert last.failures == ()
    assert tagged.sidecar("a.xmp").read_bytes() == LIGHTROOM
    for name in ("a.jpg", "a.png"):
        assert "Oslo fjord" in [tag.name for tag in tagged.said(f"{name}.xmp").kept]
    tagged.look()
    assert tagged.wait() == []


def test_a_refusal_outlives_a_writer_that_was_killed_before_it_noted_what_it_wrote(
    tagged: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, photo = tagged.library.catalog, tagged.id_of("a.jpg")
    with monkeypatch.context() as patched:  # Killed: what the files hold was noted nowhere.
        patched.setattr(Catalog, "note_written", lambda _self, _rows: None)
        tagged.write()
    assert [tag.name for tag in tagged.said("a.jpg.xmp").kept] == ["Anna"]
    catalog.refuse_tag([photo], "Anna")
    tagged.look()
    assert (tagged.tags("a.jpg"), tagged.refused("a.jpg")) == ({}, {"Anna"})
    assert tagged.tags("b.jpg") == {"Anna": {"user"}}
    tagged.write()
    noted = tagged.said("a.jpg.xmp").noted
    assert noted is not None
    assert (noted.tags, noted.refused) == ((), ("Anna",))


def test_a_tag_that_is_given_elsewhere_after_its_refusal_was_written_comes_back(
    open_shelf: Callable[[str], Shelf],
) -> None:
    first, second = open_shelf("first"), open_shelf("second")
    first.look()
    first.library.catalog.refuse_tag([first.id_of("a.jpg")], "Anna")
    first.write()
    second.look()
    second.library.catalog.confirm_tag([second.id_of("a.jpg")], "Anna")
    second.write()
    first.look()
    assert (first.tags("a.jpg"), first.refused("a.jpg")) == ({"Anna": {"user"}}, set())

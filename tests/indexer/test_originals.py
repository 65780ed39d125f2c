"""Originals that are not as they were read are found, each told for what it is, and left alone."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from indexer.cli import main
from indexer.content_key import WHOLE_UP_TO, content_key
from indexer.library import Library
from indexer.originals import State, check_originals
from indexer.places import default_library
from indexer.scan import SeenFile
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.records import IndexedPhoto

COLOURS = ("red", "lime", "blue", "gold", "navy")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of pictures of one colour each, in the library."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (40, 30), colour).save(folder / f"{colour}.png")
    with Library.open(default_library(), write=True) as library:
        library.catalog.add_root(str(folder))
        library.add([as_read(folder / f"{colour}.png") for colour in COLOURS], STAMP)
    return folder


def as_read(path: Path) -> IndexedPhoto:
    """What an index knows of a file after it has read it."""
    item = indexed(str(path), COLOURS.index(path.stem) + 1)
    return replace(
        item, file=now_seen(path), photo=replace(item.photo, content_key=content_key(str(path)))
    )


def now_seen(path: Path) -> SeenFile:
    status = path.stat()
    return SeenFile(str(path), status.st_size, status.st_mtime_ns)


def rot(path: Path) -> bytes:
    """Change one bit in the middle, and no time: what a bad disk does."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return bytes(content)


def found(capsys: pytest.CaptureFixture[str], *, code: int) -> dict[str, Any]:
    assert main(["verify", "--originals", "--json", "--quiet"]) == code
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def paths(told: dict[str, Any], state: State) -> list[str]:
    return [os.path.basename(each["path"]) for each in told["originals"][state]]


def test_originals_that_are_as_they_were_read_are_whole(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = found(capsys, code=0)
    assert told["originals"].pop("photos") == len(COLOURS)
    assert told["originals"] == {state: [] for state in State}
    assert told["wrong"] == []


def test_without_being_asked_no_original_is_read(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rot(photos / "red.png")
    assert main(["verify", "--json"]) == 0
    assert "originals" not in json.loads(capsys.readouterr().out)


def test_each_is_told_for_what_it_is_and_none_is_written(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rotten = rot(photos / "red.png")
    Image.new("RGB", (41, 30), "lime").save(photos / "lime.png")
    (photos / "blue.png").unlink()
    (photos / "gold.png").unlink()
    (photos / "gold.png").symlink_to("gold.png")
    told = found(capsys, code=1)
    assert paths(told, State.DAMAGED) == ["red.png"]
    assert paths(told, State.CHANGED) == ["lime.png"]
    assert paths(told, State.GONE) == ["blue.png"]
    assert paths(told, State.UNREADABLE) == ["gold.png"]
    assert told["wrong"] == [
        "1 original is damaged.",
        "1 original is gone.",
        "1 original cannot be read.",
    ]
    assert "1 changed original is to be read." in told["waiting"]
    assert main(["verify", "--repair", "--originals", "--quiet"]) == 1
    assert f"{photos / 'red.png'}\n    It has changed although" in capsys.readouterr().out
    assert (photos / "red.png").read_bytes() == rotten


def test_a_changed_original_is_nothing_wrong(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(photos / "red.png", ns=(1, 1))
    assert "1 changed original is to be read." in found(capsys, code=0)["waiting"]


def test_photos_on_a_drive_that_is_away_are_not_called_gone(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos.rename(photos.with_name("unplugged"))
    told = found(capsys, code=0)
    assert len(paths(told, State.AWAY)) == len(COLOURS)


@pytest.fixture
def library(photos: Path) -> Iterator[Library]:
    with Library.open(default_library()) as library:
        yield library


def test_a_photo_that_an_index_follows_meanwhile_is_not_called_gone(
    photos: Path, library: Library
) -> None:
    """Its row is read, then its file moves and an index follows, then its file is looked for."""
    real = library.catalog.photos

    def moving(ids: list[int]) -> Any:
        read = real(ids)
        if (photos / "red.png").exists():
            moved = (photos / "red.png").rename(photos / "moved.png")
            with Library.open(default_library(), write=True) as writer:
                writer.catalog.move([(read[0].id, now_seen(moved))])
        return read

    # The file moves just when its row is read.
    library.catalog.photos = moving  # type: ignore[method-assign,assignment]
    assert list(check_originals(library.catalog)) == []


def test_progress_comes_to_its_end_and_may_break_it_off(photos: Path, library: Library) -> None:
    told: list[tuple[int, int]] = []
    assert not list(check_originals(library.catalog, on_progress=lambda *each: told.append(each)))
    assert told == [(done, len(COLOURS)) for done in range(1, len(COLOURS) + 1)]

    def enough(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(check_originals(library.catalog, on_progress=enough))


def test_of_a_large_file_damage_in_a_sampled_block_is_found(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = photos / "red.png"
    with large.open("r+b") as file:
        file.truncate(WHOLE_UP_TO + 1)  # What follows the end of a PNG is nobody's.
    with Library.open(default_library(), write=True) as library:
        library.add([as_read(large)], STAMP)
    assert paths(found(capsys, code=0), State.DAMAGED) == []
    before = large.stat()
    with large.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"!")
    os.utime(large, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert paths(found(capsys, code=1), State.DAMAGED) == ["red.png"]

"""A picture that moves is read frame by frame, and begins again after its last."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.decode import UnreadablePhoto, moves, open_frames
from indexer.decode.guarding import NOT_WHOLE

if TYPE_CHECKING:
    from indexer.decode.frames import Frames

_COLOURS = ("red", "lime", "blue")
_SEEN = {(255, 0, 0): "red", (0, 255, 0): "lime", (0, 0, 255): "blue"}


def _save(path: Path, *, durations: int | list[int]) -> str:
    first, *others = (Image.new("RGB", (64, 48), colour) for colour in _COLOURS)
    exact = {"lossless": True} if path.suffix == ".webp" else {}
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, **exact)  # type: ignore[arg-type] # Pillow's options are of many kinds.
    return str(path)


def _opened(path: str, *, longest: int | None = None) -> Frames:
    frames = open_frames(path, longest=longest)
    assert frames is not None
    return frames


@pytest.mark.parametrize("kind", ["gif", "webp", "png", "avif"])
def test_frames_come_in_order_for_their_time_and_again(tmp_path: Path, kind: str) -> None:
    frames = _opened(_save(tmp_path / f"moving.{kind}", durations=[40, 250, 120]))
    seen = []
    for _ in range(4):
        frame = frames.next()
        assert frame.pixels.shape == (48, 64, 3)
        near = tuple(255 if level > 128 else 0 for level in frame.pixels[24, 32].tolist())
        seen.append((_SEEN[near[0], near[1], near[2]], frame.milliseconds))
    assert seen == [("red", 40), ("lime", 250), ("blue", 120), ("red", 40)]


def test_the_file_may_go_while_it_plays(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    frames = _opened(_save(path, durations=50))
    path.unlink()
    assert [frames.next().milliseconds for _ in range(3)] == [50, 50, 50]


def test_a_frame_without_a_time_lasts_as_long_as_in_a_browser(tmp_path: Path) -> None:
    assert _opened(_save(tmp_path / "moving.gif", durations=0)).next().milliseconds == 100


def test_large_frames_are_made_smaller(tmp_path: Path) -> None:
    frames = _opened(_save(tmp_path / "moving.png", durations=50), longest=32)
    assert frames.next().pixels.shape == (24, 32, 3)


def test_what_is_still_has_no_frames(tmp_path: Path) -> None:
    for name in ("still.png", "still.gif", "still.jpg"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
        assert open_frames(str(tmp_path / name)) is None
    pages = [Image.new("RGB", (8, 8)) for _ in range(2)]
    pages[0].save(tmp_path / "pages.tiff", save_all=True, append_images=pages[1:])
    assert open_frames(str(tmp_path / "pages.tiff")) is None


def test_a_file_that_breaks_off_is_told_where_it_does(tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(b"RIFF" + b"\0" * 40)
    with pytest.raises(UnreadablePhoto):
        open_frames(str(path))
    with pytest.raises(UnreadablePhoto, match="vanished"):
        open_frames(str(tmp_path / "gone.gif"))


def test_a_gif_that_was_not_copied_whole_stops_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    noise = [Image.effect_noise((200, 200), 80 + each).convert("P") for each in range(3)]
    noise[0].save(path, save_all=True, append_images=noise[1:], duration=50)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3 - 500])
    frames = _opened(str(path))
    frames.next()
    with pytest.raises(UnreadablePhoto):
        _ = [frames.next() for _ in range(3)]


def test_a_gif_cut_short_between_its_pictures_moves_or_has_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    whole = Path(_save(path, durations=50)).read_bytes()
    told = Counter[str]()
    start = whole.index(b"!\xf9", whole.index(b"!\xf9") + 1)
    for length in range(start - 60, start + 60):
        path.write_bytes(whole[:length])
        try:
            told[f"moves: {moves(str(path))}"] += 1
        except UnreadablePhoto as unreadable:
            told[unreadable.reason] += 1
    # Pillow's own look for a second picture falls over some of them.
    assert set(told) == {"moves: True", "moves: False", NOT_WHOLE}

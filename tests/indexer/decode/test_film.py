"""Videos: a frame that shows something stands for each, upright, with its time and place."""

from __future__ import annotations

import struct
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.decode import UnreadablePhoto, read_photo, read_picture
from tests.indexer.decode.films import Film
from tests.indexer.decode.pictures import TO_STORE, are_alike, four_corners

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.decode import DecodeRecipe

av = pytest.importorskip("av")
SIZE = (192, 128)
FORMATS = {
    "mp4": ("mpeg4", "MP4"),
    "mov": ("mpeg4", "MOV"),
    "3gp": ("mpeg4", "3GP"),
    "mkv": ("mpeg4", "MKV"),
    "webm": ("libvpx", "WEBM"),
    "avi": ("mpeg4", "AVI"),
    "mpg": ("mpeg2video", "MPG"),
    "m2ts": ("mpeg2video", "MTS"),
    "vob": ("mpeg2video", "MPG"),
    "flv": ("flv", "FLV"),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_frame_that_shows_something_stands_for_a_video(
    tmp_path: Path, recipe: DecodeRecipe, suffix: str
) -> None:
    codec, format_ = FORMATS[suffix]
    path = Film(four_corners(*SIZE), codec).write(tmp_path / f"a.{suffix}")
    assert are_alike(read_picture(str(path)), within=20)
    photo = read_photo(str(path), recipe)
    assert are_alike(photo.pixels, within=24)
    assert (photo.facts.width, photo.facts.height, photo.facts.format) == (*SIZE, format_)
    # A stream says nothing of its end; FFmpeg takes the last frame that it finds for it.
    assert photo.facts.seconds == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mp4", "mpeg4"), ("wmv", "wmv2"), ("mts", "libx264")]
)
def test_a_video_that_cannot_be_searched_is_looked_through_from_its_beginning(
    tmp_path: Path, suffix: str, codec: str
) -> None:
    if codec not in av.codecs_available:
        pytest.skip("FFmpeg comes without what packs this one")
    path = Film(four_corners(*SIZE), codec, apart=200).write(tmp_path / f"a.{suffix}")
    assert are_alike(read_picture(str(path)), within=20)


def test_a_clip_of_few_frames_is_looked_through_more_closely(tmp_path: Path) -> None:
    black, shown = Image.new("RGB", SIZE), four_corners(*SIZE)
    # Neither its first frame nor its ninth shows anything.
    scenes = (*[black] * 6, shown, shown, *[black] * 2)
    path = Film(shown, "ffv1", seconds=1, scenes=scenes).write(tmp_path / "a.mkv")
    assert are_alike(read_picture(str(path)), within=20)


def test_what_else_is_seen_is_kept_once_with_its_moment(
    tmp_path: Path, recipe: DecodeRecipe
) -> None:
    colours = ("red", "black", "lime", "blue", "red")
    scenes = tuple(half_grey(colour) for colour in colours)
    # A black scene shows nothing, and the red one comes twice.
    scenes = (scenes[0], Image.new("RGB", SIZE), *scenes[2:])
    path = Film(scenes[0], seconds=5, scenes=scenes).write(tmp_path / "a.mp4")
    photo = read_photo(str(path), recipe)
    shown = [photo.pixels, *(frame.pixels for frame in photo.frames)]
    assert sorted(map(main_colour, shown)) == [0, 1, 2]
    moments = [frame.seconds for frame in photo.frames]
    assert moments == sorted(moments)
    for frame in photo.frames:
        # Scenes are a second long each.
        assert colours[int(frame.seconds)] == ("red", "lime", "blue")[main_colour(frame.pixels)]


def test_a_video_that_shows_one_thing_has_no_further_frames(
    tmp_path: Path, recipe: DecodeRecipe
) -> None:
    path = Film(four_corners(*SIZE)).write(tmp_path / "a.mp4")
    assert read_photo(str(path), recipe).frames == ()


def half_grey(colour: str) -> Image.Image:
    """A picture of one colour and grey, in stripes that are something to see."""
    stripes = Image.new("RGB", SIZE, colour)
    for left in range(0, SIZE[0], 32):
        stripes.paste("grey", (left, 0, left + 16, SIZE[1]))
    return stripes


def main_colour(pixels: NDArray[np.uint8]) -> int:
    """Which of red, green and blue there is most of."""
    return int(pixels.reshape(-1, 3).astype(np.int64).sum(axis=0).argmax())


def test_it_is_known_by_what_it_holds(tmp_path: Path, recipe: DecodeRecipe) -> None:
    Film(four_corners(*SIZE)).write(tmp_path / "a.mp4").rename(tmp_path / "a.jpg")
    assert read_photo(str(tmp_path / "a.jpg"), recipe).facts.format == "MP4"


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_video_is_shown_upright(tmp_path: Path, orientation: int) -> None:
    stored = four_corners(*SIZE).transpose(TO_STORE[orientation])
    path = Film(stored).write(tmp_path / "a.mov")
    content = bytearray(path.read_bytes())
    # As phones write it: a matrix in the head of the track.
    turn = {3: (-1, 0, 0, -1), 6: (0, 1, -1, 0), 8: (0, -1, 1, 0)}[orientation]
    a, b, c, d = (65_536 * part for part in turn)
    place = content.index(b"tkhd") + 44
    content[place : place + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    assert read_picture(str(path)).shape == (SIZE[1], SIZE[0], 3)
    assert are_alike(read_picture(str(path)), within=20)


def test_a_video_says_when_and_where_it_was_taken(tmp_path: Path, recipe: DecodeRecipe) -> None:
    apple = "com.apple.quicktime."
    said = (
        (f"{apple}creationdate", "2023-05-01T12:30:00+02:00"),
        (f"{apple}location.ISO6709", "-33.8568+151.2153-012.500/"),
        (f"{apple}make", "Apple"),
        (f"{apple}model", "iPhone 14"),
        ("title", "At the harbour"),
    )
    path = Film(four_corners(*SIZE), said=said).write(tmp_path / "a.mov")
    facts = read_photo(str(path), recipe).facts
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2023-05-01T12:30:00", 120)
    assert facts.taken_from == "video"
    assert facts.latitude == pytest.approx(-33.8568)
    assert facts.longitude == pytest.approx(151.2153)
    assert facts.altitude == pytest.approx(-12.5)
    assert (facts.camera, facts.caption) == ("Apple iPhone 14", "At the harbour")


@pytest.mark.parametrize(
    ("said", "known"), [("2023-05-01T12:30:00.000000Z", True), ("1904-01-01T00:00:00Z", False)]
)
def test_a_time_at_greenwich_is_told_by_the_clock_here(
    tmp_path: Path, recipe: DecodeRecipe, said: str, known: bool
) -> None:
    path = Film(four_corners(*SIZE), said=(("creation_time", said),)).write(tmp_path / "a.mp4")
    facts = read_photo(str(path), recipe).facts
    assert (facts.taken_at is not None) == known
    if facts.taken_at is not None:
        assert facts.taken_offset_minutes is not None
        here = np.datetime64(facts.taken_at) - np.timedelta64(facts.taken_offset_minutes, "m")
        assert here == np.datetime64("2023-05-01T12:30:00")


def test_what_breaks_off_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = Film(four_corners(*SIZE), "mpeg2video").write(tmp_path / "a.mpg").read_bytes()
    (tmp_path / "b.mpg").write_bytes(whole[: len(whole) * 6 // 10])
    assert are_alike(read_picture(str(tmp_path / "b.mpg")), within=20)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mpg", "avi", "m2ts"])
def test_what_is_damaged_has_a_reason(tmp_path: Path, suffix: str) -> None:
    codec, _ = FORMATS[suffix]
    whole = Film(four_corners(*SIZE), codec).write(tmp_path / f"a.{suffix}").read_bytes()
    (tmp_path / f"b.{suffix}").write_bytes(whole[:50])
    with pytest.raises(UnreadablePhoto, match="The video is damaged"):
        read_picture(str(tmp_path / f"b.{suffix}"))


def test_sound_alone_is_no_picture(tmp_path: Path) -> None:
    import av

    with av.open(str(tmp_path / "a.mp4"), "w") as film:
        stream = film.add_stream("aac", rate=44_100, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.sample_rate = 44_100
        film.mux(stream.encode(silence))
        film.mux(stream.encode(None))
    with pytest.raises(UnreadablePhoto, match="only sound in it"):
        read_picture(str(tmp_path / "a.mp4"))


def test_a_video_names_no_other_files(tmp_path: Path) -> None:
    """FFmpeg reads lists of addresses as videos, if one lets it choose."""
    Film(four_corners(*SIZE)).write(tmp_path / "a.mp4")
    (tmp_path / "b.mp4").write_text("#EXTM3U\n#EXTINF:1,\na.mp4\n#EXT-X-ENDLIST\n")
    (tmp_path / "c.mp4").write_text("ffconcat version 1.0\nfile a.mp4\n")
    for name in ("b.mp4", "c.mp4"):
        with pytest.raises(UnreadablePhoto, match="it is a text"):
            read_picture(str(tmp_path / name))


def test_a_photo_that_moves_is_shown_as_its_photo(tmp_path: Path, recipe: DecodeRecipe) -> None:
    film = Film(Image.new("RGB", SIZE, "white")).write(tmp_path / "a.mp4").read_bytes()
    four_corners().save(tmp_path / "b.jpg")
    with (tmp_path / "b.jpg").open("ab") as photo:
        photo.write(film)
    assert are_alike(read_picture(str(tmp_path / "b.jpg")))
    assert read_photo(str(tmp_path / "b.jpg"), recipe).facts.format == "JPEG"


def test_without_pyav_it_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Film(four_corners(*SIZE)).write(tmp_path / "a.mp4")
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UnreadablePhoto, match="Videos need the package av, which is not installed"):
        read_picture(str(path))

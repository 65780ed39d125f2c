"""A video -> the picture that stands for it, what else is to be seen in it, its length and facts.

Up to eight frames, spread over its length, are looked at, and the one that shows most is taken: not
the black one with which many begin. The others are kept small, as far as they show something else.
This is the only file that knows PyAV.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from PIL import ExifTags, Image

from indexer.decode import LARGE, UnreadablePhoto
from indexer.decode.drawing import turned
from indexer.decode.guarding import silent_libraries
from indexer.decode.opening import refuse_beyond
from indexer.records import FRAMES_A_VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from indexer.decode.opening import Content

STEP: Final = 8
"""Of a video that cannot be searched, one of so many frames is looked at, two seconds in all; of a
shorter one, as many as of that."""

_BRANDS: Final = {b"qt  ": "MOV", b"3gp": "3GP", b"3g2": "3GP", b"M4V": "MP4"}
_PICTURES: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1", b"miaf",
     b"avif", b"avis", b"crx ", b"jp2 ", b"jpx ", b"jxl "}
)  # fmt: skip
"""Kinds of the same container that hold pictures."""

_STARTS: Final = (
    (0, b"\x1aE\xdf\xa3", "MKV"),
    (8, b"AVI ", "AVI"),
    (0, b"\0\0\1\xba", "MPG"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    (0, b"FLV\x01", "FLV"),
    (0, b"OggS", "OGV"),
    (4, b"moov", "MOV"),
    (4, b"mdat", "MOV"),
    (4, b"wide", "MOV"),
)
_READERS: Final = {
    "MKV": "matroska",
    "WEBM": "matroska",
    "AVI": "avi",
    "MPG": "mpeg",
    "MTS": "mpegts",
    "WMV": "asf",
    "FLV": "flv",
    "OGV": "ogg",
}
"""What of FFmpeg reads a format; "mov" reads the others. It is told which: some of what it would
choose itself follows lists of other files and addresses."""

_DAMAGED: Final = "The video is damaged, not whole, or of a kind that FFmpeg does not read."
_ONLY_SOUND: Final = "It is a video without pictures: there is only sound in it."
_BYTES_A_PIXEL: Final = 20
"""While its frames are decoded: up to 16 of them wait for each other."""

_TURNS: Final = {90: 8, 180: 3, -180: 3, -90: 6, 270: 6}
"""Degrees against the clock by which a frame has to be turned, and EXIF's number for that."""

_PLACE: Final = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_SAME: Final = 2.0
"""Levels of 255 by which two frames that show the same differ at most, in the mean of all points.
Measured with six photographs in MPEG-4: noise of four levels leaves 0.5, a step aside by an
eightieth of the width 3.4 to 16, another photograph 55 and more."""

_EMPTY: Final = 1.0
"""Levels of 255 by which neighbours differ in a frame that shows something."""

_MICROSECONDS: Final = 1_000_000
"""In a second: FFmpeg counts a container's time in millionths."""

_EARLIEST: Final = 1971
"""Cameras without a clock write 1904 or 1970."""


def format_of(content: Content) -> str | None:
    """Return the format of a file if it is a video, as "MP4"."""
    head = content.head
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return None if brand in _PICTURES else _BRANDS.get(brand, _BRANDS.get(brand[:3], "MP4"))
    for place, start, name in _STARTS:
        if head.startswith(start, place):
            return "WEBM" if name == "MKV" and b"webm" in head else name
    is_stream = head[:1] == b"G" and content.suffix in {"mts", "m2ts"}
    return "MTS" if is_stream or (content.suffix == "m2ts" and head[4:5] == b"G") else None


@dataclass(frozen=True, slots=True)
class Film:
    """What is taken of a video.

    Attributes:
        poster: The frame that stands for it, upright, with its facts in it.
        seconds: How long it plays; 0 where it does not tell.
        frames: When something else is seen in it, and that, upright and small.
    """

    poster: Image.Image
    seconds: float
    frames: tuple[tuple[float, Image.Image], ...] = ()


def open_film(content: Content, format_: str) -> Film:
    """Return what is taken of a video.

    Args:
        content: What the file holds.
        format_: What `format_of` says of it.

    Raises:
        UnreadablePhoto: It is damaged, holds no picture, or PyAV is missing.
    """
    try:
        import av
    except ImportError as error:
        raise UnreadablePhoto("Videos need the package av, which is not installed here.") from error
    content.stream.seek(0)
    with silent_libraries():
        try:
            reader = _READERS.get(format_, "mov")
            with av.open(content.stream, format=reader, metadata_errors="replace") as film:
                taken = _film(film)
        except (UnreadablePhoto, MemoryError):
            raise
        # A damaged file makes FFmpeg fail in ways that nobody has listed.
        except Exception as error:
            raise UnreadablePhoto(_DAMAGED) from error
    taken.poster.format = format_
    return taken


def _film(film: InputContainer) -> Film:
    streams = film.streams.video
    if not streams:
        raise UnreadablePhoto(_ONLY_SOUND if film.streams.audio else _DAMAGED)
    stream = streams[0]
    refuse_beyond((stream.width, stream.height), _BYTES_A_PIXEL * stream.width * stream.height)
    stream.codec_context.thread_count = 1  # Other processes read beside this one.
    best: VideoFrame | None = None
    seen: list[_Seen] = []
    for frame in _frames(film, stream, seen):
        seen.append(_Seen.of(frame, stream, film))
        # Of all frames only the best is held as large as it is.
        best = frame if best is None or seen[-1].detail > max(s.detail for s in seen[:-1]) else best
    if best is None:
        raise UnreadablePhoto(_DAMAGED)
    picture = _upright(best.to_image(), best, stream)
    picture.info["exif"] = _exif({**stream.metadata, **film.metadata}).tobytes()
    return Film(picture, _seconds(film, stream), tuple(_others(seen)))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A frame that was looked at: when it is seen, and how much there is to be seen of what."""

    seconds: float
    picture: Image.Image
    grey: NDArray[np.float32]
    detail: float

    @classmethod
    def of(cls, frame: VideoFrame, stream: VideoStream, film: InputContainer) -> Self:
        shrink = max(1.0, max(frame.width, frame.height) / LARGE)
        small = frame.reformat(
            width=max(1, round(frame.width / shrink)),
            height=max(1, round(frame.height / shrink)),
            format="rgb24",
            interpolation="AREA",
        )
        seconds = (frame.time or 0.0) - _start(film) / _MICROSECONDS
        grey = frame.reformat(width=96, height=96, format="gray").to_ndarray().astype(np.float32)
        picture = _upright(small.to_image(), frame, stream)
        return cls(max(0.0, seconds), picture, grey, _detail(grey))

    def is_like(self, other: _Seen) -> bool:
        return float(np.abs(self.grey - other.grey).mean()) < _SAME


def _others(seen: list[_Seen]) -> Iterator[tuple[float, Image.Image]]:
    """Yield what is seen besides the frame that shows most, each thing once."""
    kept = [max(seen, key=lambda each: each.detail)]
    for each in sorted(seen, key=lambda each: each.seconds):
        if len(kept) == FRAMES_A_VIDEO:
            return
        if each.detail >= _EMPTY and not any(map(each.is_like, kept)):
            kept.append(each)
            yield each.seconds, each.picture


def _upright(picture: Image.Image, frame: VideoFrame, stream: VideoStream) -> Image.Image:
    return turned(_with_square_pixels(picture, stream), _TURNS.get(frame.rotation, 1))


def _seconds(film: InputContainer, stream: VideoStream) -> float:
    """Return how long a video plays, as its container tells it or else its pictures."""
    if film.duration and film.duration > 0:
        return film.duration / _MICROSECONDS
    length = float((stream.duration or 0) * (stream.time_base or 0))
    return max(0.0, length)


def _frames(film: InputContainer, stream: VideoStream, seen: list[_Seen]) -> Iterator[VideoFrame]:
    """Yield frames from all over a video; of one that cannot be searched, from its beginning.

    Args:
        film: The file.
        stream: Its pictures.
        seen: To which whoever takes a frame adds what is seen in it. Where that is nothing, the
            beginning is looked through as well.
    """
    length = film.duration or 0  # Millionths of a second.
    moments = set()
    for number in range(FRAMES_A_VIDEO if length > 0 else 0):
        with suppress(Exception):  # Of a video that breaks off, the frames before that count.
            film.seek(_start(film) + length * (2 * number + 1) // (2 * FRAMES_A_VIDEO))
            frame = next(film.decode(stream))
            if frame.pts not in moments:
                moments.add(frame.pts)
                yield frame
    if len(seen) < 2 or all(each.detail < _EMPTY for each in seen):
        yield from _first_frames(film, stream)


def _first_frames(film: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Yield some of the first frames; of a short video some from all over it, or all."""
    count = 0
    for count, frame in _from_its_beginning(film, stream):
        if count % STEP == 0:
            yield frame
    apart = 1 + count // FRAMES_A_VIDEO
    for number, frame in _from_its_beginning(film, stream) if apart < STEP else ():
        if number % apart == 0 and number % STEP:
            yield frame


def _from_its_beginning(
    film: InputContainer, stream: VideoStream
) -> Iterator[tuple[int, VideoFrame]]:
    with suppress(Exception):
        # Before its clock begins: where nothing tells what is where, as in the streams of
        # camcorders, what begins there already would be passed over.
        film.seek(min(0, _start(film)))
    with suppress(Exception):
        yield from enumerate(islice(film.decode(stream), STEP * FRAMES_A_VIDEO))


def _start(film: InputContainer) -> int:
    """Return when a video begins by its own clock, in millionths of a second."""
    return film.start_time or 0


def _detail(grey: NDArray[np.float32]) -> float:
    """Return how much there is to be seen: how neighbours differ, of a black frame not at all."""
    across, down = np.abs(np.diff(grey, axis=1)).mean(), np.abs(np.diff(grey, axis=0)).mean()
    return float(across + down)


def _with_square_pixels(picture: Image.Image, stream: VideoStream) -> Image.Image:
    shape = stream.sample_aspect_ratio
    if not shape or shape == 1 or not 1 / 4 <= shape <= 4:
        return picture
    return picture.resize((round(picture.width * shape), picture.height))


def _exif(said: Mapping[str, str]) -> Image.Exif:
    """Return what a video says of itself where `facts` looks for it."""
    apple = "com.apple.quicktime."
    exif = Image.Exif()
    for tag, names in (
        (ExifTags.Base.Make, (f"{apple}make", "make")),
        (ExifTags.Base.Model, (f"{apple}model", "model")),
        (ExifTags.Base.ImageDescription, (f"{apple}description", "title", "description")),
    ):
        text = next((said[name] for name in names if said.get(name)), None)
        if text:
            exif[tag] = text
    taken = _taken(said.get(f"{apple}creationdate")) or _taken(said.get("creation_time"))
    if taken:
        exif[ExifTags.Base.DateTime] = taken.strftime("%Y:%m:%d %H:%M:%S")
        exif[ExifTags.Base.OffsetTime] = f"{taken:%z}"[:3] + ":" + f"{taken:%z}"[3:5]
    place = said.get(f"{apple}location.ISO6709") or said.get("location")
    if match := _PLACE.match(place or ""):
        exif[ExifTags.IFD.GPSInfo] = _gps(*(float(part or 0) for part in match.groups()))
    return exif


def _taken(text: str | None) -> datetime | None:
    """Return when it was taken, by the clock there; where only Greenwich's is told, by ours."""
    with suppress(ValueError):
        taken = datetime.fromisoformat(text or "")
        if taken.year >= _EARLIEST:
            return taken.astimezone() if (text or "").endswith("Z") else taken
    return None


def _gps(latitude: float, longitude: float, altitude: float) -> dict[int, object]:
    place = ExifTags.GPS
    return {
        place.GPSLatitudeRef: "S" if latitude < 0 else "N",
        place.GPSLatitude: (abs(latitude), 0.0, 0.0),
        place.GPSLongitudeRef: "W" if longitude < 0 else "E",
        place.GPSLongitude: (abs(longitude), 0.0, 0.0),
        place.GPSAltitudeRef: b"\x01" if math.copysign(1, altitude) < 0 else b"\x00",
        place.GPSAltitude: abs(altitude),
    }

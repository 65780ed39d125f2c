"""The records that travel from the catalog to whoever asks, and back with new photos.

They live apart from the modules that fill them, because the search path reads photos
without ever loading a picture library.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.decode import DecodedPhoto
    from indexer.scan import SeenFile


class DateSource(StrEnum):
    """Who tells when a photo was taken, as the catalog and scripts name it."""

    CAMERA = "camera"
    """EXIF, of the shot or of its digitizing."""

    WRITTEN = "written"
    """XMP or IPTC."""

    PROGRAM = "program"
    """EXIF, of the last change: by a program, or by a camera that writes no other."""

    SATELLITES = "satellites"
    """EXIF, of the satellites by which the place was found."""

    VIDEO = "video"
    """The container of a video."""

    NAME = "name"
    """The name of the file."""

    FILE = "file"
    """Nobody: all that is known is when the file was changed last."""


def changed_at(mtime_ns: int) -> str:
    """Return when a file was changed last, by the clock here, as "2023-05-01T12:00:00".

    "" for a time that no clock shows: disks and archives hold any number.
    """
    try:
        return datetime.fromtimestamp(mtime_ns // 1_000_000_000).isoformat()
    except (OverflowError, OSError, ValueError):
        return ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a picture was exposed; what is not told of it is None.

    Attributes:
        seconds: How long the shutter was open.
        aperture: The f-number of the lens.
        iso: How sensitive the sensor or the film was.
        focal_length: Of the lens, in millimetres, as it is and not as on another size of sensor.
    """

    seconds: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length: float | None = None


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """A place in words, as somebody wrote them, each on one line; what is not told of it is None.

    Attributes:
        spot: Where in the city, as "Alfama".
        city: The city.
        state: The state or province.
        country: The country.
    """

    spot: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None

    @property
    def all(self) -> tuple[str | None, ...]:
        """The names from the nearest to the widest, None for each that is not told."""
        return tuple(getattr(self, each.name) for each in fields(self))

    @property
    def told(self) -> tuple[str, ...]:
        """Those names that are told, each once: Singapore is a city and a country."""
        return tuple(dict.fromkeys(filter(None, self.all)))

    def filled_from(self, other: PlaceNames) -> PlaceNames:
        """This place, with those names of another that it lacks, unless it is another place."""
        pairs = list(zip(self.all, other.all, strict=True))
        if any(one and two and one.casefold() != two.casefold() for one, two in pairs):
            return self
        return PlaceNames(*(one or two for one, two in pairs))

    def __bool__(self) -> bool:
        return any(self.all)

    def __str__(self) -> str:
        return ", ".join(self.told)


NOWHERE: Final = PlaceNames()
"""A place of which nothing is told."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a file says of its picture.

    Attributes:
        width: Pixels from left to right of the upright picture.
        height: Pixels from top to bottom of the upright picture.
        format: Name of the file format, as "JPEG".
        taken_at: Local time of the shot, as "2023-05-01T12:00:00[.ffffff]".
        taken_offset_minutes: How far that clock was ahead of UTC.
        latitude: Degrees north.
        longitude: Degrees east.
        altitude: Metres above the sea.
        camera: Maker and model.
        lens: Name of the lens.
        caption: What somebody wrote about the picture.
        rating: Stars, 1 to 5.
        keywords: What somebody filed it under, each once; read back as the library spells them.
        taken_from: Who tells `taken_at`, a `DateSource`; None where nobody does, and of a photo
            that an older Shoebox has read.
        seconds: How long a video plays, 0 where it does not tell; None of a picture.
        burst: What all photos of one burst have in common, and no others.
        exposure: How it was exposed; nothing of a photo that an older Shoebox has read.
        place: Where it was taken, in words.
    """

    width: int
    height: int
    format: str
    taken_at: str | None = None
    taken_offset_minutes: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    camera: str | None = None
    lens: str | None = None
    caption: str | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    taken_from: str | None = None
    seconds: float | None = None
    burst: str | None = None
    exposure: Exposure = Exposure()
    place: PlaceNames = NOWHERE


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of the library, as the catalog holds it.

    Attributes:
        id: The photo's only key, never used for another photo.
        path: Absolute path; odd bytes of a name are surrogates, as `os.fsdecode` makes them.
        size: Bytes of the file.
        mtime_ns: Time of the file's last change, in nanoseconds since 1970.
        content_key: 16 bytes that only the same content has.
        facts: What the file says of its picture.
        perceptual_hash: 64 bits that similar pictures share most of, as a signed number.
        added_at: When the library first saw it, UTC, ISO 8601.
        updated_at: When its file was last read, UTC, ISO 8601.
        rating: Stars, 1 to 5: its owner's, or the file's where the owner gave none.
        favourite: Whether its owner likes it above others.
    """

    id: int
    path: str
    size: int
    mtime_ns: int
    content_key: bytes
    facts: PhotoFacts
    perceptual_hash: int
    added_at: str
    updated_at: str
    rating: int | None = None
    favourite: bool = False

    @property
    def dated_at(self) -> str:
        """When it was taken; where nobody tells, when its file was changed last. "" for neither."""
        return self.facts.taken_at or changed_at(self.mtime_ns)

    @property
    def dated_from(self) -> str | None:
        """Who tells `dated_at`, a `DateSource`; None of a photo that an older Shoebox has read."""
        return self.facts.taken_from if self.facts.taken_at else DateSource.FILE


FRAMES_A_VIDEO: Final = 8
"""So many frames of a video are looked at, at most; see `FrameVector.number`."""


@dataclass(frozen=True, slots=True)
class FrameVector:
    """What a model sees in a video besides the frame that stands for it.

    Attributes:
        number: Which of the video's frames it is, from 0, less than `FRAMES_A_VIDEO`.
        seconds: When it is seen.
        vector: float32 [dim], of length 1.
    """

    number: int
    seconds: float
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexedPhoto:
    """A file that was seen, decoded and encoded, on its way into the library.

    Attributes:
        file: The file, as the scan saw it before it was read.
        photo: What the decoder made of it.
        vector: float32 [dim], of length 1.
        frames: What else is seen in a video.
    """

    file: SeenFile
    photo: DecodedPhoto
    vector: NDArray[np.float32]
    frames: tuple[FrameVector, ...] = ()


@dataclass(frozen=True, slots=True)
class NewVector:
    """A vector that another model has made of a photo which the library knows already.

    Attributes:
        photo_id: The photo.
        content_key: Of the content that was encoded.
        vector: float32 [dim], of length 1.
        frames: What else is seen in a video.
    """

    photo_id: int
    content_key: bytes
    vector: NDArray[np.float32]
    frames: tuple[FrameVector, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeOn:
    """Where a vector was made: the device (`cpu`, `npu`), and the precision of its arithmetic."""

    device: str
    precision: str


@dataclass(frozen=True, slots=True)
class EncodedBy:
    """A model that the catalog knows, by identity and name, and how many photos it has encoded."""

    model_sha256: str
    model: str
    photos: int


@dataclass(frozen=True, slots=True)
class Root:
    """A folder whose photos the library follows.

    Attributes:
        id: Its only key.
        path: Where it lies, or lay when its drive was last there.
        photos: How many photos are below it.
        volume: What the system calls its drive wherever that is plugged in; None where it has no
            such name, as a disk in the memory.
        volume_name: What people call the drive; "" where it has no name.
        volume_path: Where on the drive it lies, with `/` between the folders.
        missing: How many of its photos have a file that is not there, and wait for a person's word.
    """

    id: int
    path: str
    photos: int
    volume: str | None = None
    volume_name: str = ""
    volume_path: str = ""
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be read, why, and since when (UTC, ISO 8601)."""

    path: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class SavedCut:
    """How much of the answer to its query a saved album takes, and in which order.

    Attributes:
        least: The lowest band that belongs to it: "strong", "likely" or "weak".
        strictness: Where the bands begin, from 0 (much is likely) to 1 (little is).
        sort: "relevance" for what fits best first, "date" for the newest first.
    """

    least: str = "likely"
    strictness: float = 0.5
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Album:
    """Photos under one name: those that a person put there, or what a query finds at any time.

    Attributes:
        id: Its only key.
        name: As it was given; no two are alike but for capitals.
        query: What finds its photos, in the language of queries; None where they were put there.
        cut: How much of the answer belongs to it.
        origin: What Shoebox made it of, as "tag:dog" or "year:2023"; None for a person's own.
        cover_id: The photo that stands for it; None where none was chosen yet.
        pinned: Whether it comes before others.
        hidden: Whether it is left out of lists.
        owner_named: Whether a person gave an album of Shoebox's its name.
        owner_asked: Whether a person changed what such an album asks for.
        owner_covered: Whether a person chose the cover.
        held: How many photos were put there.
    """

    id: int
    name: str
    query: str | None = None
    cut: SavedCut = SavedCut()
    origin: str | None = None
    cover_id: int | None = None
    pinned: bool = False
    hidden: bool = False
    owner_named: bool = False
    owner_asked: bool = False
    owner_covered: bool = False
    held: int = 0

    @property
    def touched(self) -> bool:
        """Whether a person has done anything to it, so that Shoebox must not take it away."""
        own = self.owner_named or self.owner_asked or self.owner_covered
        return own or self.pinned or self.hidden

    @property
    def kind(self) -> str:
        """What fills it: "manual", "smart" for a saved query, "auto" for one that Shoebox made."""
        return "manual" if self.query is None else "smart" if self.origin is None else "auto"


@dataclass(frozen=True, slots=True)
class AutoAlbum:
    """An album as Shoebox would make it by itself.

    Attributes:
        origin: What it is made of, as "tag:dog"; the same from one look at the library to the next.
        name: How it is called where its owner gave it no other name.
        query: What finds its photos.
        cover_id: The photo that stands for it; None to leave that as it is.
    """

    origin: str
    name: str
    query: str
    cover_id: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a device is not in use.

    Attributes:
        device: Which.
        reason: Why, in one sentence.
        tried: Whether it was tried at all; False: this machine just has no such device.
    """

    device: str
    reason: str
    tried: bool = False

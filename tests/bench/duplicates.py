"""Duplicates: how many are found and how many wrongly, and how long 100,000 photos take.

The first on copies and near misses that `altered` makes of real pictures: the dev photos and the
everyday classes where `SHOEBOX_STARTER_DATA` names the data folder (as for `retrieval`), else the
few inside scikit-image and scikit-learn. The pictures are cut in two by their names: the default
distance was chosen on one half, and is proved on the other.

The second on a library of vectors and hashes made by chance, with planted copies and bursts, whose
previews are real pictures of which there are a few hundred: what is compared was never drawn alike.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

from indexer.decode import DecodedPhoto
from indexer.decode.drawing import opened, to_jpeg
from indexer.duplicates import DEFAULT_DISTANCE, Kind, find_duplicates
from indexer.duplicates.records import SURE_DISTANCE
from indexer.encode import Stamp
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.records import IndexedPhoto, PhotoFacts
from indexer.scan import SeenFile
from tests.bench import altered
from tests.bench.cut_data import CHOOSING, PROVING, half_of
from tests.bench.figures import Figure
from tests.bench.libraries import clustered_vectors
from tests.bench.pictures import make_photos

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from indexer.duplicates import Group
    from indexer.models import Bundle

DATA_FOLDER: Final = "SHOEBOX_STARTER_DATA"
ORIGINALS: Final = 120
"""Pictures of each half of which copies are made, and as many of which near misses are made."""

FAR_AWAY: Final = (0.1, 0.15)
"""Width of somebody who moves far from the camera, as a share of the picture's."""

TINY: Final = (0.05, 0.08)
"""The same of somebody whom a preview hardly shows."""

DISTANCES: Final = (SURE_DISTANCE, 24.0, DEFAULT_DISTANCE, 36.0)


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Precision and recall on both halves, then seconds and memory of a large library."""
    for half, name in ((CHOOSING, "the half it was chosen on"), (PROVING, "the other half")):
        yield from _quality(scratch / str(half), half, name, smoke=smoke)
    for count in (1_000,) if smoke else (10_000, 100_000):
        yield from _speed(scratch / str(count), count, smoke=smoke)


# -- quality ---------------------------------------------------------------------------------


def _quality(scratch: Path, half: int, name: str, *, smoke: bool) -> Iterator[Figure]:
    bundle = find_bundle("starter")
    kinds = make_set(scratch / "photos", half, originals=4 if smoke else ORIGINALS)
    with Library.open(scratch / "library", write=True) as library:
        root = library.catalog.add_root(str(scratch / "photos")).path
        for _ in ingest(library, bundle, IngestOptions(roots=(root,))):
            pass
        for distance in DISTANCES:
            groups = find_duplicates(library, bundle, distance=distance, kinds=(Kind.NEAR,))
            where = f"on {name}, distance {distance:g}"
            if distance != DEFAULT_DISTANCE:
                yield from _rates(groups, kinds, where, promised=False, judge=False)
                continue
            # The few pictures that everybody has come again and again, and are copies themselves.
            judge = not smoke and DATA_FOLDER in os.environ
            yield from _rates(groups, kinds, where, promised=True, judge=judge)
            yield from _at_the_default(groups, kinds, where)


def _rates(
    groups: Sequence[Group], kinds: dict[str, int], where: str, *, promised: bool, judge: bool
) -> Iterator[Figure]:
    """Precision and recall; whatever moved counts, who came where nobody was does not."""
    right, wrong, _ = judged(groups)
    copies = sum(kinds.values())
    for what, rate, least, told in (
        ("precision", right / max(1, right + wrong), 0.99, f"of {right + wrong:,}"),
        ("recall", right / copies, 0.95, f"of {copies:,}"),
    ):
        promise = f">= {least}" if promised else ""
        met = rate >= least if judge else None
        yield Figure(f"{what} {where}", rate, told, budget=promise, met=met)


def _at_the_default(groups: Sequence[Group], kinds: dict[str, int], where: str) -> Iterator[Figure]:
    """What the trash takes unasked, where no photo has a date, and what is found of each kind."""
    sure, told = sure_of(groups), f"preselected for the trash {where}"
    yield from _rates(sure, kinds, told, promised=False, judge=False)
    for what, some in (("shown as copies", groups), ("preselected", sure)):
        for who, mark in (("far away", "-came"), ("hardly to be seen", "-tiny")):
            yield Figure(
                f"   somebody {who} came between two frames, {what} {where}",
                _passed(some, mark) / max(kinds.values()),
                "of the pairs (not counted above)",
            )
    *_, by_kind = judged(groups)
    for kind, made in kinds.items():
        yield Figure(f"   recall of {kind}", by_kind.get(kind, 0) / made, f"of {made}")


def sure_of(groups: Sequence[Group]) -> list[Group]:
    """The groups without what may be another shot."""
    return [
        replace(group, members=tuple(each for each in group.members if not group.is_unsure(each)))
        for group in groups
    ]


def make_set(folder: Path, half: int, *, originals: int) -> dict[str, int]:
    """Write the pictures of a half, their copies and near misses: how many copies of each kind.

    The names say what is what: `0007-original`, `0007-copy-crop`, `0007-burst1` ...
    """
    folder.mkdir(parents=True)
    chance = np.random.default_rng(half)
    sources = _sources(folder.parent, half, 2 * originals)
    pictures = [Image.open(path).convert("RGB") for path in sources]
    for number, picture in enumerate(pictures[:originals]):
        picture.save(folder / f"{number:04}-original.jpg", quality=92)
        for kind, change in altered.COPIES.items():
            change(picture, chance).save(folder / f"{number:04}-copy-{kind}.jpg", quality=88)
        altered.mirrored(picture).save(folder / f"{number:04}-mirror.jpg", quality=90)
    for number, picture in enumerate(pictures[originals:]):
        for kind, frames in _near_misses(picture, pictures[number], chance):
            for place, frame in enumerate(frames):
                frame.save(folder / f"{number:04}-{kind}{place}.jpg", quality=88)
    return dict.fromkeys(altered.COPIES, originals)


def _near_misses(
    picture: Image.Image, subject: Image.Image, chance: Generator
) -> Iterator[tuple[str, tuple[Image.Image, Image.Image]]]:
    """Two frames of each kind: nothing but their dates would tell some apart, and they have none.

    Those in which somebody comes are of other scenes, its mirror images: only with each other can
    they be taken for copies.
    """
    yield "burst", altered.burst(picture, subject, chance)
    yield "moved", altered.moved_camera(picture, chance)
    yield "far", altered.burst(picture, subject, chance, width=FAR_AWAY)
    yield "still", altered.burst(picture, subject, chance, width=FAR_AWAY, trembling=False)
    yield "came", altered.came(altered.mirrored(picture), subject, chance, width=FAR_AWAY)
    below = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    yield "tiny", altered.came(below, subject, chance, width=TINY)


def judged(groups: Sequence[Group]) -> tuple[int, int, dict[str, int]]:
    """How many photos are rightly and wrongly with their group's best, and the right by kind."""
    right: dict[str, int] = {}
    wrong = 0
    for group in groups:
        names = [Path(member.photo.path).stem for member in group.members]
        # The group's own picture: that of the best one, which the others are said to show too.
        whose = _picture_of(names[0])
        mates = [name for name in names if _picture_of(name) == whose]
        wrong += sum(name not in mates and not _has_come(name) for name in names)
        copies = [name for name in mates if "-copy-" in name]
        # Where the original is not among them, one of the copies only stands for it.
        for name in copies if len(copies) < len(mates) else copies[1:]:
            kind = name.split("-copy-")[1]
            right[kind] = right.get(kind, 0) + 1
    return sum(right.values()), wrong, right


def _passed(groups: Sequence[Group], mark: str) -> int:
    """How many near misses of a kind are taken for copies."""
    return sum(mark in member.photo.path for group in groups for member in group.members[1:])


def _has_come(name: str) -> bool:
    return "-came" in name or "-tiny" in name


def _picture_of(name: str) -> str:
    return name[:4] if re.search("-original|-copy-", name) else name


def _sources(scratch: Path, half: int, count: int) -> list[Path]:
    """Real pictures of one half, always the same."""
    named = os.environ.get(DATA_FOLDER)
    if not named:
        return make_photos(scratch / f"sources-{half}", count, size=(640, 480))
    data = Path(named)
    rows = [json.loads(line) for line in (data / "flickr8k.jsonl").read_text("utf-8").splitlines()]
    found = [data / row["file"] for row in rows if row["split"] == "dev"]
    found += sorted((data / "imagenet_det200x5").glob("*.jpg"))
    mine = [path for path in found if half_of(path.name) == half]
    order = np.random.default_rng(half).permutation(len(mine))
    return [mine[place] for place in order[:count]]


# -- speed -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planted:
    """What is hidden in a library made by chance: so many photos of each kind, of 100."""

    exact: int = 4
    near: int = 6
    bursts: int = 3


FRAMES: Final = 4
"""Of each burst."""

_LARGER: Final = 12.5
"""Pixels of a side of a photo for each of its preview: 4000 for 320. A copy that was cut has fewer,
and who gave it as many would say that it was stretched."""

DRAWN: Final = 400
"""Real pictures of which the previews are."""


def _speed(scratch: Path, count: int, *, smoke: bool) -> Iterator[Figure]:
    bundle = find_bundle("starter")
    drawn = Drawn.of(scratch, 40 if smoke else DRAWN)
    with Library.open(scratch / "library", write=True) as library:
        planted = plant(library, bundle, drawn, count)
        library.vectors(bundle)
        library.save_caches()
    done, megabytes = _process(scratch / "library")
    told = f"of {count:,} photos"
    large = count == 100_000
    yield Figure(
        f"`shoebox duplicates` {told}",
        done["seconds"],
        "s",
        None,
        "",
        "<= 60 s" if large else "",
        done["seconds"] <= 60 if large else None,
    )
    yield Figure(f"   its memory {told}", megabytes, "MB at most")
    for kind, hidden in planted.items():
        yield Figure(f"   {kind} groups {told}", done[kind], "", float(hidden), "planted")


def _process(folder: Path) -> tuple[dict[str, Any], float]:
    """The sums of a whole process, and the most memory that it had, in MB."""
    code = (
        "import resource, sys; from indexer.cli import main; code = main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, "--library", str(folder), "duplicates", "--json"]
    ran = subprocess.run([*command, "--quiet"], check=True, capture_output=True, text=True)
    *_, sums, peak = ran.stdout.splitlines()
    return json.loads(sums), int(peak) / 1024


@dataclass(frozen=True, slots=True)
class Drawn:
    """Previews as JPEG: real pictures, an altered copy and four frames of a burst of each."""

    plain: tuple[bytes, ...]
    copies: tuple[bytes, ...]
    frames: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, scratch: Path, count: int) -> Drawn:
        """Draw so many."""
        chance = np.random.default_rng(1)
        sources = _sources(scratch, PROVING, count)
        pictures = [Image.open(each).convert("RGB").resize((320, 240)) for each in sources]
        frames = []
        for place, picture in enumerate(pictures):
            burst = [altered.burst(picture, pictures[place - 1], chance) for _ in range(2)]
            frames.append(tuple(to_jpeg(frame) for pair in burst for frame in pair))
        copies = [altered.framed(picture, chance) for picture in pictures]
        return cls(tuple(map(to_jpeg, pictures)), tuple(map(to_jpeg, copies)), tuple(frames))


def plant(library: Library, bundle: Bundle, drawn: Drawn, count: int) -> dict[str, int]:
    """Fill a library by chance, with copies and bursts: how many groups of each kind."""
    share = Planted()
    chance = np.random.default_rng(0)
    exact, near = count * share.exact // 100, count * share.near // 100
    bursts = count * share.bursts // 100 // (FRAMES - 1)
    scenes = count - exact - near - bursts * (FRAMES - 1)
    vectors = clustered_vectors(scenes, bundle.embedding_dim)
    hashes = chance.integers(-(2**63), 2**63, scenes)
    some = chance.permutation(scenes)
    rows = [(scene, "plain", 0) for scene in range(scenes)]
    rows += [(int(scene), "exact", 1) for scene in some[:exact]]
    rows += [(int(scene), "near", 2) for scene in some[exact : exact + near]]
    rows += [
        (int(scene), "burst", frame)
        for scene in some[exact + near : exact + near + bursts]
        for frame in range(1, FRAMES)
    ]
    makers = _Maker(vectors, hashes, drawn, chance)
    stamp = Stamp(bundle.name, bundle.sha256, bundle.preprocess_version, "float32", "cpu")
    for start in range(0, len(rows), 1000):
        library.add([makers.photo(*row) for row in rows[start : start + 1000]], stamp)
    return {"exact": exact, "near": near, "burst": bursts}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the photos of scenes: a vector, a hash and a picture each, and what is like them."""

    vectors: NDArray[np.float32]
    hashes: NDArray[np.int64]
    drawn: Drawn
    chance: Generator

    def photo(self, scene: int, kind: str, number: int) -> IndexedPhoto:
        """A photo of a scene: the plain one, a copy of it, or a frame of a burst."""
        hours, minute = divmod(scene * 5, 60)
        day, hour = divmod(hours, 24)
        taken = np.datetime64("2010-01-01T00:00:00") + np.timedelta64(day, "D")
        taken += np.timedelta64(hour * 3600 + minute * 60 + (number if kind == "burst" else 0), "s")
        picture = scene % len(self.drawn.plain)
        small = self._preview(picture, kind, number)
        width, height = (round(_LARGER * side) for side in opened(small).size)
        # A copy that went through a messenger says nothing of when and with what.
        told = (None, None) if kind == "near" else (str(taken), "Canon EOS R6")
        facts = PhotoFacts(width, height, "JPEG", taken_at=told[0], camera=told[1])
        content = scene if kind in ("plain", "exact") else scene + 10_000_000 * (number + 1)
        decoded = DecodedPhoto(
            content_key=content.to_bytes(16, "little"),
            pixels=np.empty((0, 0, 3), np.uint8),
            small=small,
            large=None,
            perceptual_hash=self._hash(scene, {"near": 10, "burst": 16}.get(kind, 0)),
            facts=facts,
        )
        name = f"/nowhere/{scene // 1000:04}/{kind}-{number}-{scene:07}.jpg"
        return IndexedPhoto(SeenFile(name, 4_000_000, scene), decoded, self._vector(scene, kind))

    def _preview(self, picture: int, kind: str, number: int) -> bytes:
        if kind == "burst":
            return self.drawn.frames[picture][number]
        return (self.drawn.copies if kind == "near" else self.drawn.plain)[picture]

    def _hash(self, scene: int, bits: int) -> int:
        flips = sum(1 << int(bit) for bit in self.chance.choice(63, bits, replace=False))
        return int(self.hashes[scene]) ^ flips

    def _vector(self, scene: int, kind: str) -> NDArray[np.float32]:
        """The scene's own, or one whose cosine with it is 0.85 to 0.95."""
        vector: NDArray[np.float32] = self.vectors[scene]
        if kind in ("plain", "exact"):
            return vector
        noise = self.chance.standard_normal(len(vector)).astype(np.float32)
        other = vector + self.chance.uniform(0.33, 0.6) * noise / np.linalg.norm(noise)
        unit: NDArray[np.float32] = (other / np.linalg.norm(other)).astype(np.float32)
        return unit

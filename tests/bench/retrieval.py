"""What the starter model finds, through the product itself: the figures of its model card.

Always: pictures that nobody trained it on, those inside scikit-image and scikit-learn. Few, so
their figures are coarse: one picture is five points.

Where `SHOEBOX_STARTER_DATA` names a data folder as `resources/models/starter/starter_data.py`
describes it (not with `--smoke`): captions of the dev photos, and the everyday classes.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.decode import DecodeRecipe, read_photo
from indexer.encode import ImageEncoder, TextEncoder
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import Blend, Query, Weighted, Words
from indexer.search import Request, Searcher
from tests.bench.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.models import Bundle

DATA_FOLDER: Final = "SHOEBOX_STARTER_DATA"
PROMPT: Final = "a photo of a {}"
FOUND_AMONG: Final = (1, 5, 10)

SHIPPED_PICTURES: Final = {
    "skimage/data/astronaut.png": "astronaut",
    "skimage/data/brick.png": "brick",
    "skimage/data/camera.png": "camera",
    "skimage/data/chelsea.png": "cat",
    "skimage/data/clock_motion.png": "clock",
    "skimage/data/coffee.png": "coffee",
    "skimage/data/coins.png": "coins",
    "skimage/data/grass.png": "grass",
    "skimage/data/gravel.png": "gravel",
    "skimage/data/horse.png": "horse",
    "skimage/data/hubble_deep_field.jpg": "galaxy",
    "skimage/data/moon.png": "moon",
    "skimage/data/motorcycle_left.png": "motorcycle",
    "skimage/data/page.png": "page",
    "skimage/data/retina.jpg": "retina",
    "skimage/data/rocket.jpg": "rocket",
    "skimage/data/text.png": "text",
    "sklearn/datasets/images/china.jpg": "temple",
    "sklearn/datasets/images/flower.jpg": "flower",
}
"""Picture -> its name: that of its file, or where this is a proper name, of what it shows.

All that those packages ship but test charts, a logo, microscope pictures, what is smaller than a
thumbnail, and the second eye of a stereo pair. Neither these nor the names below were changed after
their first score.
"""

OTHER_NAMES: Final = """
accordion airplane ambulance anchor ant apple aquarium armchair axe backpack bag bakery ball balloon
banana barn baseball basket bathtub beach bear bed bee bench bicycle bird blanket boat bonfire boot
bottle bowl bread bridge broom bus butterfly cactus cake camel candle canoe car carpet carrot castle
cheese chicken church computer couch cow crab crown curtain deer desk dinosaur dog dolphin door
dragonfly dress drum duck eagle egg elephant envelope escalator fan farm fence ferry fireplace
fireworks fish flute forest fork fountain fox fridge frog ghost giraffe goat goose grapes guitar
hammer hat helicopter hospital house igloo iron island jellyfish kangaroo kettle keyboard kitchen
kite lake laptop lawnmower lemon library lighthouse lion lizard lobster mailbox market microwave
mirror monkey mountain mouse mushroom necklace office onion orange orchestra oven owl panda
parachute parrot peacock penguin piano pig pillow pineapple pizza playground potato pumpkin pyramid
rabbit radio restaurant rhino river robot sandwich scarf scissors shark sheep skateboard ski snake
snowman sofa spider squirrel stadium stairs strawberry suitcase supermarket surfboard swan sword
telephone television tent tiger toaster tomato toothbrush tractor train trumpet tunnel turtle
umbrella
"""
"""Everyday nouns, none of which is what one of those pictures shows; apart by white space."""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """How often the starter names a picture rightly, and finds the photo that a caption tells."""
    bundle = find_bundle("starter")
    pictures = [_inside_a_package(name) for name in SHIPPED_PICTURES]
    yield from _zero_shot(
        "unseen pictures", bundle, pictures, tuple(SHIPPED_PICTURES.values()), OTHER_NAMES.split()
    )
    data = os.environ.get(DATA_FOLDER)
    if data and not smoke:
        yield from _everyday_classes(bundle, Path(data))
        yield from _captions(bundle, Path(data), scratch)


def _inside_a_package(name: str) -> Path:
    """A file that is shipped inside an installed package."""
    from importlib.util import find_spec

    package, _, rest = name.partition("/")
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / rest


# -- naming pictures ----------------------------------------------------------------------


def _everyday_classes(bundle: Bundle, data: Path) -> Iterator[Figure]:
    rows = _rows(data / "imagenet_det200x5.jsonl")
    pictures = [data / row["file"] for row in rows]
    return _zero_shot("everyday classes", bundle, pictures, [row["label"] for row in rows])


def _zero_shot(
    of: str,
    bundle: Bundle,
    pictures: Sequence[Path],
    labels: Sequence[str],
    others: Sequence[str] = (),
) -> Iterator[Figure]:
    """How often a picture's own name is first, and among the first five, of all names."""
    names = sorted({*labels, *others})
    with TextEncoder.open(bundle) as words:
        texts = words.encode([PROMPT.format(name) for name in names])
    scores = _encoded(bundle, pictures) @ texts.T
    own = np.array([names.index(label) for label in labels])
    place = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    for first in (1, 5):
        yield Figure(
            f"top-{first} of {len(names)} names, {of}",
            float((place < first).mean()),
            f"of {len(pictures):,} pictures",
            first / len(names),
            "chance",
        )


def _encoded(bundle: Bundle, pictures: Sequence[Path]) -> NDArray[np.float32]:
    """Read and encode pictures as an ingest does, `float32 [n, embedding_dim]`."""
    recipe = DecodeRecipe(bundle.image)
    with ImageEncoder.open(bundle) as encoder:
        pixels = (read_photo(str(picture), recipe).pixels for picture in pictures)
        return np.concatenate([encoder.encode(square[None]) for square in pixels])


# -- finding photos -----------------------------------------------------------------------


def _captions(bundle: Bundle, data: Path, scratch: Path) -> Iterator[Figure]:
    """How often a caption finds its photo among the first 1, 5 and 10 of a library."""
    photos = dev_photos(data)
    captions = [(text, Path(row["file"]).name) for row in photos for text in row["captions"]]
    with Library.open(scratch / "library", write=True) as library:
        take_in(library, bundle, data, photos, scratch)
        places = _places(library, bundle, captions)
    for first in FOUND_AMONG:
        yield Figure(
            f"R@{first} of {len(captions):,} captions, Flickr8k dev",
            float((places < first).mean()),
            f"of {len(photos):,} photos",
            first / len(photos),
            "chance",
        )


def dev_photos(data: Path) -> list[dict[str, Any]]:
    """The rows of the photos that are described, and that nobody trained with."""
    return [row for row in _rows(data / "flickr8k.jsonl") if row["split"] == "dev"]


def take_in(
    library: Library, bundle: Bundle, data: Path, photos: Sequence[dict[str, Any]], scratch: Path
) -> None:
    """Index the photos of those rows, copied into one folder."""
    folder = scratch / "photos"
    folder.mkdir()
    for row in photos:
        shutil.copyfile(data / row["file"], folder / Path(row["file"]).name)
    *_, last = ingest(library, bundle, IngestOptions(roots=(str(folder),)))
    assert (last.added, last.unreadable) == (len(photos), 0)


def _places(
    library: Library, bundle: Bundle, captions: Sequence[tuple[str, str]]
) -> NDArray[np.int64]:
    """At which place, from 0, each caption finds its photo's file; beyond the last if nowhere."""
    deepest = max(FOUND_AMONG)
    with Searcher.open(library, bundle) as searcher:
        requests = [_request(text, deepest) for text, _ in captions]
        answers = [searcher.hits(answer) for answer in searcher.answer_many(requests)]
    places = np.full(len(captions), deepest)
    for number, (hits, (_, own)) in enumerate(zip(answers, captions, strict=True)):
        for hit in hits:
            if Path(hit.path).name == own:
                places[number] = hit.rank - 1
    return places


def _request(caption: str, count: int) -> Request:
    """A caption as one term, whatever signs it has."""
    words = Words(" ".join(caption.split()))
    return Request(Query((Blend((Weighted(words),)),)), count, tallied=False)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

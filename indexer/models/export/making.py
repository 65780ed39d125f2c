"""The whole way from a recipe to a bundle, proved against open_clip before anything is kept.

Which graph runs where was measured (two cores of an x86-64 server, median of 5 to 15 runs, quiet
but for other work of ours; FP32 against FP16 file, in milliseconds of processor time):

    S0 image 67 / 131, S3 image 331 / 537     the CPU unpacks FP16 weights again in each run
    S0 image, four at once 61 a picture       one at a time 67; S3 gains 2 %
    S0 text 79 / 82, S3 text 176 / 181        no difference; the FP16 file loads in half the time

So the CPU has an image graph of its own, in FP32 and for any number of pictures, and the rest is
FP16, which is what NPUs compute with anyway, from files of half the size.
"""

from __future__ import annotations

import gzip
import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from indexer.errors import LibraryError
from indexer.models.bundle import Bundle
from indexer.models.export import graphs
from indexer.models.export.extra import open_clip
from indexer.models.export.weights import (
    Inputs,
    largest_number,
    load_network,
    parameters,
    random_network,
    vectors,
)
from indexer.models.golden import agreement, golden_inputs
from indexer.models.installing import (
    describe,
    hash_files,
    incoming,
    install,
    make_golden,
    require_free_name,
)
from indexer.preprocess import normalise
from indexer.tokenizer import clip_tokenizer_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from indexer.models.export.recipe import Recipe
    from indexer.models.export.weights import Vectors
    from indexer.models.golden import Golden

PREPROCESS_VERSION = 1
CLIP_MERGES = 49_408 - 2 * 256 - 2
"""Of the 262,000 merges in CLIP's file, the models know these: their vocabulary less the single
bytes, once as they are and once at a word's end, and the two marks."""

LEAST_COSINE = 0.99999
"""Between open_clip's vectors and those of the full-precision graphs."""

LEAST_HALF_COSINE = 0.999
"""The same for the graphs in half precision, which is what `golden` asks of a device as well."""

LARGEST_HALF = 65_504.0
IMAGE_BYTES, TEXT_BYTES = 10, 6
"""What a parameter takes on the disk: 4 to be halved, 2 halved, for pictures 4 for the CPU."""

SPARE_BYTES = 64_000_000
FULL_IMAGE, FULL_TEXT = "image-full.onnx", "text-full.onnx"


def export_model(
    recipe: Recipe, weights: Path | None, *, on_stage: Callable[[str], None]
) -> Bundle:
    """Make a model and install it under the recipe's name, whole or not at all.

    Args:
        recipe: What is to be made.
        weights: The file of its weights; None for random ones.
        on_stage: Told in a few words what is done now.

    Raises:
        LibraryError: It cannot be made, for a reason that the user can see to, or the name is
            taken. Nothing of it is left.
    """
    require_free_name(recipe.name)
    with _staged(recipe.name) as folder:
        export_bundle(recipe, weights, folder, on_stage=on_stage)
        return install(folder, recipe.name)


def export_bundle(
    recipe: Recipe,
    weights: Path | None,
    folder: Path,
    *,
    on_stage: Callable[[str], None],
    source: str | None = None,
) -> Bundle:
    """Make a bundle in a folder that is there; its `model.json` is written last.

    Args:
        recipe: What is to be made.
        weights: The file of its weights; None for random ones.
        folder: Where to.
        on_stage: Told in a few words what is done now.
        source: Where the weights came from; by default, the file's name.

    Raises:
        LibraryError: It cannot be made, for a reason that the user can see to.
    """
    on_stage(f"Loading {recipe.origin}")
    inputs = _golden_inputs(recipe)
    network = load_network(recipe, weights) if weights else random_network(recipe, inputs.pictures)
    _require_room(network, recipe, folder)
    bundle = _described(recipe, network, folder, source or _source(recipe, weights))
    wanted = vectors(network, inputs)
    _write_tokenizer(bundle)
    _write_towers(graphs.fold(network), bundle, inputs, on_stage=on_stage)
    on_stage("Comparing its vectors with open_clip's")
    golden = _proved(bundle, wanted)
    bundle.path(FULL_TEXT).unlink()
    return describe(replace(bundle, files=hash_files(folder, _files(bundle))), golden)


def clip_merges() -> list[str]:
    """Return the pairs of pieces that CLIP's vocabulary is made of, as open_clip ships them."""
    from open_clip.tokenizer import default_bpe

    lines = gzip.decompress(Path(default_bpe()).read_bytes()).decode("utf-8").split("\n")
    return lines[1 : 1 + CLIP_MERGES]


def _golden_inputs(recipe: Recipe) -> Inputs:
    """Return the golden pictures and sentences, these in open_clip's own ids."""
    pixels, sentences = golden_inputs(recipe.image)
    tokenizer = open_clip().SimpleTokenizer(context_length=recipe.text.context_length)
    return Inputs(normalise(pixels, recipe.image), tokenizer(list(sentences)).numpy())


def _require_room(network: Any, recipe: Recipe, folder: Path) -> None:
    """Ask for room on the disk before the first file is written."""
    image = parameters(network.visual)
    text = parameters(network) - image
    if 4 * max(image, text) > graphs.LARGEST_TOWER:
        raise LibraryError(
            f"{recipe.architecture} is too large: a tower of it takes "
            f"{4 * max(image, text) / 1e9:.1f} GB, and an ONNX file ends at 2."
        )
    needed = IMAGE_BYTES * image + TEXT_BYTES * text + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LibraryError(
            f"Exporting {recipe.name} needs {needed / 1e6:,.0f} MB, but the disk of {folder} has "
            f"{free / 1e6:,.0f} MB free."
        )


def _described(recipe: Recipe, network: Any, folder: Path, source: str) -> Bundle:
    return Bundle(
        folder=folder,
        name=recipe.name,
        title=recipe.title,
        licence=recipe.licence,
        source=source,
        embedding_dim=recipe.embedding_dim,
        image=recipe.image,
        text=recipe.text,
        logit_scale=float(network.logit_scale.detach().exp()),
        preprocess_version=PREPROCESS_VERSION,
        files=(),
    )


def _source(recipe: Recipe, weights: Path | None) -> str:
    origin = f"{recipe.origin} of open_clip {open_clip().__version__}"
    return f"{origin}, {weights.name if weights else 'random weights'}"


def _write_tokenizer(bundle: Bundle) -> None:
    path = bundle.path(bundle.text.tokenizer.file)
    path.write_text(clip_tokenizer_json(clip_merges()), "utf-8")


def _write_towers(
    network: Any, bundle: Bundle, inputs: Inputs, *, on_stage: Callable[[str], None]
) -> None:
    """Write the graphs, and the text tower in full precision as well, to be compared."""
    fits = largest_number(network, inputs) <= LARGEST_HALF
    if not fits:
        on_stage("Keeping full precision: half precision cannot hold this model's numbers")
    image, text = bundle.image, bundle.text
    on_stage("Writing the image tower")
    picture, full_image = inputs.pictures[:1], bundle.path(FULL_IMAGE)
    graphs.write_image_graph(network, image, full_image, example=picture, batch=False)
    _keep(full_image, bundle.path(image.file), halved=fits)
    full_image.unlink()
    for_cpu = bundle.path(image.cpu_file or image.file)
    graphs.write_image_graph(network, image, for_cpu, example=picture, batch=True)
    on_stage("Writing the text tower")
    full_text = bundle.path(FULL_TEXT)
    graphs.write_text_graph(network, text, full_text, example=inputs.tokens[:1])
    _keep(full_text, bundle.path(text.file), halved=fits)


def _keep(full: Path, kept: Path, *, halved: bool) -> None:
    if halved:
        graphs.halve(full, kept)
    else:
        shutil.copyfile(full, kept)


def _proved(bundle: Bundle, wanted: Vectors) -> Golden:
    """Return the golden set, if all graphs give on the CPU what open_clip gives.

    Raises:
        LibraryError: They do not.
    """
    golden = make_golden(replace(bundle, text=replace(bundle.text, cpu_file=FULL_TEXT)))
    kept = make_golden(replace(bundle, image=replace(bundle.image, cpu_file=None)))
    _require_agreement(golden.picture_vectors, wanted.pictures, LEAST_COSINE)
    _require_agreement(golden.sentence_vectors, wanted.sentences, LEAST_COSINE)
    _require_agreement(kept.picture_vectors, wanted.pictures, LEAST_HALF_COSINE)
    _require_agreement(kept.sentence_vectors, wanted.sentences, LEAST_HALF_COSINE)
    return golden


def _require_agreement(
    found: NDArray[np.float32], wanted: NDArray[np.float32], least: float
) -> None:
    cosine = agreement(found, wanted).cosine_min
    if cosine < least:
        raise LibraryError(
            "The model cannot be exported: its graph gives other vectors than open_clip (the "
            f"cosine is {cosine:.6f} where {least} is wanted)."
        )


def _files(bundle: Bundle) -> tuple[str, ...]:
    image, text = bundle.image, bundle.text
    return (image.file, image.cpu_file or image.file, text.file, text.tokenizer.file)


@contextmanager
def _staged(name: str) -> Iterator[Path]:
    """Give an empty folder beside the models, of which nothing is left afterwards."""
    folder = incoming() / f"{name}.export"
    try:
        incoming().mkdir(parents=True, exist_ok=True)
        with FileLock(incoming() / f"{name}.lock", timeout=0):
            shutil.rmtree(folder, ignore_errors=True)  # Of an export that was killed.
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout as error:
        raise LibraryError(f"Another Shoebox is making {name} already.") from error
    except BrokenPipeError:  # Whoever is told the stages has gone; that is no matter of disks.
        raise
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written ({error.strerror}).") from error

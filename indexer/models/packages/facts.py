"""What a package's binaries do not say of themselves: how pictures and words are prepared, licence.

From its own `model.json` where we made it, else from the installed model that it is, compiled, else
from `known` by the name in its files. The numbers come as a bundle whose graphs are put in later.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError
from indexer.models.adopt import LARGEST_SCALE, PREPROCESS_VERSION, PROOF, PROOF_IDS
from indexer.models.bundle import Bundle, ImageSpec, TextSpec, TokenizerSpec
from indexer.models.check import check_files
from indexer.models.description import DESCRIPTION, load_bundle
from indexer.models.installed import find_bundle, list_bundles
from indexer.models.known import KNOWN
from indexer.models.packages.opening import PackageError, files_of
from indexer.models.parity import find_reference
from indexer.session import ModelError
from indexer.tokenizer import Tokenizer, clip_tokenizer_json

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models.golden import Golden
    from indexer.models.known import KnownModel

TOKENIZER: Final = "tokenizer.json"
CLIP_WORDS: Final = "bpe_simple_vocab_16e6.txt.gz"
"""OpenAI's list of pieces of words, as its own programs carry it."""

_MERGES: Final = slice(1, 49152 - 256 - 2 + 1)
"""The lines of that file which CLIP knows; the first is a title."""

_MOST_TEXT: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a package's model.

    Attributes:
        model: Its numbers; the names of its graphs mean nothing yet.
        reference: Inputs with the vectors that it ought to give, where those are known.
        told_by: Who says so, for people.
    """

    model: Bundle
    reference: Golden | None
    told_by: str


def settle_facts(folder: Path, staged: Path, *, like: str | None, called: str) -> Facts:
    """Return what is known of a package's model, and put its tokenizer into `staged`.

    Args:
        folder: The package.
        staged: Where the new bundle is put together.
        like: The installed model that it is said to be.
        called: What the user's folder or zip is called.

    Raises:
        PackageError: Nothing tells which model it is, or how it reads words; or the user says it of
            a package that tells all by itself.
        LibraryError: The model that tells is broken, or is not there.
    """
    if _is_ours(folder):
        ours = load_bundle(folder)
        if like is not None:
            raise PackageError(
                f"{called} tells itself which model it is, {ours.name}: take it in without "
                "`--like`."
            )
        check_files(ours)
        return _of_bundle(ours, staged, told_by=DESCRIPTION)
    if like is not None:
        return _of_bundle(find_bundle(like), staged, told_by=f"the model “{like}”")
    known = _known_by_name(folder, called)
    if known is None:
        names = ", ".join(model.name for model in KNOWN)
        raise PackageError(
            f"No name in {called} tells which model it is: say so with `--like NAME`, the "
            f"installed model that it is, compiled. (By name Shoebox knows {names}.)"
        )
    facts = _of_installed(known, staged)
    if facts is not None:
        return facts
    _put_clip_tokenizer(folder, staged / TOKENIZER, known)
    model = _bundle_of(known, staged)
    if not _reads_as_clip(model):
        raise PackageError(f"{CLIP_WORDS} reads words otherwise than {known.name} was trained to.")
    return Facts(model, None, told_by=f"what is known of {known.name}")


def _is_ours(folder: Path) -> bool:
    """Whether a package says what a bundle says; Model Farm has files of that name as well."""
    try:
        said = json.loads((folder / DESCRIPTION).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and {"image", "text", "preprocess_version"} <= said.keys()


def _of_installed(known: KnownModel, staged: Path) -> Facts | None:
    """Return what the installed model of that name tells; None where there is no whole one.

    One that is compiled itself tells nothing: it was proved less well than its own original would.
    """
    try:
        bundle = find_bundle(known.name)
        if bundle.image.compiled is not None:
            return None
        check_files(bundle)
        return _of_bundle(bundle, staged, told_by=f"the model “{known.name}”")
    except (LibraryError, ModelError):
        return None


def _of_bundle(bundle: Bundle, staged: Path, *, told_by: str) -> Facts:
    reference = find_reference(bundle)
    shutil.copyfile(bundle.path(bundle.text.tokenizer.file), staged / TOKENIZER)
    return Facts(bundle, reference.golden if reference.known else None, told_by)


def _known_by_name(folder: Path, called: str) -> KnownModel | None:
    """Return the model whose name, however it is joined, is in the name of a file or folder."""
    places = [path.relative_to(folder).as_posix() for path in files_of(folder)]
    told = "\n".join([called, folder.name, *places]).lower()
    found = [model for model in KNOWN if re.search(_pattern(model.open_clip_name), told)]
    return max(found, key=lambda model: len(model.open_clip_name), default=None)


def _pattern(name: str) -> str:
    parts = map(re.escape, re.split("[-/]", name.lower()))
    return rf"(?<![a-z0-9]){'[-_ ]?'.join(parts)}(?![a-z0-9])"


def _bundle_of(known: KnownModel, folder: Path) -> Bundle:
    return Bundle(
        folder=folder,
        name=known.name,
        title=known.title,
        licence=known.licence.name,
        source=f"{known.open_clip_name} ({known.pretrained})",
        embedding_dim=known.embedding_dim,
        image=ImageSpec(
            file="",
            input="",
            output="",
            size=known.image_size,
            mean=known.mean,
            std=known.std,
            interpolation=known.interpolation,
            resize_mode=known.resize_mode,
            layout="NCHW",
            dtype="float32",
        ),
        text=TextSpec(
            file="",
            input="",
            output="",
            context_length=known.context_length,
            tokenizer=TokenizerSpec("clip", TOKENIZER, known.pad_id),
            dtype="int64",
        ),
        # It scales no vector; compiled graphs keep it to themselves.
        logit_scale=LARGEST_SCALE,
        preprocess_version=PREPROCESS_VERSION,
        files=(),
    )


def _put_clip_tokenizer(folder: Path, place: Path, known: KnownModel) -> None:
    """Make CLIP's tokenizer of the package's own list, or copy an installed model's.

    Raises:
        PackageError: There is neither.
    """
    for path in files_of(folder):
        if path.name == CLIP_WORDS:
            place.write_text(_tokenizer_of(path), "utf-8")
            return
    for bundle in list_bundles():
        if bundle.text.tokenizer.kind == "clip" and _reads_as_clip(bundle):
            shutil.copyfile(bundle.path(bundle.text.tokenizer.file), place)
            return
    raise PackageError(
        f"This package does not bring the words of {known.name} ({CLIP_WORDS}), and no installed "
        "model has them: put that file of OpenAI's CLIP into the package's folder, or install a "
        f"model that reads as it does, such as with `shoebox model get {KNOWN[0].name}`."
    )


def _tokenizer_of(path: Path) -> str:
    try:
        with gzip.open(path) as file:
            lines = file.read(_MOST_TEXT).decode("utf-8").split("\n")
        return clip_tokenizer_json(lines[_MERGES])
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise PackageError(f"{path.name} holds no words of CLIP's ({error}).") from error


def _reads_as_clip(bundle: Bundle) -> bool:
    (ids,) = Tokenizer.load(bundle).encode([PROOF]).tolist()
    return tuple(ids[: len(PROOF_IDS)]) == PROOF_IDS

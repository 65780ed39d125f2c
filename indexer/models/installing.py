"""Makes a folder of graphs a bundle, and puts it among the user's models whole or not at all.

Who brings the graphs (`adopt`, `export`, `package`) says what they are; here that is written down
with the hashes of the files and a golden set, and only a bundle that is proved is moved in.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer import places
from indexer.errors import LibraryError
from indexer.models.bundle import GoldenFile
from indexer.models.description import DESCRIPTION, load_bundle
from indexer.models.golden import Golden, golden_inputs, save_golden
from indexer.preprocess import normalise
from indexer.session import open_session
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models.bundle import Bundle

GOLDEN = "golden.npz"
INCOMING = ".incoming"
"""Folder of models that are on their way; it lies beside the others, so that a rename is enough."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def incoming() -> Path:
    """Return the folder in which models are put together before they are installed."""
    return places.user_models() / INCOMING


def require_free_name(name: str) -> None:
    """Ask whether a new model can have that name: not where it would hide one that is here.

    Raises:
        LibraryError: It is no name, or some model has it, be it one that came with us.
    """
    if not _NAME.fullmatch(name):
        raise LibraryError(
            f"“{name}” is no name for a model: letters, digits, points, hyphens and underscores "
            "may be in it, and it begins with a letter or a digit."
        )
    for folder in places.model_folders():
        if (folder / name).exists():
            raise LibraryError(
                f"There is a model named “{name}” already, in {folder / name}: give this one "
                "another name with `--as`."
            )


def hash_files(folder: Path, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the names, sorted, each with the SHA-256 (hexadecimal) of its file in `folder`."""
    hashes = []
    for name in sorted(names):
        with (folder / name).open("rb") as file:
            hashes.append((name, hashlib.file_digest(file, "sha256").hexdigest()))
    return tuple(hashes)


def make_golden(bundle: Bundle) -> Golden:
    """Return the golden inputs with what the bundle's graphs give for them on the CPU.

    Raises:
        LibraryError: A graph or the tokenizer cannot be loaded.
        ModelError: A graph does not run as the bundle says.
    """
    pixels, sentences = golden_inputs(bundle.image)
    tokens = Tokenizer.load(bundle).encode(sentences)
    return Golden(
        pixels=pixels,
        picture_vectors=_vectors(bundle, bundle.image, normalise(pixels, bundle.image)),
        sentences=sentences,
        sentence_vectors=_vectors(bundle, bundle.text, tokens),
    )


def describe(bundle: Bundle, golden: Golden) -> Bundle:
    """Write a bundle's golden set and its `model.json`, that last; return it as it was read back.

    Raises:
        LibraryError: The description is not one that can be read.
    """
    sha256 = save_golden(bundle.path(GOLDEN), golden)
    said = _said(replace(bundle, golden=GoldenFile(GOLDEN, sha256)))
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    aside = bundle.path(f"{DESCRIPTION}.part")
    aside.write_text(text, "utf-8")
    os.replace(aside, bundle.path(DESCRIPTION))
    return load_bundle(bundle.folder)


def install(staged: Path, name: str) -> Bundle:
    """Move a whole bundle in among the user's models, in place of one of that name.

    Raises:
        LibraryError: It cannot be moved there; it stays where it is.
    """
    home, away = places.user_models() / name, incoming() / f"{name}.replaced"
    try:
        if away.exists():
            shutil.rmtree(away)
        if home.exists():
            home.rename(away)
        staged.rename(home)
    except OSError as error:
        if away.exists() and not home.exists():
            away.rename(home)
        raise LibraryError(f"The model cannot be moved to {home} ({error.strerror}).") from error
    shutil.rmtree(away, ignore_errors=True)
    return load_bundle(home)


def _vectors(bundle: Bundle, tower: Any, rows: NDArray[Any]) -> NDArray[np.float32]:
    """What a tower gives on the CPU, a row at a time, as a graph of one row wants it."""
    session = open_session(bundle.path(tower.cpu_file or tower.file), device="cpu")
    try:
        found = [session.run({tower.input: row[None]}, output=tower.output) for row in rows]
    finally:
        session.close()
    return np.concatenate(found)


def _said(bundle: Bundle) -> dict[str, object]:
    """The fields of a `model.json`, without those that there is nothing to say of."""
    fields = asdict(bundle)
    del fields["folder"]
    fields["files"] = dict(bundle.files)
    said: dict[str, object] = _without_none(fields)
    return said


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return value

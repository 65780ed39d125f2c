"""Asks whether a bundle keeps what its `model.json` promises: its files, its graphs, its words.

`description` reads and believes it, which is quick; this is for the day on which a model arrives,
for a person who doubts one, and its files for whoever makes vectors with it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from indexer.encode import ImageEncoder, TextEncoder
from indexer.encode.proof import runs_on_cpu
from indexer.models.description import DESCRIPTION, broken
from indexer.models.golden import load_golden
from indexer.session import ModelError, Port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models.bundle import Bundle, ImageSpec, TextSpec
    from indexer.session import Session


def check_bundle(bundle: Bundle, *, device: str | None = None) -> None:
    """Hash the files, read the golden set, open both graphs and run each once.

    Args:
        bundle: A loaded bundle.
        device: Where to run the graphs, as in `ImageEncoder.open`; by default on the processor,
            wherever else where it cannot.

    Raises:
        LibraryError: The first thing that is not as promised, in one line.
    """
    check_files(bundle)
    load_golden(bundle)
    device = device or ("cpu" if runs_on_cpu(bundle) else "auto")
    with ImageEncoder.open(bundle, device=device) as images:
        _check_ports(bundle, bundle.image, images.session, _image_port(bundle.image))
        _check_answer(bundle, lambda: images.encode(_grey(bundle.image.size)))
    with TextEncoder.open(bundle, device=device) as texts:
        _check_ports(bundle, bundle.text, texts.session, _text_port(bundle.text))
        _check_answer(bundle, lambda: texts.encode(["photo"]))


def check_files(bundle: Bundle) -> None:
    """Hash the files: vectors are known by these hashes, so what makes them has to have them.

    Raises:
        LibraryError: One of them is not the file that the bundle promises.
    """
    for name, promised in bundle.files:
        path = bundle.path(name)
        try:
            status = path.stat()
            found = _sha256(path, (status.st_size, status.st_mtime_ns, status.st_ino))
        except OSError as error:
            raise broken(bundle.folder, f"{name} cannot be read ({error.strerror})") from error
        if found != promised:
            raise broken(bundle.folder, f"{name} is not the file that {DESCRIPTION} promises")


@lru_cache(maxsize=64)
def _sha256(path: Path, _version: tuple[int, ...]) -> str:
    """The hash of a file; it is read again only as another version of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_ports(
    bundle: Bundle, tower: ImageSpec | TextSpec, session: Session, wanted: Port
) -> None:
    """Hold a graph's inputs and outputs against what the bundle says of them."""
    wrong = _wrong_input(session.inputs, wanted) or _wrong_output(session.outputs, tower.output)
    if wrong:
        raise broken(bundle.folder, f"{tower.file} {wrong}")


def _check_answer(bundle: Bundle, ask: Callable[[], object]) -> None:
    try:
        ask()
    except ModelError as error:
        raise broken(bundle.folder, str(error)) from error


def _image_port(spec: ImageSpec) -> Port:
    sides = (spec.size, spec.size)
    shape = (None, 3, *sides) if spec.layout == "NCHW" else (None, *sides, 3)
    return Port(spec.input, shape, spec.dtype)


def _text_port(spec: TextSpec) -> Port:
    return Port(spec.input, (None, spec.context_length), spec.dtype)


def _grey(size: int) -> NDArray[np.uint8]:
    return np.full((1, size, size, 3), 128, np.uint8)


def _wrong_input(found: tuple[Port, ...], wanted: Port) -> str | None:
    """Return what keeps a graph with the inputs `found` from taking `wanted`."""
    if [port.name for port in found] != [wanted.name]:
        return f"takes {_names(found)}, not “{wanted.name}” alone"
    (port,) = found
    if port.dtype != wanted.dtype:
        return f"takes {port.dtype}, not {wanted.dtype}"
    if not _fits(port.shape, wanted.shape):
        return f"takes the shape {_shape(port.shape)}, not {_shape(wanted.shape)}"
    return None


def _wrong_output(found: tuple[Port, ...], wanted: str) -> str | None:
    if wanted not in [port.name for port in found]:
        return f"gives {_names(found)}, not “{wanted}”"
    return None


def _fits(found: tuple[int | None, ...], wanted: tuple[int | None, ...]) -> bool:
    """Whether a graph of shape `found` takes `wanted`, in rows of any number or one by one."""
    if len(found) != len(wanted) or found[0] not in (None, 1):
        return False
    return all(length in (None, need) for length, need in zip(found[1:], wanted[1:], strict=True))


def _shape(lengths: tuple[int | None, ...]) -> str:
    return f"[{', '.join('n' if length is None else str(length) for length in lengths)}]"


def _names(ports: tuple[Port, ...]) -> str:
    return ", ".join(f"“{port.name}”" for port in ports) or "nothing"

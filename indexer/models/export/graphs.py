"""The network -> ONNX files: each tower for itself, in full and in half precision.

The graphs take one row at a time, as NPUs want it, or any number for the CPU. Vectors leave them
with length 1; as FP16 arithmetic misses that by 0.001, whoever uses them scales them again. (Left
out of the graph, the lengths come out up to 0.6 % off on the HTP emulator with MobileCLIP2-S3.)
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from indexer.errors import LibraryError
from indexer.models.export.extra import quiet
from indexer.runtime import first_line, half_precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from indexer.models.bundle import ImageSpec, TextSpec

OPSET = 17
"""From 23 on the exporter writes `Attention`, which the QNN plugin does not know."""

LARGEST_TOWER = 2**31 - 2**24
"""Bytes of weights: an ONNX file must stay below 2 GiB."""


def fold(network: Any) -> Any:
    """Return the network as it is best run: branches and batch norms folded into convolutions."""
    from timm.utils import reparameterize_model

    with quiet():
        return reparameterize_model(network, inplace=True)


def write_image_graph(
    network: Any, spec: ImageSpec, path: Path, *, example: NDArray[np.float32], batch: bool
) -> None:
    """Write the image tower in full precision.

    Args:
        network: What `fold` gave.
        spec: How the graph names what goes in and out.
        path: The file.
        example: One picture as the tower takes it, `[1, 3, size, size]`.
        batch: Whether the graph takes any number of pictures at once.
    """

    def forward(image: Any) -> Any:
        return network.encode_image(image, normalize=True)

    with _as_tower(network, forward):
        _write(network, spec, path, example=example, batch=batch)


def write_text_graph(
    network: Any, spec: TextSpec, path: Path, *, example: NDArray[np.int64]
) -> None:
    """Write the text tower in full precision; `example` is one row of ids."""

    def forward(tokens: Any) -> Any:
        return network.encode_text(tokens, normalize=True)

    with _as_tower(network, forward):
        _write(network, spec, path, example=example, batch=False)


def halve(full: Path, half: Path) -> None:
    """Write a graph again with FP16 weights and arithmetic; what goes in and out stays float32."""
    import onnx

    with quiet():
        onnx.save(half_precision(onnx.load(full)), half)


@contextmanager
def _as_tower(network: Any, forward: Any) -> Iterator[None]:
    """Have the network be one of its towers for the exporter."""
    import torch

    before = torch.backends.mha.get_fastpath_enabled()
    # The quick way through attention is one operator that ONNX does not have.
    torch.backends.mha.set_fastpath_enabled(False)
    network.forward = forward
    try:
        yield
    finally:
        del network.forward
        torch.backends.mha.set_fastpath_enabled(before)


def _write(
    network: Any, spec: ImageSpec | TextSpec, path: Path, *, example: NDArray[Any], batch: bool
) -> None:
    import torch

    rows = torch.from_numpy(example)
    free = {spec.input: {0: "batch"}, spec.output: {0: "batch"}} if batch else None
    try:
        with quiet(), torch.no_grad():
            torch.onnx.export(
                network,
                # Two for any number: of one, the tracer takes the number for part of the graph.
                (torch.cat([rows, rows]) if batch else rows,),
                str(path),
                input_names=[spec.input],
                output_names=[spec.output],
                dynamic_axes=free,
                opset_version=OPSET,
                dynamo=False,
            )
    except (RuntimeError, torch.onnx.OnnxExporterError) as error:
        raise LibraryError(f"PyTorch cannot write it as ONNX ({first_line(error)}).") from error

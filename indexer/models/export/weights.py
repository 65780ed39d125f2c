"""The network itself: open_clip's, with weights from a file, or random ones that mean something.

What it is called and fed is told in `recipe`; here it is only built and asked.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.errors import LibraryError
from indexer.models.export.extra import open_clip, quiet

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from indexer.models.export.recipe import Recipe

SEED = 2508_20691
"""Of random weights: the paper on MobileCLIP2 has this number at arXiv."""

KINDS = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
RANDOM_LAYER_SCALE = 0.5


@dataclass(frozen=True, slots=True)
class Inputs:
    """What both towers are asked.

    Attributes:
        pictures: As the image tower takes them, `float32 [n, 3, size, size]`.
        tokens: Ids of sentences, `int64 [m, context_length]`.
    """

    pictures: NDArray[np.float32]
    tokens: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What both towers answer: `float32 [n, dim]` and `float32 [m, dim]`."""

    pictures: NDArray[np.float32]
    sentences: NDArray[np.float32]


def load_network(recipe: Recipe, weights: Path) -> Any:
    """Return open_clip's network with the weights of a file, ready to be asked.

    Args:
        recipe: Which network.
        weights: A file of open_clip's or Apple's, whose names for the layers open_clip knows too.

    Raises:
        LibraryError: The file holds no weights of this network.
    """
    if not weights.is_file():
        raise LibraryError(f"There is no file {weights}.")
    if weights.suffix.lower() not in KINDS:
        raise LibraryError(f"{weights} is no file of weights; those end in {', '.join(KINDS)}.")
    network = _network(recipe)
    try:
        with quiet():
            # Nothing in the file is run, whoever made it: only weights are taken from it.
            open_clip().load_checkpoint(network, str(weights), strict=True, weights_only=True)
    except _unreadable() as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(":")
        raise LibraryError(
            f"{weights} does not hold the weights of {recipe.architecture} ({reason})."
        ) from error
    return network


def random_network(recipe: Recipe, pictures: NDArray[np.float32]) -> Any:
    """Return the network with random weights, always the same, that tell pictures apart.

    As they are made, batch norms that nobody has trained let almost nothing of a picture through,
    and layer scales begin at 0.00001: all pictures would get one vector, with which any device
    agrees. So the norms are set by the pictures that go through them, and the scales raised to
    where training takes them.

    Args:
        recipe: Which network.
        pictures: As the image tower takes them, `[n, 3, size, size]`.
    """
    import torch

    network = _network(recipe)
    norms = [
        module
        for module in network.visual.modules()
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)
    ]
    with torch.no_grad():
        for module in network.modules():
            if type(module).__name__.startswith("LayerScale"):
                module.gamma.fill_(RANDOM_LAYER_SCALE)
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # The mean over all that comes through.
            norm.train()
        rows = torch.from_numpy(pictures)
        network.encode_image(torch.cat([rows, rows.flip(3)]))
    return network.eval()


def vectors(network: Any, inputs: Inputs) -> Vectors:
    """Return what open_clip makes of pictures and sentences: vectors of length 1."""
    import torch

    with torch.no_grad():
        pictures = network.encode_image(torch.from_numpy(inputs.pictures), normalize=True)
        sentences = network.encode_text(torch.from_numpy(inputs.tokens), normalize=True)
    return Vectors(pictures.numpy(), sentences.numpy())


def largest_number(network: Any, inputs: Inputs) -> float:
    """Return the largest number, without its sign, that any layer gives for these inputs."""
    import torch

    peaks = [0.0]

    def note(_module: Any, _given: Any, given_back: Any) -> None:
        if isinstance(given_back, torch.Tensor):
            peaks.append(float(given_back.abs().max()))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    try:
        vectors(network, inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return max(peaks)


def parameters(module: Any) -> int:
    """Return how many numbers a network, or a part of it, consists of."""
    return sum(parameter.numel() for parameter in module.parameters())


def _network(recipe: Recipe) -> Any:
    import torch

    with quiet(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        network = open_clip().create_model(
            recipe.architecture, force_quick_gelu=recipe.quick_gelu, pretrained_text=False
        )
    return network.eval()


def _unreadable() -> tuple[type[Exception], ...]:
    """All that reading a file as weights may end in: it may be any file, and hold anything."""
    from safetensors import SafetensorError

    shapeless = (
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        StopIteration,
        TypeError,
        ValueError,
    )
    return (
        *(OSError, EOFError, RuntimeError, MemoryError, pickle.UnpicklingError, SafetensorError),
        *shapeless,
    )

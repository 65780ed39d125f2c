"""A model's name -> what is to be made of it: every number that the bundle will hold.

The numbers are open_clip's own: those of its table of weights (`pretrained.py`), where sizes are
not told, those of its table of models (`model_configs/`). So MobileCLIP2-S3 is fitted bilinearly,
as the table says of its weights; whoever loads Apple's file by its path gets open_clip's default,
bicubic, which nobody chose for it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from indexer.errors import LibraryError
from indexer.models.bundle import ImageSpec, TextSpec, TokenizerSpec
from indexer.models.export.extra import open_clip
from indexer.models.known import CLIP_PAD, KNOWN, known_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.models.known import KnownModel

CLIP_VOCABULARY = 49_408
OUTPUT = "embedding"
ALIKE = ("mean", "std", "interpolation", "resize_mode", "quick_gelu")
"""In what two sets of weights of one model may differ to us, by open_clip's names."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is to be made.

    Attributes:
        architecture: open_clip's name of the model.
        pretrained: open_clip's name of the weights; None where it knows none of this model.
        quick_gelu: Whether these weights were trained with OpenAI's short cut for GELU.
        name: What the bundle is called unless its user says otherwise.
        title: One line for people.
        licence: Of the weights.
        embedding_dim: Length of the vectors.
        image: The image tower, as it will be in the bundle.
        text: The text tower, as it will be in the bundle.
    """

    architecture: str
    pretrained: str | None
    quick_gelu: bool
    name: str
    title: str
    licence: str
    embedding_dim: int
    image: ImageSpec
    text: TextSpec

    @property
    def origin(self) -> str:
        """open_clip's name of model and weights, as it may be typed."""
        return f"{self.architecture}/{self.pretrained}" if self.pretrained else self.architecture

    def rehearsal(self) -> Recipe:
        """Return the recipe of the same model with random weights, which says so of itself."""
        return replace(
            self,
            name=f"{self.name}-random",
            title=f"{self.architecture} with random weights, for rehearsals: it knows nothing",
            licence="none: the weights are random",
        )


def find_recipe(name: str) -> Recipe:
    """Return the recipe of a model.

    Args:
        name: A name of `known`, such as “mobileclip2-s3”, or one of open_clip, alone or with the
            name of its weights: “ViT-B-32-256/datacomp_s34b_b86k”.

    Raises:
        LibraryError: There is no such model, or it takes what Shoebox does not feed.
    """
    architecture, pretrained = _origin(name)
    config = open_clip().get_model_config(architecture)
    _require_plain_towers(config, architecture)
    known = _known(architecture, pretrained)
    weights = _said_of_weights(architecture, pretrained)
    return Recipe(
        architecture=architecture,
        pretrained=pretrained,
        quick_gelu=bool(weights.get("quick_gelu", config.get("quick_gelu", False))),
        name=known.name if known else _plain_name(architecture, pretrained),
        title=known.title if known else f"{architecture} by open_clip",
        licence=known.licence.name if known else _unknown_licence(weights),
        embedding_dim=config["embed_dim"],
        image=_image_spec(config, weights, architecture),
        text=_text_spec(config),
    )


def _origin(name: str) -> tuple[str, str | None]:
    """Return open_clip's names of the model and of its weights, which may be left out."""
    known = known_model(name.lower())
    if known:
        return known.open_clip_name, known.pretrained
    architectures = {each.lower(): each for each in open_clip().list_models()}
    whole = architectures.get(_as_open_clip_spells(name))
    if whole:
        return whole, _only_weights(whole)
    start, _, tag = name.rpartition("/")
    architecture = architectures.get(_as_open_clip_spells(start))
    if architecture is None:
        raise LibraryError(_no_such_model(name, architectures))
    tags = open_clip().list_pretrained_tags_by_model(architecture)
    if tag not in tags:
        known_tags = f"those of it are: {', '.join(tags)}" if tags else "it knows none of it"
        raise LibraryError(f"open_clip knows no weights “{tag}” of {architecture}; {known_tags}.")
    return architecture, tag


def _as_open_clip_spells(name: str) -> str:
    """OpenAI wrote ViT-B/32 for what is ViT-B-32 in open_clip."""
    return name.lower().replace("/", "-")


def _only_weights(architecture: str) -> str | None:
    """Return the name of the weights where it need not be told.

    Raises:
        LibraryError: There are several, and pictures are prepared for them in different ways.
    """
    tags = open_clip().list_pretrained_tags_by_model(architecture)
    if len(tags) < 2:
        return tags[0] if tags else None
    ways = {_way(open_clip().get_pretrained_cfg(architecture, tag)) for tag in tags}
    if len(ways) > 1:
        raise LibraryError(
            f"The weights of {architecture} want their pictures prepared in different ways; say "
            f"which they are: {', '.join(f'{architecture}/{tag}' for tag in tags)}."
        )
    return None


def _said_of_weights(architecture: str, pretrained: str | None) -> Mapping[str, Any]:
    """Return what open_clip's table says of the weights.

    Without their name: what it says of all alike, which is how pictures are prepared for them.
    """
    if pretrained is not None:
        said: Mapping[str, Any] = open_clip().get_pretrained_cfg(architecture, pretrained)
        return said
    tags = open_clip().list_pretrained_tags_by_model(architecture)
    if not tags:
        return {}
    of_first = open_clip().get_pretrained_cfg(architecture, tags[0])
    return {name: of_first[name] for name in ALIKE if name in of_first}


def _way(weights: Mapping[str, Any]) -> tuple[object, ...]:
    """Return all in which two sets of weights of one model may differ to us."""
    return tuple(weights.get(name) for name in ALIKE)


def _no_such_model(name: str, architectures: Mapping[str, str]) -> str:
    names = {*(model.name for model in KNOWN), *architectures}
    near = difflib.get_close_matches(name.lower(), names, n=3)
    if not near:
        return f"open_clip knows no model “{name}”."
    told = " or ".join(architectures.get(each, each) for each in near)
    return f"open_clip knows no model “{name}”; did you mean {told}?"


def _known(architecture: str, pretrained: str | None) -> KnownModel | None:
    origin = (architecture, pretrained)
    return next((each for each in KNOWN if (each.open_clip_name, each.pretrained) == origin), None)


def _plain_name(architecture: str, pretrained: str | None) -> str:
    return "-".join(filter(None, (architecture, pretrained))).lower()


def _unknown_licence(weights: Mapping[str, Any]) -> str:
    folder = weights.get("hf_hub", "").strip("/")
    where = f"https://huggingface.co/{folder}" if folder else "where the weights came from"
    return f"not known to Shoebox: see {where}"


def _require_plain_towers(config: Mapping[str, Any], architecture: str) -> None:
    """Refuse what is no pair of towers, or reads its words with another tokenizer than CLIP's."""
    if "multimodal_cfg" in config:
        raise LibraryError(f"{architecture} writes captions; Shoebox takes plain pairs of towers.")
    text = config["text_cfg"]
    others = ("hf_model_name", "hf_tokenizer_name", "tokenizer_kwargs")
    vocabulary = text.get("vocab_size", CLIP_VOCABULARY)
    # open_clip goes by the name here as well.
    siglip = "siglip" in architecture.lower()
    if siglip or vocabulary != CLIP_VOCABULARY or any(text.get(name) for name in others):
        raise LibraryError(
            f"{architecture} reads its words with a tokenizer that Shoebox does not know; it knows "
            "CLIP's, which MobileCLIP2 and most of open_clip's ViT models use."
        )


def _image_spec(
    config: Mapping[str, Any], weights: Mapping[str, Any], architecture: str
) -> ImageSpec:
    """Return how pictures are prepared: what is said of the weights, else open_clip's defaults."""
    from open_clip.model import CLIPVisionCfg
    from open_clip.transform import PreprocessCfg, merge_preprocess_dict

    said = merge_preprocess_dict(PreprocessCfg(), weights)
    size = config["vision_cfg"].get("image_size", CLIPVisionCfg.image_size)
    if not isinstance(size, int):
        raise LibraryError(f"{architecture} takes pictures that are not square: {size}.")
    if said["resize_mode"] not in ("shortest", "squash"):
        raise LibraryError(
            f"{architecture} fits pictures in an unknown way: {said['resize_mode']}."
        )
    return ImageSpec(
        file="image.onnx",
        input="image",
        output=OUTPUT,
        size=size,
        mean=_three(said["mean"]),
        std=_three(said["std"]),
        interpolation=said["interpolation"],
        resize_mode=said["resize_mode"],
        layout="NCHW",
        dtype="float32",
        cpu_file="image-cpu.onnx",
    )


def _three(values: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = map(float, values)
    return red, green, blue


def _text_spec(config: Mapping[str, Any]) -> TextSpec:
    from open_clip.model import CLIPTextCfg

    return TextSpec(
        file="text.onnx",
        input="tokens",
        output=OUTPUT,
        context_length=config["text_cfg"].get("context_length", CLIPTextCfg.context_length),
        tokenizer=TokenizerSpec(kind="clip", file="tokenizer.json", pad_id=CLIP_PAD),
        dtype="int64",
    )

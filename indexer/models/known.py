"""The models that Shoebox knows by name: their numbers, their licences, where the hub keeps them.

Only what must be known before a model's files are here; once they are, its bundle speaks for it.
`fetch` downloads them, `export` makes them from open_clip weights, the window offers them.
"""

from __future__ import annotations

from dataclasses import dataclass

Channels = tuple[float, float, float]

PLAIN_MEAN: Channels = (0.0, 0.0, 0.0)
PLAIN_STD: Channels = (1.0, 1.0, 1.0)
OPENAI_MEAN: Channels = (0.48145466, 0.4578275, 0.40821073)
OPENAI_STD: Channels = (0.26862954, 0.26130258, 0.27577711)

CLIP_CONTEXT = 77
CLIP_PAD = 0
"""What open_clip fills texts up with as it trains.

The tokenizer files on the hub declare the end mark, 49407, in its place. Where the text tower
looks both ways, as those of MobileCLIP2 do (all but B's), that gives other vectors.
"""


@dataclass(frozen=True, slots=True)
class Licence:
    """What its maker allows: the licence's name, where it can be read, what it means in short."""

    name: str
    url: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HubFolder:
    """Where on the hub files lie.

    Attributes:
        repo: Owner and name of the repository.
        megabytes: About how much of it is downloaded (millions of bytes); the hub tells exactly.
        revision: A commit, a tag or a branch; a branch is held fast to its commit for one download.
        folder: The folder of the graphs in it; the tokenizer lies at the top.
    """

    repo: str
    megabytes: int
    revision: str = "main"
    folder: str = ""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model that can be had by name.

    Attributes:
        name: What the user calls it by.
        title: One line for people.
        open_clip_name: Of its architecture, in open_clip.
        pretrained: open_clip's tag of the weights.
        image_size: Side of the square picture in pixels.
        mean: Taken off each channel (red, green, blue) once pixels lie in 0..1.
        std: Divides each channel after that.
        interpolation: `bilinear` or `bicubic`.
        resize_mode: `shortest` or `squash`, as in `ImageSpec`.
        embedding_dim: Length of its vectors.
        context_length: How many token ids its text tower takes.
        pad_id: The id that fills up short texts, as in its training.
        licence: Of the weights.
        weights: The open_clip weights.
        ready: An ONNX export of them by others, where there is one.

    The numbers are those of open_clip 3.3.0 (`pretrained.py` and `model_configs/`) for its tag.
    """

    name: str
    title: str
    open_clip_name: str
    pretrained: str
    image_size: int
    mean: Channels
    std: Channels
    interpolation: str
    resize_mode: str
    embedding_dim: int
    context_length: int
    pad_id: int
    licence: Licence
    weights: HubFolder
    ready: HubFolder | None = None


APPLE = Licence(
    name="Apple Machine Learning Research Model License (apple-amlr)",
    url="https://huggingface.co/apple/MobileCLIP2-S3/blob/main/LICENSE",
    meaning=(
        "For non-commercial scientific research and academic development only: not for product "
        "development, nor for use in any commercial product or service."
    ),
)

MIT = Licence(
    name="MIT",
    url="https://huggingface.co/laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K",
    meaning="For any use, also a commercial one, as long as its notice is kept.",
)


def _mobileclip2(size: str, *, pixels: int, dim: int, megabytes: int) -> KnownModel:
    """One of Apple's: S3, S4 and L-14 take OpenAI's mean and std, the others take none."""
    openai = size in ("S3", "S4", "L-14")
    ready = HubFolder(f"RuteNL/MobileCLIP2-{size}-OpenCLIP-ONNX", megabytes)
    if size == "L-14":
        ready = HubFolder(
            "plhery/mobileclip2-onnx",
            megabytes,
            revision="ba95759a5bdbaca53e9111e2550a76ec09c8fd9e",
            folder="onnx/l14",
        )
    return KnownModel(
        name=f"mobileclip2-{size.lower().replace('-', '')}",
        title=f"MobileCLIP2-{size} by Apple",
        open_clip_name=f"MobileCLIP2-{size}",
        pretrained="dfndr2b",
        image_size=pixels,
        mean=OPENAI_MEAN if openai else PLAIN_MEAN,
        std=OPENAI_STD if openai else PLAIN_STD,
        interpolation="bicubic" if size == "L-14" else "bilinear",
        resize_mode="shortest",
        embedding_dim=dim,
        context_length=CLIP_CONTEXT,
        pad_id=CLIP_PAD,
        licence=APPLE,
        weights=HubFolder(f"timm/MobileCLIP2-{size}-OpenCLIP", megabytes),
        ready=ready,
    )


# Four bytes for each of the parameters that Apple counts (README of apple/ml-mobileclip).
KNOWN: tuple[KnownModel, ...] = (
    _mobileclip2("S0", pixels=256, dim=512, megabytes=215),
    _mobileclip2("S2", pixels=256, dim=512, megabytes=396),
    _mobileclip2("B", pixels=224, dim=512, megabytes=599),
    _mobileclip2("S3", pixels=256, dim=768, megabytes=995),
    _mobileclip2("S4", pixels=256, dim=768, megabytes=1781),
    _mobileclip2("L-14", pixels=224, dim=768, megabytes=1712),
    KnownModel(
        name="vit-b-32-256",
        title="CLIP ViT-B/32 at 256 pixels by LAION, free for any use",
        open_clip_name="ViT-B-32-256",
        pretrained="datacomp_s34b_b86k",
        image_size=256,
        mean=OPENAI_MEAN,
        std=OPENAI_STD,
        interpolation="bicubic",
        resize_mode="shortest",
        embedding_dim=512,
        context_length=CLIP_CONTEXT,
        pad_id=CLIP_PAD,
        licence=MIT,
        weights=HubFolder("laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K", 605),
    ),
)


def known_model(name: str) -> KnownModel | None:
    """Return the model of that name, or None."""
    return next((model for model in KNOWN if model.name == name), None)

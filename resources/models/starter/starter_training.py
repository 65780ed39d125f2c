"""The heads' training: two small networks learn to agree about pictures and words.

Each step sees three things at once:

- photos with one of their captions (InfoNCE, both ways);
- class pairs in the same batch: real pictures of the 1,000 classes, and pictures that never were,
  made from the classifier's own weight rows, each with a name of its class in some template;
- the classifier's opinion: what it thinks of each real picture, over the 1,000 classes, is what
  the cosines between that picture and the classes' names should say (distillation).

The weights that are kept are a moving average over the steps.
"""

from __future__ import annotations

import copy
import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from starter_towers import EMBEDDING_DIM, Head, unit, widen
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

log = logging.getLogger(__name__)

CLASSES = 1000  # Of the classifier.
HIDDEN = 1024
STEPS = 280
PHOTOS, REAL, IMAGINED = 1024, 256, 256  # Of each kind in a step.
JUDGED = 456  # Pictures in a step whose class opinions are distilled.
RATE = 2e-3
DECAY = 0.05
SMOOTHING = 0.05
NOISE = 0.3  # Deviation of what is added to standardised features.
DROPOUT = {"image": 0.5, "text": 0.4}
OPINION = 0.6  # Weight of the distillation.
WIDER = 0.4  # Share of class pairs that bear a second or wider name where there is one.
AVERAGING = 0.04
SCALE = 1 / 0.07


@dataclass(frozen=True)
class Features:
    """Everything a training reads.

    Attributes:
        photos: Of captioned photos, `[views, n, width]`.
        captions: Rows of `texts` for each photo, `[n, forms]`: five captions, some twice.
        pictures: Of class pictures, `[views, m, width]`.
        numbers: The class of each class picture, `[m]`.
        texts: Of all texts, `[t, 384]`.
        names: Rows of `texts` for each name in each template, `[names, templates]`; the first
            1,000 names are the classes', in order.
        covers: Which classes a name covers, `[names, classes]`; more than the classifier's may be
            known.
        rows: The classifier's weight, `[1000, 1280]`.
        bias: The classifier's bias, `[1000]`.
    """

    photos: NDArray[np.float16]
    captions: NDArray[np.int64]
    pictures: NDArray[np.float16]
    numbers: NDArray[np.int64]
    texts: NDArray[np.float16]
    names: NDArray[np.int64]
    covers: NDArray[np.bool_]
    rows: Tensor
    bias: Tensor


class Pair(nn.Module):
    """Both heads, and what cosines are multiplied with."""

    def __init__(self, image_width: int, text_width: int) -> None:
        super().__init__()
        self.image = Head(image_width, HIDDEN, DROPOUT["image"])
        self.text = Head(text_width, HIDDEN, DROPOUT["text"])
        self.log_scale = nn.Parameter(torch.tensor(math.log(SCALE)))


@dataclass(frozen=True)
class Batch:
    """One step's pairs, pictures and texts in the same order.

    Attributes:
        images: `[b, width]`, standardised.
        texts: `[b, 384]`, standardised.
        fits: Whether text j is true of picture i, `[b, b]`.
        opinions: The classifier's softmax for the last of the photos and the real class pictures.
        judged: Their places in the batch.
    """

    images: Tensor
    texts: Tensor
    fits: Tensor
    opinions: Tensor
    judged: slice


class Sampler:
    """Draws batches."""

    def __init__(self, features: Features, pair: Pair, seed: int) -> None:
        self._all = features
        self._pair = pair
        self._random = np.random.default_rng(seed)
        self._queue: list[int] = []
        self._covers = torch.from_numpy(features.covers).float()
        self._others = [np.flatnonzero(column) + CLASSES for column in features.covers[CLASSES:].T]
        last = torch.from_numpy(features.photos[0, :, : features.rows.shape[1]]).float()
        self._middle = last.mean(dim=0)
        self._spread = (last - self._middle).norm(dim=1).mean()
        centred = features.rows - features.rows.mean(dim=0)
        self._directions = functional.normalize(centred, dim=1)

    def draw(self) -> Batch:
        """Return one step's pairs."""
        random, source = self._random, self._all
        photos, real = self._next_photos(), random.permutation(len(source.numbers))[:REAL]
        imagined = random.permutation(CLASSES)[:IMAGINED]
        classes = np.concatenate([source.numbers[real], imagined])
        names = np.array([self._name(number) for number in classes])
        seen = self._seen(source.photos, photos), self._seen(source.pictures, real)
        texts = np.concatenate([self._captions(photos), self._prompts(names)])
        judged = slice(PHOTOS - (JUDGED - REAL), PHOTOS + REAL)
        return Batch(
            torch.cat([*map(self._pair.image.standardise, seen), self._imagine(imagined)]),
            self.texts(texts),
            torch.block_diag(torch.eye(PHOTOS), self._covers[names][:, classes].T),
            self._opinions(torch.cat(seen)[judged]),
            judged,
        )

    def class_texts(self) -> Tensor:
        """Return each class's name in a random template, `[1000, 384]`."""
        return self.texts(self._prompts(np.arange(CLASSES)))

    def texts(self, rows: NDArray[np.int64]) -> Tensor:
        """Return standardised features of texts."""
        return self._pair.text.standardise(torch.from_numpy(self._all.texts[rows]).float())

    def _next_photos(self) -> NDArray[np.int64]:
        """Every photo once before any comes again, none twice in a step."""
        if len(self._queue) < PHOTOS:
            self._queue = self._random.permutation(len(self._all.captions)).tolist()
        taken, self._queue = self._queue[:PHOTOS], self._queue[PHOTOS:]
        return np.array(taken)

    def _seen(self, features: NDArray[np.float16], rows: NDArray[np.int64]) -> Tensor:
        view = self._random.integers(len(features), size=len(rows))
        return torch.from_numpy(features[view, rows]).float()

    def _captions(self, photos: NDArray[np.int64]) -> NDArray[np.int64]:
        forms = self._all.captions.shape[1]
        return self._all.captions[photos, self._random.integers(forms, size=len(photos))]

    def _prompts(self, names: NDArray[np.int64]) -> NDArray[np.int64]:
        templates = self._all.names.shape[1]
        return self._all.names[names, self._random.integers(templates, size=len(names))]

    def _name(self, number: int) -> int:
        others = self._others[number]
        other = len(others) and (number >= CLASSES or self._random.random() < WIDER)
        return int(self._random.choice(others)) if other else int(number)

    def _imagine(self, numbers: NDArray[np.int64]) -> Tensor:
        """Return pictures made from weight rows: the mean picture, moved towards the class."""
        reach = torch.from_numpy(self._random.uniform(0.5, 1.1, (len(numbers), 1))).float()
        last = self._middle + reach * self._spread * self._directions[numbers]
        head = self._pair.image
        x = torch.zeros(len(numbers), len(head.mean))
        width = last.shape[1]
        x[:, :width] = (last.clamp(0, 6) - head.mean[:width]) / head.std[:width]
        return x

    def _opinions(self, features: Tensor) -> Tensor:
        rows = self._all.rows
        return (features[:, : rows.shape[1]] @ rows.T + self._all.bias).softmax(dim=1)


def train(features: Features, seed: int) -> Pair:
    """Return a trained pair of heads, its weights averaged over the steps."""
    torch.manual_seed(seed)
    pair = Pair(features.photos.shape[-1], features.texts.shape[-1])
    _measure(pair.image, np.concatenate([features.photos[0], features.pictures[0]]))
    known = np.concatenate([features.captions, features.names[:CLASSES]], axis=None)
    _measure(pair.text, features.texts[known])
    average, sampler = copy.deepcopy(pair).eval(), Sampler(features, pair, seed)
    optimiser = _optimiser(pair)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, STEPS, pct_start=0.2)
    for step in range(STEPS):
        loss = _loss(pair, sampler.draw(), sampler.class_texts())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        _follow(average, pair, max(AVERAGING, 1 / (step + 1)))
        log.info("seed %d, step %d of %d: loss %.3f", seed, step + 1, STEPS, loss.item())
    return average


@torch.no_grad()
def combine(features: Features, pairs: Sequence[Pair]) -> tuple[Head, Head]:
    """Return one head a side that scores as the mean of several pairs' scores, nearly.

    Pairs of different seeds put things into unrelated spaces, so their embeddings cannot be
    averaged. Laid end to end they can; the 512 directions in which photos and texts vary most
    keep 99 % of that.
    """
    images = [_levelled(pair.image, features.photos[0]) for pair in pairs]
    texts = [_levelled(pair.text, features.texts[::4]) for pair in pairs]
    spread = _spread(images, features.photos[0]) + _spread(texts, features.texts[::4])
    directions = torch.linalg.eigh(spread).eigenvectors[:, -EMBEDDING_DIM:].T
    turns = directions.split(EMBEDDING_DIM, dim=1)
    return widen(images, turns), widen(texts, turns)


def _levelled(head: Head, features: NDArray[np.float16]) -> Head:
    """Return a head whose embeddings are one long on average, before `unit`."""
    head = copy.deepcopy(head)
    length = head.place(head.standardise(torch.from_numpy(features).float())).norm(dim=1).mean()
    for layer in (head.straight, head.down):
        layer.weight /= length
        layer.bias /= length
    return head


def _spread(heads: Sequence[Head], features: NDArray[np.float16]) -> Tensor:
    """Return the second moments `[512 k, 512 k]` of k heads' embeddings laid end to end."""
    known = torch.from_numpy(features).float()
    laid = unit(torch.cat([head.place(head.standardise(known)) for head in heads], dim=1))
    return laid.T @ laid / len(laid)


def _measure(head: Head, features: NDArray[np.float16]) -> None:
    """Set what a head standardises with."""
    known = torch.from_numpy(features).float()
    head.mean.copy_(known.mean(dim=0))
    head.std.copy_(known.std(dim=0) + 1e-3)


def _optimiser(pair: Pair) -> torch.optim.Optimizer:
    parameters = list(pair.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": DECAY},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, RATE, betas=(0.9, 0.98))


def _loss(pair: Pair, batch: Batch, class_texts: Tensor) -> Tensor:
    """Pairs find each other, and names of classes agree with the classifier's opinions."""
    with torch.autocast("cpu", torch.bfloat16):
        images = pair.image(_noisy(batch.images))
        texts = pair.text(_noisy(batch.texts))
        names = pair.text(_noisy(class_texts))
    images, scale = images.float(), pair.log_scale.exp()
    scores = scale * images @ texts.float().T
    found = _cross_entropy(scores, batch.fits) + _cross_entropy(scores.T, batch.fits.T)
    said = (scale * images[batch.judged] @ names.float().T).log_softmax(dim=1)
    return found / 2 - OPINION * (batch.opinions * said).sum(dim=1).mean()


def _cross_entropy(scores: Tensor, fits: Tensor) -> Tensor:
    """Each row's softmax against the columns that fit it, equally, with label smoothing."""
    right = fits / fits.sum(dim=1, keepdim=True)
    aim = right * (1 - SMOOTHING) + SMOOTHING / fits.shape[1]
    return -(aim * scores.log_softmax(dim=1)).sum(dim=1).mean()


def _noisy(x: Tensor) -> Tensor:
    return x + NOISE * torch.randn_like(x)


@torch.no_grad()
def _follow(average: Pair, pair: Pair, share: float) -> None:
    """Move the averaged weights a share of the way to the present ones."""
    for kept, now in zip(average.parameters(), pair.parameters(), strict=True):
        kept.lerp_(now, share)

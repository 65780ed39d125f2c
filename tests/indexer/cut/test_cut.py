"""A query is cut by its library and by other words, sanely at every size."""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.cut import Background, Band, Cut, Kind, Surroundings
from indexer.cut.evidence import _MOST_BESIDE_SHARE, CLUES, _above
from indexer.cut.weights import BLEND, LIKE, WORDS, WORDS_ALONE, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIM = 64
SCALE = 20.0


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return scaled


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def words(chance: np.random.Generator) -> NDArray[np.float32]:
    return unit(chance.normal(size=(300, DIM)))


@pytest.fixture
def background(words: NDArray[np.float32]) -> Background:
    return Background.of(words, SCALE)


def of_word(
    words: NDArray[np.float32],
    which: int,
    count: int,
    chance: np.random.Generator,
    noise: float = 0.12,
) -> NDArray[np.float32]:
    """Photos that show what a word says, among other things."""
    return unit(words[which] + noise * chance.normal(size=(count, DIM)))


def of_others(
    words: NDArray[np.float32], count: int, chance: np.random.Generator, noise: float = 0.12
) -> NDArray[np.float32]:
    """Photos that show what words from the tenth on say."""
    shown = words[chance.integers(10, len(words), count)]
    return unit(shown + noise * chance.normal(size=(count, DIM)))


def bands_of(
    query: NDArray[np.float32],
    photos: NDArray[np.float32],
    background: Background | None,
    kind: Kind = Kind.WORDS,
) -> NDArray[np.uint8]:
    cut = Cut.of(query, Surroundings.of(photos, len(photos), background), kind, words=1)
    return cut.judge(photos @ query, lambda places: photos[places]).bands()


@pytest.mark.parametrize("count", [12, 100, 5000])
def test_right_photos_are_found_in_a_library_of_any_size(
    count: int,
    words: NDArray[np.float32],
    background: Background,
    chance: np.random.Generator,
) -> None:
    photos = np.concatenate([of_word(words, 0, 3, chance), of_others(words, count - 3, chance)])
    bands = bands_of(words[0], photos, background)
    assert (bands[:3] >= Band.LIKELY).all()
    assert (bands[3:] >= Band.LIKELY).mean() < 0.1


def test_thousands_of_answers_are_all_found(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    photos = np.concatenate([of_word(words, 0, 3000, chance), of_others(words, 12_000, chance)])
    bands = bands_of(words[0], photos, background)
    assert (bands[:3000] >= Band.LIKELY).mean() > 0.95
    assert (bands[3000:] >= Band.LIKELY).mean() < 0.01


def test_what_every_fourth_photo_shows_is_found_though_none_stands_out_far(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    right = of_word(words, 0, 250, chance, 0.35)
    photos = np.concatenate([right, of_others(words, 750, chance, 0.35)])
    bands = bands_of(words[0], photos, background)
    assert (bands[:250] >= Band.LIKELY).mean() > 0.75
    assert (bands[250:] >= Band.LIKELY).mean() < 0.03


@pytest.mark.parametrize("strange", [False, True])
def test_what_the_model_was_never_taught_makes_nothing_likely_unless_it_leads_somewhere(
    strange: bool,
    words: NDArray[np.float32],
    background: Background,
    chance: np.random.Generator,
) -> None:
    shown = unit(chance.normal(size=DIM))
    photos = np.concatenate(
        [unit(shown + 0.12 * chance.normal(size=(3, DIM))), of_others(words, 97, chance)]
    )
    surroundings = Surroundings.of(photos, len(photos), background)
    for query, is_noise in ((shown, strange), (unit(words[0] + 0.1 * words[1] + words[2]), False)):
        cut = Cut.of(query, surroundings, words=1, strange=strange)
        assert cut.is_noise is is_noise
    cut = Cut.of(shown, surroundings, words=1, strange=strange)
    bands = cut.judge(photos @ shown, lambda places: photos[places]).bands()
    assert (bands[:3] == Band.WEAK).all() == strange
    assert (bands[3:] == Band.WEAK).all()


@pytest.mark.parametrize("count", [12, 100, 5000])
def test_what_no_photo_shows_is_never_strong(
    count: int,
    words: NDArray[np.float32],
    background: Background,
    chance: np.random.Generator,
) -> None:
    photos = of_others(words, count, chance)
    strong = [(bands_of(words[at], photos, background) == Band.STRONG).any() for at in range(10)]
    assert sum(strong) <= 1


@pytest.mark.parametrize("with_words", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("kind", Kind)
def test_a_handful_of_photos_is_judged_without_a_fuss(
    count: int, with_words: bool, kind: Kind, words: NDArray[np.float32], background: Background
) -> None:
    photos = words[:count]
    bands = bands_of(words[50], photos, background if with_words else None, kind)
    assert bands.shape == (count,)
    assert set(bands.tolist()) <= {1, 2, 3}


def test_a_lone_photo_of_what_is_asked_is_in_the_answer(
    words: NDArray[np.float32], background: Background
) -> None:
    assert bands_of(words[0], words[:1], background)[0] >= Band.LIKELY
    assert bands_of(words[1], words[:1], background)[0] == Band.WEAK


def test_photos_all_alike_break_nothing(words: NDArray[np.float32], background: Background) -> None:
    photos = np.repeat(words[:1], 500, axis=0)
    for query in words[:3]:
        assert bands_of(query, photos, background).shape == (500,)


def test_without_the_words_of_a_model_the_library_alone_tells(
    words: NDArray[np.float32], chance: np.random.Generator
) -> None:
    photos = np.concatenate([of_word(words, 0, 5, chance), of_others(words, 995, chance)])
    bands = bands_of(words[0], photos, None)
    assert (bands[:5] >= Band.LIKELY).all()
    assert (bands[5:] >= Band.LIKELY).mean() < 0.02


def test_photos_like_a_picture_are_cut_on_a_scale_of_their_own(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    photos = np.concatenate([of_word(words, 0, 5, chance, 0.06), of_others(words, 995, chance)])
    bands = bands_of(photos[0], photos[1:], background, Kind.LIKE)
    assert (bands[:4] >= Band.LIKELY).all()
    assert (bands[4:] >= Band.LIKELY).mean() < 0.02


def test_a_photo_below_the_least_cosine_need_not_be_judged(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    photos = np.concatenate([of_word(words, 0, 20, chance), of_others(words, 1980, chance)])
    cut = Cut.of(words[0], Surroundings.of(photos, len(photos), background), words=1)
    scores = photos @ words[0]
    whole = cut.judge(scores, lambda places: photos[places])
    worth = np.flatnonzero(scores >= cut.least)
    part = cut.judge(scores[worth], lambda places: photos[worth[places]])
    assert (whole.likelihoods[scores < cut.least] == 0).all()
    near = whole.likelihoods[worth] - part.likelihoods
    # Below the best ones the shares are read off between photos, and those are not the same.
    assert np.abs(near).max() < 0.05
    assert (whole.bands()[worth] == part.bands()).mean() > 0.99


def test_the_order_of_the_photos_does_not_matter(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    photos = np.concatenate([of_word(words, 0, 5, chance), of_others(words, 295, chance)])
    mixed = chance.permutation(len(photos))
    bands = bands_of(words[0], photos, background)
    assert (bands_of(words[0], photos[mixed], background) == bands[mixed]).all()


def test_a_bounded_number_of_vectors_is_asked_for(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    photos = of_word(words, 0, 20_000, chance)
    asked = []

    def vectors_of(places: NDArray[np.intp]) -> NDArray[np.float32]:
        asked.append(len(places))
        return photos[places]

    cut = Cut.of(words[0], Surroundings.of(photos[:2000], len(photos), background))
    cut.judge(photos @ words[0], vectors_of)
    assert sum(asked) <= 1000


@pytest.mark.parametrize("weights", [WORDS, WORDS_ALONE, BLEND, LIKE])
def test_what_speaks_for_a_photo_never_counts_against_it(weights: Weights) -> None:
    counts = dict(zip(CLUES, weights.clues, strict=True))
    assert min(counts[clue] for clue in ("z", "surplus", "gap", "share")) >= 0
    assert counts["common_gap"] >= 0
    assert counts["share"] + _MOST_BESIDE_SHARE * counts["common_share"] > -0.02


def test_no_clue_is_a_cosine(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    """Cosines that are all higher, as another model's are, leave everything but the share alone."""
    photos = of_others(words, 500, chance)
    query = words[20]
    shared = np.zeros(DIM + 1, np.float32)
    shared[-1] = 1
    lifted = [unit(np.pad(vectors, ((0, 0), (0, 1))) + shared) for vectors in (photos, query[None])]
    plain = Cut.of(query, Surroundings.of(photos, 500))
    other = Cut.of(lifted[1][0], Surroundings.of(lifted[0], 500))
    one = plain.evidence(photos @ query, lambda places: photos[places])
    two = other.evidence(lifted[0] @ lifted[1][0], lambda places: lifted[0][places])
    assert np.allclose(one, two, atol=0.02)
    assert one.shape == (500, len(CLUES))


def test_the_normal_tail_is_right_to_a_millionth() -> None:
    z = np.linspace(-6, 10, 200).astype(np.float32)
    exact = [0.5 * erfc(float(each) / sqrt(2)) for each in z]
    assert np.allclose(_above(z), exact, atol=1e-6)


def test_words_beside_a_picture_are_no_surer_than_the_picture(
    words: NDArray[np.float32], background: Background, chance: np.random.Generator
) -> None:
    """Photos are far nearer to a picture than to any words, which says nothing."""
    photos = of_others(words, 300, chance)
    for at in range(20):
        blend = unit((photos[at] - 0.5 * words[at]).astype(np.float64))
        bands = bands_of(blend, photos[20:], background, Kind.MIXTURE)
        assert (bands < Band.STRONG).all()
        alone = bands_of(blend, photos[20:], None, Kind.MIXTURE)
        assert (bands == alone).all()


@pytest.mark.parametrize("copies", [1, 4, 500])
@pytest.mark.parametrize("others", [0, 10, 1000])
def test_copies_of_a_picture_are_strong_however_many_there_are(
    copies: int,
    others: int,
    words: NDArray[np.float32],
    background: Background,
    chance: np.random.Generator,
) -> None:
    same = unit(words[0] + 0.01 * chance.normal(size=(copies, DIM)))
    photos = np.concatenate([same, of_others(words, others, chance)])
    for picture in words[:1], same[:1]:
        bands = bands_of(picture[0], photos, background, Kind.LIKE)
        assert (bands[:copies] == Band.STRONG).all()
        assert (bands[copies:] == Band.STRONG).mean() < 0.05 if others else True


def test_a_picture_that_is_shown_is_left_out_of_its_surroundings(
    words: NDArray[np.float32], background: Background
) -> None:
    whole = Surroundings.of(words[:3], 30, background)
    assert whole.without(np.zeros(3, bool)) is whole
    others = whole.without(np.array([True, False, False]))
    assert others.photos == 29
    assert (others.sample == words[1:3]).all()
    alone = others.standing(words[0], words=False)
    assert alone == Surroundings.of(words[1:3], 29).standing(words[0], words=False)
    assert alone != whole.standing(words[0], words=False)

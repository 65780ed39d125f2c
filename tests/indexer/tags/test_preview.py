"""What is previewed of a tag is what is given once it is saved, and nothing is saved before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.cut import Background
from indexer.encode import Stamp
from indexer.errors import LibraryError
from indexer.library import Library
from indexer.query import Tag
from indexer.tags import (
    Level,
    Mode,
    NewTag,
    Previewer,
    Tagger,
    add_tag,
    change_tag,
    choose,
    text_vectors,
    vocabulary_of,
)
from indexer.tags import preview as module
from indexer.tags.own import FILE
from tests.indexer.making import below, indexed, vector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

COUNT, NEAR = 120, 9
BACKGROUND = Background.of(np.stack([vector(seed) for seed in range(500, 600)]), 20.0)


def read(texts: Sequence[str]) -> NDArray[np.float32]:
    """As a text tower: the same vector for the same text, always; "photo 7" is like photo 7."""
    return np.stack([_read(text) for text in texts])


def _read(text: str) -> NDArray[np.float32]:
    word, _, number = text.rpartition(" ")
    if word == "photo":
        return vector(int(number))
    return vector(int.from_bytes(text.encode(), "big") % 100_000 + 1000)


def _near(number: int, seed: int) -> NDArray[np.float32]:
    """Like photo `number`, and not quite."""
    mixed = vector(number) + 0.2 * vector(2000 + seed)
    unit: NDArray[np.float32] = (mixed / np.linalg.norm(mixed)).astype(np.float32)
    return unit


@pytest.fixture
def bundle(tiny_bundle: Bundle) -> Bundle:
    return tiny_bundle


@pytest.fixture
def library(tmp_path: Path, bundle: Bundle) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        vectors = [vector(seed) for seed in range(COUNT)]
        vectors += [_near(7, seed) for seed in range(NEAR)]
        library.add(
            [
                replace(indexed(below("photos", f"{number}.jpg"), number), vector=found)
                for number, found in enumerate(vectors)
            ],
            Stamp(bundle.name, bundle.sha256, 1, "float32", "cpu"),
        )
        choose(library.catalog, level=None, own=None, shipped=False)
        yield library


@pytest.fixture
def previewer(library: Library, bundle: Bundle) -> Previewer:
    return Previewer(library, bundle, {}, BACKGROUND)


def given(library: Library, bundle: Bundle, name: str) -> dict[int, float]:
    """Tag the library; id of each photo that has the tag by then -> how likely it is."""
    words = vocabulary_of(library.catalog)
    texts = text_vectors(bundle, words, {}, read, keep=False)
    Tagger(library.catalog, bundle.sha256, words, texts, BACKGROUND).run()
    ids = library.catalog.ids_where(Tag(name)).tolist()
    told = library.catalog.tags_in_detail(ids)
    return {
        photo_id: float(score)
        for photo_id in ids
        for tag, source, score in told[photo_id]
        if (tag, source) == (name, "auto") and score is not None
    }


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    "new",
    [
        NewTag("our boat", words=("photo 7",)),
        NewTag("our boat", words=("photo 7", "photo 8", "photo 9"), parents=("sailboat",)),
        NewTag("our boat", words=("photo 7", "photo 11"), level=Level.STRICT),
        NewTag("our boat", words=("photo 3", "photo 20"), level=Level.LOOSE, rivals=("dog",)),
        NewTag("dog", words=("photo 40", "photo 41")),
        NewTag("our boat", words=("photo 7", "photo 9"), examples=(8, 122), others=(10, 20)),
        NewTag("our boat", words=("photo 60",), examples=(8, 121, 122, 123), others=(60, 9, 9)),
        NewTag("dog", examples=(8, 122, 123), others=(60,)),
    ],
)
def test_what_is_previewed_is_what_is_given(
    library: Library, bundle: Bundle, previewer: Previewer, new: NewTag, level: Level
) -> None:
    choose(library.catalog, level=level, own=None, shipped=False)
    found = previewer.preview(new, read)
    before = given(library, bundle, new.name)
    add_tag(library.catalog, new)
    now = given(library, bundle, new.name)
    assert now != before
    assert sorted(found.ids.tolist()) == sorted(now)
    assert dict(zip(found.ids.tolist(), found.likelihoods.tolist(), strict=True)) == pytest.approx(
        now, abs=2e-3
    )
    assert not found.more


def test_what_was_taught_of_other_tags_counts_whether_it_was_learned_or_not(
    library: Library, bundle: Bundle
) -> None:
    add_tag(library.catalog, NewTag("their boat", words=("photo 7",), level=Level.LOOSE))
    library.catalog.confirm_tag([8, 121, 122], "their boat")
    given(library, bundle, "their boat")
    library.catalog.refuse_tag([123, 124], "dog")
    library.catalog.confirm_tag([60], "cat")
    new = NewTag("our boat", ("photo 7", "photo 9"), rivals=("their boat",), examples=(125,))
    new = replace(new, level=Level.LOOSE)
    found = Previewer(library, bundle, {}, BACKGROUND).preview(new, read)
    add_tag(library.catalog, new)
    assert 0 < len(found.ids) < NEAR
    assert dict(zip(found.ids.tolist(), found.likelihoods.tolist(), strict=True)) == pytest.approx(
        given(library, bundle, "our boat"), abs=2e-3
    )


def test_what_an_owner_says_of_wholes_and_parts_counts(library: Library, bundle: Bundle) -> None:
    add_tag(library.catalog, NewTag("our dinghy", words=("photo 50",)))
    library.catalog.confirm_tag([90], "our dinghy")
    library.catalog.refuse_tag([8], "sailboat")
    new = NewTag("our boat", words=("photo 7",), parents=("sailboat",))
    find = Previewer(library, bundle, {}, BACKGROUND).preview
    assert 8 not in find(new, read).ids, "who has no sailboat has no boat of ours"
    add_tag(library.catalog, new)
    add_tag(library.catalog, NewTag("our dinghy", parents=("our boat",)))
    found = find(NewTag("our boat", words=("photo 7", "photo 7")), read)
    assert 90 in found.ids, "whoever has the dinghy has a boat"
    add_tag(library.catalog, NewTag("our boat", words=("photo 7", "photo 7")))
    assert set(found.ids.tolist()) == set(given(library, bundle, "our boat"))


def test_it_is_the_same_in_a_library_that_was_never_tagged_and_in_one_that_was(
    library: Library, bundle: Bundle, previewer: Previewer
) -> None:
    new = NewTag("our boat", words=("photo 7", "photo 9"))
    before = previewer.preview(new, read)
    given(library, bundle, "dog")
    after = Previewer(library, bundle, {}, BACKGROUND).preview(new, read)
    assert after.ids.tolist() == before.ids.tolist()


def test_the_likeliest_photo_comes_first(previewer: Previewer) -> None:
    found = previewer.preview(NewTag("our boat", words=("photo 7",), level=Level.LOOSE), read)
    assert 8 in found.ids, "photo 7 has the id 8"
    assert len(set(found.likelihoods.tolist())) > 1
    assert found.likelihoods.tolist() == sorted(found.likelihoods.tolist(), reverse=True)


def test_it_looks_on_as_long_as_some_of_the_last_photos_get_the_tag(
    previewer: Previewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewTag("our boat", words=("photo 7",), level=Level.LOOSE)
    at_once = previewer.preview(new, read)
    assert len(at_once.ids) >= NEAR
    monkeypatch.setattr(module, "FIRST", 2)
    step_by_step = previewer.preview(new, read)
    assert step_by_step.ids.tolist() == at_once.ids.tolist()
    monkeypatch.setattr(module, "MOST", 2)
    some = previewer.preview(new, read)
    assert len(some.ids) == 2
    assert some.more


def test_nothing_is_saved(library: Library, bundle: Bundle) -> None:
    before = library.catalog.known_files(["/"])
    with Library.open(library.folder) as read_only:
        finder = Previewer(read_only, bundle, {}, BACKGROUND)
        finder.preview(NewTag("our boat", words=("photo 7",), examples=(8,), others=(9,)), read)
    assert not (library.folder / FILE).exists()
    assert "our boat" not in vocabulary_of(library.catalog).by_key
    assert library.catalog.scored_ids(bundle.sha256) == []
    assert library.catalog.known_concepts() == {}
    assert library.catalog.decided() == []
    assert library.catalog.known_files(["/"]) == before


def test_what_an_owner_refused_is_not_previewed(library: Library, previewer: Previewer) -> None:
    new = NewTag("our boat", words=("photo 7",))
    assert 8 in previewer.preview(new, read).ids
    library.catalog.refuse_tag([8], "Our boat")
    assert 8 not in previewer.preview(new, read).ids


def test_a_rival_that_an_owner_refused_is_not_in_its_way(
    library: Library, bundle: Bundle, previewer: Previewer
) -> None:
    add_tag(library.catalog, NewTag("their boat", words=("photo 7",)))
    new = NewTag("our boat", words=("photo 7", "photo 7", "photo 9"), rivals=("their boat",))
    assert 8 not in previewer.preview(new, read).ids
    library.catalog.refuse_tag([8], "their boat")
    found = previewer.preview(new, read)
    assert 8 in found.ids
    add_tag(library.catalog, new)
    assert set(found.ids.tolist()) == set(given(library, bundle, "our boat"))


def test_a_tag_that_is_only_suggested_is_previewed_as_it_is_suggested(
    library: Library, bundle: Bundle, previewer: Previewer
) -> None:
    new = NewTag("our boat", words=("photo 7", "photo 9"), mode=Mode.SUGGEST)
    found = previewer.preview(new, read)
    assert 8 in found.ids
    add_tag(library.catalog, new)
    assert given(library, bundle, "our boat") == {}
    words = vocabulary_of(library.catalog)
    texts = text_vectors(bundle, words, {}, read, keep=False)
    tagger = Tagger(library.catalog, bundle.sha256, words, texts, BACKGROUND)
    suggested = tagger.suggestions(library.catalog.all_ids().tolist())
    with_it = {
        photo_id
        for photo_id, told in suggested.items()
        if "our boat" in [each.name for each in told]
    }
    assert with_it == set(found.ids.tolist())


def test_photos_that_show_it_draw_it_near_and_others_push_it_away(previewer: Previewer) -> None:
    plain = NewTag("our boat", words=("photo 7", "photo 9"), level=Level.LOOSE)
    drawn = replace(plain, examples=(8,), others=(10,))
    before, after = (previewer.preview(new, read) for new in (plain, drawn))
    likely = dict(zip(after.ids.tolist(), after.likelihoods.tolist(), strict=True))
    was = dict(zip(before.ids.tolist(), before.likelihoods.tolist(), strict=True))
    assert likely[8] > was[8]
    assert likely.get(10, 0) < was[10]
    unknown = replace(drawn, examples=(8, 999_999))
    assert previewer.preview(unknown, read).ids.tolist() == after.ids.tolist()


def test_a_model_reads_only_what_is_new(previewer: Previewer) -> None:
    said: list[str] = []

    def remembered(texts: Sequence[str]) -> NDArray[np.float32]:
        said.extend(texts)
        return read(texts)

    previewer.preview(NewTag("our boat", words=("photo 7",)), remembered)
    said.clear()
    previewer.preview(NewTag("our boats", words=("photo 8",)), remembered)
    previewer.preview(NewTag("our boat", words=("photo 7",), level=Level.LOOSE), remembered)
    assert said == ["photo 8"]


def test_a_tag_that_cannot_be_is_told(previewer: Previewer) -> None:
    with pytest.raises(LibraryError, match="“is:raw” cannot be a tag"):
        previewer.preview(NewTag("is:raw"), read)


def test_an_empty_library_has_no_photos_for_it(tmp_path: Path, bundle: Bundle) -> None:
    with Library.open(tmp_path / "empty", write=True) as library:
        found = Previewer(library, bundle, {}, BACKGROUND).preview(NewTag("our boat"), read)
    assert len(found.ids) == len(found.likelihoods) == 0
    assert not found.more


def test_tags_that_are_off_do_not_take_the_place_of_another(
    library: Library, bundle: Bundle
) -> None:
    change_tag(library.catalog, "dog", Mode.OFF)
    new = NewTag("our boat", words=("photo 7",))
    found = Previewer(library, bundle, {}, BACKGROUND).preview(new, read)
    add_tag(library.catalog, new)
    assert set(found.ids.tolist()) == set(given(library, bundle, "our boat"))

"""The reference is the model's own, or made once; towers are proved by as much as time allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer import places
from indexer.encode import proof
from indexer.encode.proof import prove, reference
from indexer.encode.tower import Tower
from indexer.models import load_bundle
from indexer.models.golden import kept_golden
from indexer.models.installing import describe, make_golden
from indexer.session import RungError, open_session
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from indexer.models import Bundle


class Counting(Tower):
    """A tower that knows how many rows it was asked."""

    rows = 0

    def raw(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        self.rows += len(rows)
        return super().raw(rows)


def tower(bundle: Bundle, name: str = "image") -> Counting:
    return Counting(bundle, getattr(bundle, name), open_session(bundle.path(f"{name}.onnx")))


def test_what_came_with_a_model_is_its_reference(tmp_path: Path) -> None:
    plain = load_bundle(make_tiny_bundle(tmp_path))
    bundle = describe(plain, make_golden(plain))
    found = reference(bundle)
    assert found is not None
    assert kept_golden(bundle) is None
    np.testing.assert_array_equal(found.picture_vectors, make_golden(plain).picture_vectors)


def test_a_reference_that_is_missing_is_made_once(tiny_bundle: Bundle) -> None:
    assert kept_golden(tiny_bundle) is None
    made, kept = reference(tiny_bundle), kept_golden(tiny_bundle)
    assert made is not None
    assert kept is not None
    np.testing.assert_array_equal(made.sentence_vectors, kept.sentence_vectors)


def test_a_cache_that_cannot_be_written_costs_only_time(tiny_bundle: Bundle) -> None:
    places.user_cache().parent.mkdir(parents=True)
    places.user_cache().write_text("a file where the folder should be")
    assert reference(tiny_bundle) is not None
    assert kept_golden(tiny_bundle) is None


def test_a_tower_that_is_right_passes_with_its_cosine(tmp_path: Path) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path, TinyModel(batch=1)))
    for name, rows in (("image", 4), ("text", 12)):
        asked = tower(bundle, name)
        told = prove(bundle, asked, "test device")
        assert told is not None
        assert told.cosine == pytest.approx(1, abs=1e-6)
        assert told.whole
        assert asked.rows == rows


def test_one_answer_is_enough_of_what_has_proved_itself_before(tiny_bundle: Bundle) -> None:
    asked = tower(tiny_bundle)
    prove(tiny_bundle, asked, "test device", brief=True)
    assert asked.rows == 1


def test_a_slow_device_is_proved_by_what_it_answers_in_time(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "SECONDS", -1.0)
    asked = tower(tiny_bundle)
    told = prove(tiny_bundle, asked, "test device")
    assert asked.rows == 1
    assert told is not None
    assert not told.whole


def test_a_slow_first_answer_costs_no_questions(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tower(tiny_bundle)
    clock = {0: 0.0}  # By the answers that were given.
    monkeypatch.setattr(proof, "monotonic", lambda: clock.get(asked.rows, 60.0))
    prove(tiny_bundle, asked, "test device")
    assert asked.rows == 4


def test_a_tower_that_is_wrong_is_told_with_its_cosine(tmp_path: Path) -> None:
    plain = load_bundle(make_tiny_bundle(tmp_path))
    other = load_bundle(make_tiny_bundle(tmp_path / "nhwc", TinyModel(layout="NHWC")))
    bundle = describe(plain, make_golden(plain))

    class Mixed(Counting):
        """As a package of the wrong layout: the right number of pixels, all misplaced."""

        def raw(self, rows: NDArray[Any]) -> NDArray[np.float32]:
            return super().raw(rows.reshape(len(rows), *rows.shape[2:], 3))

    asked = Mixed(other, other.image, open_session(other.path("image.onnx")))
    with pytest.raises(RungError, match=r"within a cosine of 0\.\d{4} of the right ones"):
        prove(bundle, asked, "test device")

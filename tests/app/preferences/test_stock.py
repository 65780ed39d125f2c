"""The models that are shown: those that are here, those to be had, and how far each has come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app import merits
from app.preferences.stock import Stock, take_stock
from indexer.library import Library
from indexer.models.known import KNOWN
from indexer.places import user_models
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path


def _stock(library: Path, *, fixed: str | None = None) -> Stock:
    with Library.open(library) as opened:
        return take_stock(opened, fixed=fixed)


def test_without_a_library_there_are_models_all_the_same() -> None:
    stock = take_stock(None)
    assert [model.name for model in stock.models] == ["starter", *(each.name for each in KNOWN)]
    assert (stock.in_use, stock.wanted, stock.photos) == ("starter", None, 0)
    starter = stock.named("starter")
    assert starter is not None
    assert starter.installed
    assert 30 < starter.megabytes < 45
    assert starter.licence.meaning
    assert stock.named("nobody") is None


def test_what_is_to_be_had_tells_its_size_and_its_licence() -> None:
    for model in take_stock(None).models[1:]:
        assert not model.installed
        assert model.megabytes > 100
        assert model.licence.meaning
        assert model.licence.url.startswith("https://")


def test_what_is_here_tells_how_many_photos_it_has_encoded(library: Path) -> None:
    stock = _stock(library)
    tiny, other = stock.named("tiny"), stock.named("other")
    assert tiny is not None
    assert other is not None
    assert (stock.photos, stock.in_use) == (12, "tiny")
    assert (tiny.encoded, other.encoded) == (12, 0)
    assert tiny.otherwise == "Counts colours (for tests)"
    assert tiny.licence.name == "Apache-2.0"
    assert "any use" in tiny.licence.meaning


def test_the_model_that_is_wanted_is_told_and_the_command_line_overrules_it(library: Path) -> None:
    with Library.open(library) as opened:
        assert opened.choose_model("other") is False
    stock = _stock(library)
    assert (stock.in_use, stock.wanted, stock.fixed) == ("tiny", "other", False)
    fixed = _stock(library, fixed="other")
    assert (fixed.in_use, fixed.wanted, fixed.fixed) == ("other", None, True)


def test_a_model_for_one_chip_alone_says_so(library: Path) -> None:
    folder = make_tiny_bundle(user_models() / "packed", TinyModel("packed"))
    values = json.loads((folder / "model.json").read_text("utf-8"))
    compiled = {"file": "image.onnx", "graph": "image", "soc": 60, "qnn": "2.51.0"}
    values["image"]["compiled"] = compiled
    (folder / "model.json").write_text(json.dumps(values), "utf-8")
    packed = _stock(library).named("packed")
    assert packed is not None
    assert "compiled" in packed.note


def test_each_model_that_can_be_had_has_its_merit_in_a_sentence() -> None:
    for model in take_stock(None).models:
        merit = merits.merit(model.name)
        assert merit.sentence.endswith(".")
        assert merits.title(model.name)[0].isupper()
    assert merits.title("mine") == "mine"

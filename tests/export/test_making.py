"""Weights from files, weights that are none, numbers too large for half precision, full disks."""

from __future__ import annotations

import errno
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest

from indexer import places
from indexer.encode import ImageEncoder
from indexer.errors import LibraryError
from indexer.models import load_bundle
from indexer.models.check import check_bundle
from indexer.models.export import export_model, graphs, making
from indexer.models.installing import incoming
from tests.export.rehearsals import (
    asked_as_open_clip_does,
    cosines,
    export_bundle,
    find_recipe,
    rehearse,
    squares,
)

if TYPE_CHECKING:
    from PIL import Image

    from tests.export.rehearsals import Rehearsal


def silent(_message: str) -> None:
    """Tell nobody."""


def save(weights: dict[str, Any], path: Path) -> Path:
    """Write weights as the ending of the path says."""
    import torch
    from safetensors.torch import save_file

    if path.suffix == ".safetensors":
        save_file(weights, path)
    else:
        # As training scripts leave them behind.
        torch.save({"epoch": 1, "state_dict": {f"module.{k}": v for k, v in weights.items()}}, path)
    return path


def types_of_weights(path: Path) -> set[int]:
    """The element types of all large constants of a graph."""
    graph = onnx.load(path).graph
    return {each.data_type for each in graph.initializer if np.prod(each.dims) > 1024}


def test_weights_from_a_file_make_the_same_model(small: Rehearsal, tmp_path: Path) -> None:
    weights = save(small.network().state_dict(), tmp_path / "weights.pt")
    recipe = replace(find_recipe(small.recipe.architecture), name="mine")
    told: list[str] = []
    bundle = export_model(recipe, weights, on_stage=told.append)
    assert bundle.folder == places.user_models() / "mine"
    assert bundle.sha256 == small.bundle.sha256
    assert bundle.golden == small.bundle.golden
    assert "weights.pt" in bundle.source
    assert [path.name for path in incoming().iterdir()] == ["mine.lock"]
    assert len(told) >= 4


class _Bomb:
    """A weights file that runs code when it is read without care."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("exploded"),))


def _files_that_are_no_weights(folder: Path, other: Rehearsal) -> list[Path]:
    import torch

    (folder / "text.pt").write_text("I am no weights")
    (folder / "empty.safetensors").touch()
    (folder / "empty.pt").touch()
    (folder / "weights.zip").touch()
    (folder / "bomb.pt").write_bytes(pickle.dumps(_Bomb()))
    (folder / "folder.pt").mkdir()
    torch.save({"state_dict": _Bomb()}, folder / "newer-bomb.pt")
    torch.save({}, folder / "nothing.pt")
    torch.save([1, 2, 3], folder / "list.pt")
    torch.save({"state_dict": {"a": torch.zeros(3)}}, folder / "strange.pt")
    save(other.network().state_dict(), folder / "other.safetensors")
    return [*sorted(folder.iterdir()), folder / "missing.pt"]


def test_a_file_that_holds_no_such_weights_is_told_in_one_line(
    small: Rehearsal, s0: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "files").mkdir()
    files = _files_that_are_no_weights(tmp_path / "files", s0)
    assert len(files) > 10
    for file in files:
        with pytest.raises(LibraryError) as told:
            export_model(small.recipe, file, on_stage=silent)
        assert str(file) in str(told.value)
        assert "\n" not in str(told.value)
    assert not (tmp_path / "exploded").exists()
    assert [path.name for path in places.user_models().iterdir()] == [".incoming"]


def test_numbers_too_large_for_half_precision_stay_in_full(
    small: Rehearsal, photographs: list[Image.Image], tmp_path: Path
) -> None:
    import torch

    weights = small.network().state_dict()
    weights["visual.ln_post.weight"] *= 1e5
    weights["logit_scale"] = torch.tensor(np.log(62.5), dtype=torch.float32)
    file = save(weights, tmp_path / "weights.safetensors")
    told: list[str] = []
    (tmp_path / "loud").mkdir()
    bundle = export_bundle(
        small.recipe, file, tmp_path / "loud", on_stage=told.append, source="the hub"
    )
    assert any("full precision" in message for message in told)
    assert types_of_weights(bundle.path("image.onnx")) == {onnx.TensorProto.FLOAT}
    assert types_of_weights(small.bundle.path("image.onnx")) == {onnx.TensorProto.FLOAT16}
    for each in (bundle, small.bundle):
        check_bundle(each)
        with ImageEncoder.open(each, device="cpu") as images:
            assert np.isfinite(images.encode(squares(each, photographs[:2]))).all()
    assert bundle.logit_scale == pytest.approx(62.5)
    assert bundle.source == "the hub"


def test_the_graphs_take_what_the_description_says(small: Rehearsal) -> None:
    bundle = load_bundle(small.bundle.folder)
    batches = {}
    for name in ("image.onnx", "image-cpu.onnx", "text.onnx"):
        (given,) = onnx.load(bundle.path(name)).graph.input
        batches[name] = given.type.tensor_type.shape.dim[0].dim_value or "any"
        opsets = {each.domain: each.version for each in onnx.load(bundle.path(name)).opset_import}
        assert opsets[""] == 17
    assert batches == {"image.onnx": 1, "image-cpu.onnx": "any", "text.onnx": 1}
    assert sorted(path.name for path in bundle.folder.iterdir()) == [
        *("golden.npz", "image-cpu.onnx", "image.onnx", "model.json", "text.onnx"),
        "tokenizer.json",
    ]


def test_whoever_stops_listening_is_not_told_of_a_disk(small: Rehearsal) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        export_model(replace(small.recipe, name="unheard"), None, on_stage=gone)
    assert [path.name for path in incoming().iterdir()] == ["unheard.lock"]


def test_a_name_that_is_taken_or_none_is_refused(small: Rehearsal) -> None:
    for name, told in (
        ("starter", "already"),
        ("../outside", "no name for a model"),
        (".hidden", "no name for a model"),
        ("", "no name for a model"),
    ):
        with pytest.raises(LibraryError, match=told):
            export_model(replace(small.recipe, name=name), None, on_stage=silent)


def test_room_on_the_disk_is_asked_for_before_anything_is_written(
    small: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No disk is larger than this wants.
    monkeypatch.setattr(making, "SPARE_BYTES", 10**18)
    with pytest.raises(LibraryError, match=r"needs .* MB, but the disk of .* MB free"):
        export_model(small.recipe, None, on_stage=silent)
    assert [path.name for path in incoming().iterdir()] == [f"{small.recipe.name}.lock"]


def test_a_tower_too_large_for_one_file_is_refused(
    small: Rehearsal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(graphs, "LARGEST_TOWER", 2**20)
    with pytest.raises(LibraryError, match="is too large"):
        export_bundle(small.recipe, None, tmp_path, on_stage=silent)


def test_a_model_that_comes_out_otherwise_than_open_clip_s_is_not_kept(
    small: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folding = graphs.fold

    def spoil(network: Any) -> Any:
        """As a mistake in folding would."""
        network.visual.transformer.resblocks[0].mlp.c_fc.weight.data *= 1.3
        return folding(network)

    monkeypatch.setattr(graphs, "fold", spoil)
    with pytest.raises(LibraryError, match="gives other vectors than open_clip"):
        export_model(small.recipe, None, on_stage=silent)
    assert [path.name for path in places.user_models().iterdir()] == [".incoming"]


def test_the_permissive_model_of_full_strength_is_open_clip_s(
    tmp_path: Path, photographs: list[Image.Image]
) -> None:
    vit = rehearse("vit-b-32-256", tmp_path / "vit")
    check_bundle(vit.bundle)
    pictures, texts = photographs[:5], ["a dog", "two cats on a sofa"]
    seen, _ = asked_as_open_clip_does(vit, pictures, texts)
    with ImageEncoder.open(vit.bundle, device="cpu") as images:
        found = images.encode(squares(vit.bundle, pictures))
    assert cosines(found, seen).min() >= 0.99999

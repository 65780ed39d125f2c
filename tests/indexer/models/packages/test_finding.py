"""The right two towers are found among a package's files, or the reason is told.

No compiler is needed: the binaries are empty, and a JSON beside each tells what would be in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from indexer.models.packages.finding import find_pair
from indexer.models.packages.opening import PackageError
from indexer.npu.binary import BinaryError
from indexer.npu.chips import chip

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.npu.chips import Chip

IMAGE, TEXT = [1, 3, 256, 256], [1, 77]
X_ELITE, QCS8550, QCS6490, GEN_5 = 60, 66, 93, 87


def known(number: int) -> Chip:
    found = chip(number)
    assert found is not None
    return found


def lay(place: Path, *inputs: list[int], soc: int | None = QCS8550, dim: int = 512) -> None:
    """Put a binary there of which a dump tells that it takes these inputs."""

    def told(name: str, lengths: list[int]) -> dict[str, object]:
        whole = len(lengths) == 2 and name.startswith("in")
        kind = "QNN_DATATYPE_INT_32" if whole else "QNN_DATATYPE_FLOAT_32"
        return {"info": {"name": name, "dimensions": lengths, "dataType": kind}}

    graph = {
        "graphName": "clip",
        "graphInputs": [told(f"in{at}", lengths) for at, lengths in enumerate(inputs)],
        "graphOutputs": [told("embedding", [1, dim])],
    }
    info = {"buildId": "v2.36.0", "socModel": soc, "graphs": [{"info": graph}]}
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(bytes(1024))
    place.with_name(f"{place.name}.json").write_text(json.dumps({"info": info}))


def complaint(folder: Path, here: int = X_ELITE) -> str:
    with pytest.raises((PackageError, BinaryError)) as caught:
        find_pair(folder, known(here))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_towers_are_told_apart_by_what_they_take_whatever_they_are_called(tmp_path: Path) -> None:
    lay(tmp_path / "a.ctx.bin", TEXT)
    lay(tmp_path / "b.ctx.bin", [1, 256, 256, 3])
    pair = find_pair(tmp_path, known(QCS8550))
    assert (pair.image.place, pair.text.place) == ("b.ctx.bin", "a.ctx.bin")
    assert (pair.image.length, pair.text.length, pair.image.dim) == (256, 77, 512)
    assert (pair.image.soc_model, pair.quantised) == (QCS8550, False)


def test_of_several_chips_the_very_one_is_taken_else_the_newest_before_it(tmp_path: Path) -> None:
    for soc in (30, QCS8550, GEN_5):
        lay(tmp_path / f"targets/{soc}/image.bin", IMAGE, soc=soc)
        lay(tmp_path / f"targets/{soc}/text.bin", TEXT, soc=soc)
    for here, taken in ((GEN_5, GEN_5), (X_ELITE, QCS8550), (QCS6490, 30)):
        pair = find_pair(tmp_path, known(here))
        assert {pair.image.soc_model, pair.text.soc_model} == {taken}


def test_full_precision_is_taken_where_the_chip_has_it(tmp_path: Path) -> None:
    for precision in ("FP16", "INT8", "W8A16"):
        lay(tmp_path / f"models/QCS8550/{precision}/image.bin", IMAGE)
        lay(tmp_path / f"models/QCS8550/{precision}/text.bin", TEXT)
    pair = find_pair(tmp_path, known(QCS8550))
    assert pair.image.place == "models/QCS8550/FP16/image.bin"
    assert pair.text.place == "models/QCS8550/FP16/text.bin"
    assert not pair.quantised
    assert (pair.image.precision, pair.text.precision) == (None, None)


def test_a_chip_that_a_binary_keeps_to_itself_is_read_off_its_name(tmp_path: Path) -> None:
    lay(tmp_path / "models/qcs6490/W8A16/image_qcs6490_w8a16.qnn231.ctx.bin", IMAGE, soc=None)
    lay(tmp_path / "models/qcs6490/W8A16/text_qcs6490_w8a16.qnn231.ctx.bin", TEXT, soc=None)
    pair = find_pair(tmp_path, known(QCS6490))
    assert pair.image.soc_model == QCS6490
    assert pair.quantised
    assert (pair.image.precision, pair.text.precision) == ("w8a16", "w8a16")


def test_a_package_for_a_newer_chip_names_both(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE, soc=GEN_5)
    lay(tmp_path / "text.bin", TEXT, soc=GEN_5)
    said = complaint(tmp_path, X_ELITE)
    assert "SM8850, Snapdragon 8 Elite Gen 5 (Hexagon V81)" in said
    assert "SC8380XP, Snapdragon X, Hexagon V73" in said
    assert "this machine's chip is older" in said
    assert "shoebox model compile NAME --soc 60" in said


def test_the_chip_of_the_emulator_is_not_taken_for_the_machine_s_own(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE, soc=GEN_5)
    lay(tmp_path / "text.bin", TEXT, soc=GEN_5)
    with pytest.raises(PackageError) as caught:
        find_pair(tmp_path, known(X_ELITE), emulated=True)
    assert "the emulator here is of an older chip (SC8380XP, Snapdragon X" in str(caught.value)
    assert "this machine" not in str(caught.value)


def test_a_chip_that_nobody_knows_may_run_anything(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE, soc=GEN_5)
    lay(tmp_path / "text.bin", TEXT, soc=4711)
    assert find_pair(tmp_path, None).text.soc_model == 4711


def test_a_missing_tower_is_told(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE)
    assert "has no text tower" in complaint(tmp_path)
    (tmp_path / "image.bin").unlink()
    lay(tmp_path / "text.bin", TEXT)
    assert "has no image tower" in complaint(tmp_path)


def test_towers_of_two_models_are_no_pair(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE, dim=512)
    lay(tmp_path / "text.bin", TEXT, dim=768)
    assert "image.bin gives 512, text.bin gives 768" in complaint(tmp_path)


def test_a_graph_of_both_at_once_is_no_tower(tmp_path: Path) -> None:
    lay(tmp_path / "clip.bin", IMAGE, TEXT)
    assert "is no package of Model Farm" in complaint(tmp_path)


def test_encrypted_files_alone_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "clip_visual.qnn236.ctx.bin.aidem").write_bytes(bytes(4096))
    assert "encrypted by APLUX" in complaint(tmp_path)


@pytest.mark.parametrize(("kind", "other"), [(IMAGE, "text_encoder"), (TEXT, "visual")])
def test_a_tower_that_is_missing_because_it_is_encrypted_is_told_so(
    tmp_path: Path, kind: list[int], other: str
) -> None:
    lay(tmp_path / "plain.qnn236.ctx.bin", kind)
    (tmp_path / f"clip_{other}.qnn236.ctx.bin.aidem").write_bytes(bytes(4096))
    assert f"clip_{other}.qnn236.ctx.bin.aidem is encrypted by APLUX" in complaint(tmp_path)


def test_an_encrypted_tower_beside_two_that_run_is_no_matter(tmp_path: Path) -> None:
    lay(tmp_path / "image.ctx.bin", IMAGE)
    lay(tmp_path / "text.ctx.bin", TEXT)
    (tmp_path / "text.ctx.bin.aidem").write_bytes(bytes(4096))
    assert find_pair(tmp_path, None).text.place == "text.ctx.bin"


def test_a_folder_of_anything_else_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"a photo")
    assert "is no package of Model Farm, nor one of `shoebox model compile`" in complaint(tmp_path)


def test_a_text_in_place_of_a_binary_is_told_so(tmp_path: Path) -> None:
    lay(tmp_path / "image.bin", IMAGE)
    (tmp_path / "text.ctx.bin").write_text("version https://git-lfs.github.com/spec/v1\n" * 9)
    assert "text.ctx.bin is no QNN context binary: it is a text" in complaint(tmp_path)

"""A machine's chip is recognised by what Windows and Linux say of it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.npu.chips import CHIPS, chip, chip_of_linux, chip_of_windows, this_chip, told_names

if TYPE_CHECKING:
    from pathlib import Path

X, X2, CX_GEN_3 = 60, 88, 37


@pytest.mark.parametrize(
    ("processor", "soc_model"),
    [
        ("Snapdragon(R) X Elite - X1E80100 - Qualcomm(R) Oryon(TM) CPU", X),
        ("Snapdragon(R) X Elite - X1E78100 - Qualcomm(R) Oryon(TM) CPU", X),
        ("Snapdragon(R) X Plus - X1P42100 - Qualcomm(R) Oryon(TM) CPU", X),
        ("Snapdragon(R) X - X126100 - Qualcomm(R) Oryon(TM) CPU", X),
        ("Snapdragon(R) X 12-core X1E80100 @ 3.40 GHz", X),
        ("Snapdragon(R) X 10-core X1P64100 @ 3.40 GHz", X),
        ("Snapdragon(R) X2 Elite - X2E88100 - Qualcomm Oryon(TM) CPU", X2),
        ("Snapdragon(R) X2 Elite Extreme - X2E94100 - Qualcomm Oryon(TM) CPU", X2),
        ("Snapdragon(R) X2 Plus - X2P42100 - Qualcomm Oryon(TM) CPU", X2),
        ("Snapdragon (TM) 8cx Gen 3 @ 3.0 GHz", CX_GEN_3),
        ("Microsoft SQ3 @ 3.0 GHz", CX_GEN_3),
    ],
)
def test_laptops_are_known_by_their_processors_name(processor: str, soc_model: int) -> None:
    assert chip_of_windows(processor) is chip(soc_model)


@pytest.mark.parametrize(
    "processor",
    [
        "Snapdragon (TM) 8cx Gen 2 @ 3.0 GHz",
        "Microsoft SQ1 @ 3.0 GHz",
        "Intel(R) Core(TM) Ultra X7 358H",
        "AMD Ryzen AI 9 HX 370",
        "AMD Athlon(tm) II X2 250 Processor",
        "Apple M1",
        "",
    ],
)
def test_other_processors_are_none_of_the_table(processor: str) -> None:
    assert chip_of_windows(processor) is None


def linux(folder: Path, *, number: str = "", compatible: str = "") -> Path:
    for name, text in (
        ("sys/devices/soc0/soc_id", number),
        ("proc/device-tree/compatible", compatible),
    ):
        if text:
            (folder / name).parent.mkdir(parents=True)
            (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("number", "compatible", "soc_model"),
    [
        ("603\n", "qcom,kalama-iot\0qcom,kalama\0", 66),
        ("497\n", "", 93),
        ("557\n", "qcom,sm8650-hdk\0qcom,sm8650\0", 57),
        ("", "ayn,odin2\0qcom,qcs8550\0qcom,sm8550\0", 66),
        ("", "qcom,qcs6490-rb3gen2\0qcom,qcm6490\0", 93),
        ("", "lenovo,yoga-slim7x\0qcom,x1e80100\0", X),
        ("", "microsoft,denali-lcd\0qcom,x1p64100\0qcom,x1e80100\0", X),
        ("", "lenovo,thinkpad-x13s\0qcom,sc8280xp\0", CX_GEN_3),
        ("99999\n", "qcom,lemans-evk\0qcom,qcs9100\0qcom,sa8775p\0", 77),
    ],
)
def test_boards_are_known_by_number_or_device_tree(
    tmp_path: Path, number: str, compatible: str, soc_model: int
) -> None:
    assert chip_of_linux(linux(tmp_path, number=number, compatible=compatible)) is chip(soc_model)


@pytest.mark.parametrize("compatible", ["raspberrypi,5-model-b\0brcm,bcm2712\0", "qcom\0", ""])
def test_other_boards_are_none_of_the_table(tmp_path: Path, compatible: str) -> None:
    assert chip_of_linux(linux(tmp_path, compatible=compatible)) is None


def test_no_two_chips_share_a_number() -> None:
    assert len({known.soc_model for known in CHIPS}) == len(CHIPS)
    ids = [number for known in CHIPS for number in known.linux]
    assert len(set(ids)) == len(ids)


def test_each_fact_has_a_source() -> None:
    for known in CHIPS:
        assert re.fullmatch(r"[QEATPLW]( [QEATPLW])*", known.source), known
        assert ("W" in known.source) == bool(known.windows), known


def test_half_precision_does_not_follow_from_the_architecture() -> None:
    for arch in (68, 73):
        assert {known.fp16 for known in CHIPS if known.arch == arch} == {True, False}


def test_asking_for_this_machines_chip_is_safe_everywhere() -> None:
    assert this_chip() in (None, *CHIPS)


@pytest.mark.skipif(sys.platform != "linux", reason="Windows keeps it in the registry")
def test_an_unknown_chip_is_told_in_the_machines_own_words(tmp_path: Path) -> None:
    assert told_names(tmp_path) == ()
    (tmp_path / "sys/devices/soc0").mkdir(parents=True)
    (tmp_path / "sys/devices/soc0/soc_id").write_text("4711\n")
    (tmp_path / "proc/device-tree").mkdir(parents=True)
    (tmp_path / "proc/device-tree/compatible").write_text("maker,board\0qcom,new1\0")
    assert told_names(tmp_path) == ("soc_id 4711", "maker,board", "qcom,new1")

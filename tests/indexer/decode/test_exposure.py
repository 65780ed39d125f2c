"""How a picture was exposed, as far as its file tells that and makes sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from indexer.decode import DecodeRecipe, read_photo
from indexer.decode.exposure import exposure_of
from indexer.records import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

BASE = ExifTags.Base


def test_it_is_read_from_a_photo(
    tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle
) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            BASE.ExposureTime: IFDRational(1, 250),
            BASE.FNumber: IFDRational(28, 10),
            BASE.ISOSpeedRatings: 400,
            BASE.FocalLength: IFDRational(350, 10),
        }
    )
    path = paint_photo(tmp_path / "a.jpg", exif=exif.tobytes())
    told = read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts.exposure
    assert told == Exposure(1 / 250, 2.8, 400, 35.0)


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({}, Exposure()),
        ({BASE.ShutterSpeedValue: 8.0, BASE.ApertureValue: 3.0}, Exposure(1 / 256, 2**1.5)),
        ({BASE.ExposureTime: 0.5, BASE.ShutterSpeedValue: 8.0}, Exposure(0.5)),
        ({BASE.ISOSpeedRatings: (200, 0)}, Exposure(iso=200)),
        (
            {BASE.ISOSpeedRatings: 65_535, BASE.RecommendedExposureIndex: 102_400},
            Exposure(iso=102_400),
        ),
        ({BASE.FNumber: 0.0, BASE.ApertureValue: 0.0, BASE.FocalLength: 0.0}, Exposure()),
        ({BASE.ExposureTime: float("nan"), BASE.FNumber: float("inf")}, Exposure()),
        ({BASE.ExposureTime: IFDRational(1, 0), BASE.ISOSpeedRatings: "?"}, Exposure()),
        ({BASE.ExposureTime: -1.0, BASE.FNumber: 1e9, BASE.FocalLength: 1e9}, Exposure()),
        ({BASE.ShutterSpeedValue: 1e9, BASE.ApertureValue: -1e9}, Exposure()),
        ({BASE.ISOSpeedRatings: 10**12, BASE.ISOSpeed: 0.2}, Exposure()),
    ],
)
def test_what_makes_no_sense_is_not_told(tags: Mapping[int, Any], told: Exposure) -> None:
    assert exposure_of(tags) == told

"""Pictures and folders that the tests share: painted here, or shipped inside scikit-image."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from indexer.models import Bundle

# A busy machine is no failure: no test is timed.
settings.register_profile("shoebox", deadline=None)
settings.load_profile("shoebox")


class PaintPhoto(Protocol):
    """Paints one picture that no other call with another seed paints."""

    def __call__(
        self, path: Path, *, size: tuple[int, int] = (320, 240), seed: int = 0, **save: object
    ) -> Path: ...


def _paint(
    path: Path, *, size: tuple[int, int] = (320, 240), seed: int = 0, **save: object
) -> Path:
    chance = np.random.default_rng(seed)
    low, high = chance.integers(0, 256, (2, 3))
    ramp = np.linspace(0, 1, size[0])[None, :, None]
    pixels = np.broadcast_to(low + (high - low) * ramp, (size[1], size[0], 3)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = int(chance.integers(0, size[0])), int(chance.integers(0, size[1]))
        radius = int(chance.integers(4, max(5, min(size) // 3)))
        colour = tuple(int(part) for part in chance.integers(0, 256, 3))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, **save)  # type: ignore[arg-type] # Pillow types each option by itself.
    return path


@pytest.fixture
def paint_photo() -> PaintPhoto:
    """The painter of test pictures: `paint_photo(folder / "a.jpg", seed=1, quality=90)`."""
    return _paint


@pytest.fixture(scope="session")
def real_pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of photographs: cat, coffee, rocket, astronaut, temple, flower.

    They ship inside scikit-image and scikit-learn; the file names say what is on them.
    """
    import skimage
    import sklearn

    shown = {
        "cat.png": Path(skimage.__file__).parent / "data" / "chelsea.png",
        "coffee.png": Path(skimage.__file__).parent / "data" / "coffee.png",
        "rocket.jpg": Path(skimage.__file__).parent / "data" / "rocket.jpg",
        "astronaut.png": Path(skimage.__file__).parent / "data" / "astronaut.png",
        "temple.jpg": Path(sklearn.__file__).parent / "datasets" / "images" / "china.jpg",
        "flower.jpg": Path(sklearn.__file__).parent / "datasets" / "images" / "flower.jpg",
    }
    folder = tmp_path_factory.mktemp("real")
    for name, source in shown.items():
        (folder / name).write_bytes(source.read_bytes())
    return folder


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A model that knows colours by name; all tests share its folder, so change only copies."""
    # Imported here: most tests need neither a model nor the onnx package.
    from indexer.models import load_bundle
    from tests.bundles import make_tiny_bundle

    return load_bundle(make_tiny_bundle(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep each test out of the user's real library, models, caches and settings."""
    home = tmp_path / "home"
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home / name))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SHOEBOX_LIBRARY", raising=False)

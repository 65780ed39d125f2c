"""The photos that `render_pages` draws: crops of pictures that may be shown, with their days.

They ship with scikit-image (public domain or CC0) and scikit-learn (“china” and “flower”, CC BY
2.0, by danielbuechele and vultilion).
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

_Crop = tuple[float, float, float, float]
_WHOLE: _Crop = (0.0, 0.0, 1.0, 1.0)
#: Name in its package, the folder it goes to, the crops: left, top, right, bottom as shares.
_CROPS: tuple[tuple[str, str, tuple[_Crop, ...]], ...] = (
    ("china.jpg", "Journeys/2023/China", (_WHOLE, (0, 0.15, 0.5, 0.85), (0.45, 0.2, 1, 0.9))),
    ("flower.jpg", "Garden", (_WHOLE, (0.3, 0.1, 0.85, 0.95), (0, 0, 0.6, 0.9))),
    ("chelsea.png", "Home", (_WHOLE, (0.2, 0, 0.75, 0.8), (0.35, 0.15, 1, 1))),
    ("coffee.png", "Home", (_WHOLE, (0.2, 0.1, 0.85, 0.95), (0, 0.3, 0.6, 1))),
    ("rocket.jpg", "Sky", (_WHOLE, (0.2, 0.05, 0.8, 0.95), (0, 0.3, 0.6, 1), (0.3, 0.2, 0.9, 1))),
    ("astronaut.png", "Journeys/2024", (_WHOLE, (0.15, 0, 0.75, 0.6), (0.5, 0, 1, 0.7))),
    (
        "hubble_deep_field.jpg",
        "Sky",
        (_WHOLE, (0.1, 0.1, 0.5, 0.6), (0.5, 0.4, 1, 1), (0.3, 0, 0.8, 0.5)),
    ),
    ("moon.png", "Sky", (_WHOLE, (0.2, 0.2, 0.8, 0.8))),
    ("motorcycle_left.png", "Home", (_WHOLE, (0.2, 0.1, 0.9, 0.95), (0, 0, 0.6, 0.8))),
    ("camera.png", "Journeys/2023/Cambridge", (_WHOLE, (0.2, 0.05, 0.8, 0.75))),
    ("grass.png", "Garden", (_WHOLE, (0.1, 0.1, 0.7, 0.7))),
    ("gravel.png", "Garden", (_WHOLE,)),
    ("brick.png", "Garden", (_WHOLE,)),
    ("coins.png", "Home", (_WHOLE, (0, 0, 0.6, 0.7))),
)
_NAMES = {
    "china.jpg": "palace", "chelsea.png": "cat", "hubble_deep_field.jpg": "galaxies",
    "motorcycle_left.png": "motorcycle", "camera.png": "cameraman",
}  # fmt: skip


def paint_photos(folder: Path) -> Path:
    """Cut the photos out of the pictures that may be shown, each with a date and a camera."""
    import skimage
    import sklearn

    sources = (
        Path(skimage.__file__).parent / "data",
        Path(sklearn.__file__).parent / "datasets" / "images",
    )
    number = 0
    for name, place, crops in _CROPS:
        (path,) = (each / name for each in sources if (each / name).is_file())
        whole = Image.open(path).convert("RGB")
        for crop in crops:
            number += 1
            wanted = _NAMES.get(name, Path(name).stem)
            _cut(whole, crop, folder / place / f"{wanted}-{number:02}.jpg", number)
    return folder


def _cut(whole: Image.Image, crop: _Crop, to: Path, number: int) -> None:
    left, top, right, bottom = crop
    box = (left * whole.width, top * whole.height, right * whole.width, bottom * whole.height)
    part = whole.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type] # Four numbers.
    facts = Image.Exif()
    facts[0x010F], facts[0x0110] = "FUJIFILM", "X-T4"
    day = f"2024:{1 + number * 5 % 12:02}:{1 + number * 7 % 28:02} {8 + number % 12:02}:30:00"
    facts[0x0132] = day
    facts.get_ifd(0x8769)[0x9003] = day
    to.parent.mkdir(parents=True, exist_ok=True)
    part.save(to, quality=92, exif=facts)

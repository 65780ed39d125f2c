"""Pictures whose every corner is known, and the odd files that Pillow does not write itself."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

RED, GREEN, BLUE, PALE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (250, 250, 250)
WIDTH, HEIGHT = 200, 120

TO_STORE: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that writes this orientation has stored an upright picture."""


def four_corners(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture that is red and green above, blue and pale below: it shows each turn and flip."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = GREEN
    pixels[height // 2 :, : width // 2] = BLUE
    pixels[height // 2 :, width // 2 :] = PALE
    return Image.fromarray(pixels)


def corners(pixels: NDArray[np.uint8]) -> list[tuple[int, int, int]]:
    """The middle colour of each quarter, as `four_corners` painted them: red, green, blue, pale."""
    height, width = pixels.shape[:2]
    middles = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [(int(r), int(g), int(b)) for r, g, b in (pixels[place] for place in middles)]


def are_alike(pixels: NDArray[np.uint8], *, within: int = 12) -> bool:
    """Whether the picture is `four_corners`, upright and in its colours."""
    expected = np.array([RED, GREEN, BLUE, PALE])
    return int(np.abs(np.array(corners(pixels)) - expected).max()) <= within


def ramp() -> NDArray[np.uint16]:
    """A grey picture from black to white in 16 bits, uint16 [120, 200]."""
    return np.linspace(0, 65535, WIDTH).astype(np.uint16)[None].repeat(HEIGHT, 0)


def png(samples: NDArray[np.uint16], kind: int) -> bytes:
    """A PNG of 16 bits a sample, which Pillow reads but does not write; `kind` as in IHDR."""
    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def planar_tiff(picture: Image.Image, order: str) -> bytes:
    """A TIFF of 16 bits with red, green and blue one after the other; `order` "<" or ">"."""
    samples = np.asarray(picture).astype(np.uint16) * 257
    planes = [samples[:, :, band].astype(order + "u2").tobytes() for band in range(3)]
    start, first = 8, 8 + 2 + 12 * 9 + 4
    bits, offsets, counts, data = first, first + 6, first + 18, first + 30
    entries = [  # tag, type (3: short, 4: long), count, value or place
        (256, 4, 1, picture.width),
        (257, 4, 1, picture.height),
        (258, 3, 3, bits),
        (259, 4, 1, 1),
        (262, 4, 1, 2),
        (273, 4, 3, offsets),
        (277, 4, 1, 3),
        (279, 4, 3, counts),
        (284, 4, 1, 2),
    ]
    size = len(planes[0])
    return (
        (b"II" if order == "<" else b"MM")
        + struct.pack(order + "HIH", 42, start, len(entries))
        + b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
        + struct.pack(order + "I", 0)
        + struct.pack(order + "3H", 16, 16, 16)
        + struct.pack(order + "3I", *(data + band * size for band in range(3)))
        + struct.pack(order + "3I", size, size, size)
        + b"".join(planes)
    )


def giant_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def chunk(name: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


DISPLAY_P3: Final = {
    b"r": (0.51512, 0.2412, -0.00105),
    b"g": (0.29198, 0.69225, 0.04189),
    b"b": (0.1571, 0.06657, 0.78407),
}
"""The primaries of iPhones' photos in XYZ at D50, from Apple's own profile."""


def wide_profile() -> bytes:
    """An ICC profile of a wide gamut (Display P3), with the tone curve of sRGB."""
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0)
    curve += b"".join(_fixed(part) for part in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    name = b"Wide\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
    }
    for primary, place in DISPLAY_P3.items():
        tags |= {primary + b"XYZ": _xyz(*place), primary + b"TRC": curve}
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for key, content in tags.items():
        table += key + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    kind = (0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    header = struct.pack(">I4xI4s4s4s12x4s", start + len(body), *kind)
    header = header.ljust(68, b"\0") + _fixed(0.9642) + _fixed(1) + _fixed(0.8249)
    return header.ljust(128, b"\0") + table + body


def _fixed(number: float) -> bytes:
    return struct.pack(">i", round(number * 65536))


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(x) + _fixed(y) + _fixed(z)

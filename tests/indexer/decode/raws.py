"""A DNG as a camera writes it: what the sensor saw, and the JPEG that the camera made of it."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

SHORT, LONG, ASCII, BYTE, RATIONAL, SRATIONAL = 3, 4, 2, 1, 5, 10
TO_SRGB = (3.2404542, -1.5371385, -0.4985314, -0.969266, 1.8760108, 0.041556, 0.0556434,
           -0.2040259, 1.0572252)  # fmt: skip
"""From XYZ: of a camera that sees as sRGB does."""


@dataclass(frozen=True)
class Dng:
    """What goes into one.

    Attributes:
        picture: What the sensor saw.
        preview: The JPEG beside it.
        orientation: How both lie.
        order: "<" or ">".
    """

    picture: Image.Image
    preview: Image.Image | None = None
    orientation: int = 1
    order: str = "<"

    def content(self) -> bytes:
        """The file."""
        sensor = self._sensor()
        jpeg = self._jpeg()
        sensor_at, jpeg_at = 4096, 4096 + len(sensor)
        first = [*self._sensor_tags(sensor_at, len(sensor)), *self._camera_tags()]
        if self.preview is not None:
            first = [
                *self._jpeg_tags(jpeg_at, len(jpeg)),
                *self._camera_tags(),
                (330, LONG, [2048]),
            ]
        inner = self._sensor_tags(sensor_at, len(sensor))
        header = (b"II" if self.order == "<" else b"MM") + struct.pack(self.order + "HI", 42, 8)
        tables = (header + self._table(first, 8)).ljust(2048, b"\0") + self._table(inner, 2048)
        return tables.ljust(4096, b"\0") + sensor + jpeg

    def _sensor(self) -> bytes:
        """Red, green, green, blue, as light falls on them: sRGB's curve undone."""
        light = (np.asarray(self.picture) / 255.0) ** 2.2 * 65535
        seen = light[:, :, 1].copy()
        seen[::2, ::2], seen[1::2, 1::2] = light[::2, ::2, 0], light[1::2, 1::2, 2]
        return seen.astype(f"{self.order}u2").tobytes()

    def _jpeg(self) -> bytes:
        file = io.BytesIO()
        if self.preview is not None:
            self.preview.save(file, "JPEG", quality=95)
        return file.getvalue()

    def _sensor_tags(self, place: int, length: int) -> list[tuple[int, int, list[object]]]:
        width, height = self.picture.size
        return [
            (254, LONG, [0]), (256, LONG, [width]), (257, LONG, [height]), (258, SHORT, [16]),
            (259, SHORT, [1]), (262, SHORT, [32803]), (273, LONG, [place]), (277, SHORT, [1]),
            (278, LONG, [height]), (279, LONG, [length]), (33421, SHORT, [2, 2]),
            (33422, BYTE, [0, 1, 1, 2]),
        ]  # fmt: skip

    def _jpeg_tags(self, place: int, length: int) -> list[tuple[int, int, list[object]]]:
        assert self.preview is not None
        width, height = self.preview.size
        return [
            (254, LONG, [1]), (256, LONG, [width]), (257, LONG, [height]), (258, SHORT, [8, 8, 8]),
            (259, SHORT, [7]), (262, SHORT, [6]), (273, LONG, [place]), (277, SHORT, [3]),
            (278, LONG, [height]), (279, LONG, [length]),
        ]  # fmt: skip

    def _camera_tags(self) -> list[tuple[int, int, list[object]]]:
        return [
            (271, ASCII, [b"Phase Two\0"]), (272, ASCII, [b"Painter\0"]),
            (274, SHORT, [self.orientation]), (306, ASCII, [b"2023:05:01 12:30:00\0"]),
            (50706, BYTE, [1, 4, 0, 0]), (50708, ASCII, [b"Painter\0"]),
            (50721, SRATIONAL, [(round(number * 10000), 10000) for number in TO_SRGB]),
            (50728, RATIONAL, [(1, 1)] * 3), (50778, SHORT, [21]),
        ]  # fmt: skip

    def _table(self, tags: list[tuple[int, int, list[object]]], place: int) -> bytes:
        """A directory of TIFF, with the values that do not fit into it behind."""
        rows, behind = b"", b""
        start = place + 2 + 12 * len(tags) + 4
        for tag, kind, values in sorted(tags, key=lambda row: row[0]):
            content = b"".join(self._value(kind, value) for value in values)
            count = len(content) if kind == ASCII else len(values)
            if len(content) > 4:
                at = struct.pack(self.order + "I", start + len(behind))
                behind += content + bytes(len(content) % 2)
            else:
                at = content.ljust(4, b"\0")
            rows += struct.pack(self.order + "HHI", tag, kind, count) + at
        return struct.pack(self.order + "H", len(tags)) + rows + bytes(4) + behind

    def _value(self, kind: int, value: object) -> bytes:
        if isinstance(value, bytes):
            return value
        if isinstance(value, tuple):
            return struct.pack(self.order + ("2i" if kind == SRATIONAL else "2I"), *value)
        return struct.pack(self.order + {SHORT: "H", LONG: "I", BYTE: "B"}[kind], value)

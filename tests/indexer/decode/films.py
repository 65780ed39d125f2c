"""Videos that a test paints: a black beginning, then one picture; or several, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Film:
    """What is painted.

    Attributes:
        picture: What is to be seen after a black beginning.
        codec: What packs it, by FFmpeg's name.
        seconds: How long it is.
        said: What it says of itself.
        apart: Frames from one that stands for itself to the next.
        scenes: What is to be seen in place of the picture, of the same size and equally long.
    """

    picture: Image.Image
    codec: str = "mpeg4"
    seconds: int = 2
    said: tuple[tuple[str, str], ...] = ()
    apart: int = 5
    scenes: tuple[Image.Image, ...] = ()

    def write(self, path: Path, *, format_: str | None = None) -> Path:
        """Write it; the format goes by the name if none is told."""
        import av

        options = {"movflags": "use_metadata_tags"} if path.suffix in {".mp4", ".mov"} else {}
        with av.open(str(path), "w", format=format_, options=options) as film:
            film.metadata.update(dict(self.said))
            stream = film.add_stream(self.codec, rate=10)
            stream.width, stream.height = self.picture.size
            stream.pix_fmt = "yuv420p"
            stream.bit_rate = 4_000_000
            stream.gop_size = self.apart
            for number in range(10 * self.seconds):
                film.mux(stream.encode(av.VideoFrame.from_image(self._shown(number))))
            film.mux(stream.encode())
        return path

    def _shown(self, number: int) -> Image.Image:
        if self.scenes:
            return self.scenes[number * len(self.scenes) // (10 * self.seconds)]
        black = Image.new("RGB", self.picture.size)
        return black if number < 3 * self.seconds else self.picture

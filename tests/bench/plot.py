"""Curves over the size of a library as an SVG of plain text, for the README."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH: Final = 420
_HEIGHT: Final = 300
_LEFT: Final = 62
_RIGHT: Final = 38
_TOP: Final = 40
_BOTTOM: Final = 88
_COLOURS: Final = ("#e8590c", "#228be6", "#2f9e44", "#868e96", "#845ef7")
"""Seen on white and on black alike."""

_STYLE: Final = """<style>
:root { --ground: #ffffff; --ink: #343a40; --grid: #dee2e6 }
@media (prefers-color-scheme: dark) {
:root { --ground: #0d1117; --ink: #ced4da; --grid: #343a40 }
}
</style>"""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart.

    Attributes:
        name: What it is of.
        points: Pairs of (size, value), each above 0.
    """

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Some curves over the same sizes; both axes count in powers of ten.

    Attributes:
        title: What is measured, with its unit.
        curves: The lines; those of one name have one colour in all charts.
    """

    title: str
    curves: tuple[Curve, ...]


def drawn(charts: Sequence[Chart]) -> str:
    """The charts side by side, as the text of an SVG file."""
    names = list(dict.fromkeys(curve.name for chart in charts for curve in chart.curves))
    colours = {name: _COLOURS[place % len(_COLOURS)] for place, name in enumerate(names)}
    width, height = _WIDTH * len(charts), _HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
        _STYLE,
        f'<rect width="{width}" height="{height}" fill="var(--ground)"/>',
    ]
    for place, chart in enumerate(charts):
        lines.append(f'<g transform="translate({place * _WIDTH} 0)">')
        lines += _chart(chart, colours)
        lines.append("</g>")
    lines += _names(colours)
    return "\n".join([*lines, "</svg>", ""])


def _chart(chart: Chart, colours: dict[str, str]) -> Iterator[str]:
    points = [point for curve in chart.curves for point in curve.points]
    across = _Scale([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    yield f'<text x="{_LEFT}" y="22" font-weight="bold" fill="var(--ink)">{chart.title}</text>'
    for value in up.marks():
        y = up.at(value)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="var(--grid)"/>'
        yield _label(_LEFT - 6, y + 4, value, "end")
    for value in across.marks():
        yield _label(across.at(value), _HEIGHT - _BOTTOM + 18, value, "middle")
    for curve in chart.curves:
        places = [f"{across.at(x):.1f} {up.at(y):.1f}" for x, y in curve.points]
        colour = colours[curve.name]
        yield f'<path d="M{" L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in curve.points:
            yield f'<circle cx="{across.at(x):.1f}" cy="{up.at(y):.1f}" r="3.5" fill="{colour}"/>'


def _names(colours: dict[str, str]) -> Iterator[str]:
    for place, (name, colour) in enumerate(colours.items()):
        x, y = _LEFT + (place % 3) * 250, _HEIGHT - 42 + (place // 3) * 22
        yield f'<circle cx="{x}" cy="{y - 4}" r="4" fill="{colour}"/>'
        yield f'<text x="{x + 10}" y="{y}" fill="var(--ink)">{name}</text>'


def _label(x: float, y: float, value: float, anchor: str) -> str:
    told = f"{value:,.10g}"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="var(--ink)">{told}</text>'


class _Scale:
    """Where the values of one axis lie between two ends of the picture."""

    def __init__(self, values: Sequence[float], start: float, stop: float) -> None:
        self._low = int(log10(min(values)) // 1)
        self._high = max(int(-(-log10(max(values)) // 1)), self._low + 1)
        self._start, self._stop = start, stop

    def at(self, value: float) -> float:
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._stop - self._start)

    def marks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

"""The text of a vocabulary file as it was typed: lines are replaced in it, and the rest stays.

What the lines say together is told by `vocabulary`; here they only have their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.tags.lines import read
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.tags.lines import Line

_MARK: Final = "\ufeff"


class Typed:
    """A text that has been read as a vocabulary: nothing is wrong with its lines."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._end = "\r\n" if self._lines and self._lines[0].endswith("\r\n") else "\n"

    def place_of(self, name: str) -> int | None:
        """Which line is a tag's own; None where none is."""
        key = key_of(name)
        return next((place for place, line in self._said() if key_of(line.name) == key), None)

    def body(self, place: int) -> str:
        """A line without its end."""
        body = self._lines[place].splitlines()[0]
        return body.removeprefix(_MARK) if place == 0 else body

    def above(self, place: int) -> str | None:
        """The tag that a line is a part of, by where it stands."""
        indent = read(self.body(place)).indent
        for earlier in reversed(range(place)):
            line = self._line(earlier)
            if self._is_heading(earlier):
                return None
            if line is not None and line.indent < indent:
                return line.name
        return None

    def parts_of(self, place: int) -> list[str]:
        """The tags that are parts of a line's, by where they stand."""
        indent = read(self.body(place)).indent
        parts: list[Line] = []
        for later in range(place + 1, len(self._lines)):
            line = self._line(later)
            if self._is_heading(later) or (line is not None and line.indent <= indent):
                break
            if line is not None:
                parts.append(line)
        return [each.name for each in parts]

    def with_line(self, place: int | None, text: str) -> str:
        """The text with another line in a place, as far to the right; None for one at the end."""
        lines = list(self._lines)
        if place is None:
            if lines and lines[-1].splitlines()[0] == lines[-1]:
                lines[-1] += self._end
            return "".join([*lines, text, self._end])
        body, mark = self.body(place), _MARK if lines[place].startswith(_MARK) else ""
        end = lines[place][len(mark) + len(body) :]
        indent = body[: len(body) - len(body.lstrip())]
        lines[place] = f"{mark}{indent}{text}{end}"
        return "".join(lines)

    def without_line(self, place: int) -> str:
        """The text without a line."""
        mark = _MARK if self._lines[place].startswith(_MARK) else ""
        return mark + "".join([*self._lines[:place], *self._lines[place + 1 :]])

    def _said(self) -> Iterator[tuple[int, Line]]:
        for place in range(len(self._lines)):
            line = self._line(place)
            if line is not None:
                yield place, line

    def _line(self, place: int) -> Line | None:
        """What a line says of a tag; None for what is for the reader alone."""
        plain = self.body(place).strip()
        return None if not plain or plain[0] in "#[" else read(self.body(place))

    def _is_heading(self, place: int) -> bool:
        return self.body(place).strip().startswith("[")

"""What reaches a terminal: names that cannot command it, and columns."""

from __future__ import annotations

import io
import os

from indexer.cli.terminal import Terminal, printable


def test_a_file_name_cannot_command_the_terminal() -> None:
    assert printable("a\x1b[31mb\n.jpg") == "a\\x1b[31mb\\n.jpg"
    assert printable("Ålesund 雪.jpg") == "Ålesund 雪.jpg"


def test_a_name_that_is_no_text_is_written_as_it_is() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8")
    terminal = Terminal(out=out, err=io.StringIO())
    terminal.line(terminal.path("/photos/caf\udce9.jpg"))
    out.flush()
    expected = b"/photos/caf\xe9.jpg\n" if os.name == "posix" else b"/photos/caf\\udce9.jpg\n"
    assert raw.getvalue() == expected


def test_columns_are_aligned() -> None:
    out = io.StringIO()
    Terminal(out=out, err=io.StringIO()).table([("a", "1"), ("long", "200")], right=(1,))
    assert out.getvalue() == "a       1\nlong  200\n"

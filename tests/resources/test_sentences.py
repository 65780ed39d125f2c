"""What `indexer` says to people is found in its source, and is written so that it can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.translations.forms import Form
from resources.translations.sentences import is_piece, reads_as_one, sentences

if TYPE_CHECKING:
    from pathlib import Path


def test_each_sentence_is_written_whole() -> None:
    pieces = [
        f"{each.where}: {each.form.text!r} is a piece of a sentence, which nobody can translate: "
        "write each sentence whole, as one f-string with names for what is filled in"
        for each in sentences()
        if is_piece(each.form.text)
    ]
    assert not pieces, "\n".join(pieces)


def test_what_is_said_all_over_the_library_is_found() -> None:
    found = {each.form for each in sentences()}
    assert found >= {
        Form("“{album}” cannot be merged with itself."),
        Form("Add “{name}” to {n} photos", "Add “{name}” to 1 photo"),
        Form("The picture is too large to open safely: {width} × {height} pixels."),
        Form("Plug its drive in, or connect it."),
        Form("{path} is not a folder: a file has its name."),
        Form("Compiling the model for the NPU"),
        Form("There is no tag “{name}”. Did you mean “{name2}”?"),
        Form("Reading the tags"),
        Form("photos that look like this"),
        Form("larger"),
    }
    assert len(found) > 700


def test_what_only_the_terminal_shows_is_not_among_them(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "told.py").write_text(
        '"""Tells something of it."""\n'
        "def run(terminal):\n"
        '    terminal.line("All is as it was.")\n'
        '    raise LibraryError("There is no such file.")\n',
        "utf-8",
    )
    assert [each.form.text for each in sentences(tmp_path)] == ["There is no such file."]


def test_a_sentence_knows_where_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text('\nREASON = "It is gone."\n', "utf-8")
    assert [each.where for each in sentences(tmp_path)] == ["indexer/told.py:2"]


def test_a_piece_that_became_part_of_a_sentence_is_none_by_itself(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text(
        "def run(other):\n"
        '    hidden = ", which is hidden" if other.hidden else ""\n'
        '    return f"There is an album{hidden}."\n'
        "def walk(other):\n"
        '    return ["and there it ends" + " with a blank "]\n',
        "utf-8",
    )
    assert [each.form.text for each in sentences(tmp_path)] == [
        "There is an album, which is hidden.",
        "There is an album.",
        "and there it ends with a blank ",
    ]


def test_the_language_of_machines_is_no_sentence() -> None:
    for text in ("SELECT id FROM photos", "taken_at >= ? and id", "<rdf:li here>", "{day}, {what}"):
        assert not reads_as_one(text)
    assert reads_as_one("{name} is read-only.")

"""`shoebox search` and `shoebox similar`: the language, the cut and the reasons on a terminal."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from indexer.cli import main
from indexer.cli.arguments import Options
from indexer.cli.find import tell_of_the_cut
from indexer.cli.prompt import index_and_ask
from indexer.cli.terminal import Terminal
from indexer.models import load_bundle
from indexer.places import default_library, user_cache, user_models
from indexer.query import parse
from indexer.query.manual import EXAMPLES
from indexer.search import Answer, Band, Counts, Request
from tests.bundles import make_tiny_bundle
from tests.indexer.search.shelf import SHELF, have_words_read, make_shelf

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodedPhoto, DecodeRecipe
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    return make_shelf(tmp_path_factory.mktemp("find"), tiny_bundle)


@pytest.fixture
def photos(filled: Path) -> Path:
    """The folder of photos; the user's library holds them, and uses `tiny`."""
    have_words_read(load_bundle(make_tiny_bundle(user_models() / "tiny")))
    shutil.copytree(filled / "library", default_library())
    assert main(["model", "use", "tiny", "--quiet"]) == 0
    return filled / "photos"


class Shoebox:
    """Types commands and reads what they write."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def json(self, *line: str) -> Any:
        out, err = self.lines(*line, "--json")
        assert err == ""
        return json.loads(out)

    def names(self, *line: str) -> list[str]:
        return [hit["path"].rpartition("/")[2] for hit in self.json(*line)]

    def lines(self, *line: str, code: int = 0) -> tuple[str, str]:
        self._capsys.readouterr()
        assert main(list(line)) == code
        return self._capsys.readouterr()


@pytest.fixture
def shoebox(photos: Path, capsys: pytest.CaptureFixture[str]) -> Shoebox:
    return Shoebox(capsys)


# -- search -------------------------------------------------------------------------------


def test_search_speaks_the_language(shoebox: Shoebox) -> None:
    assert shoebox.names("search", "red", "folder:Oslo", "-k", "3")[0].startswith(
        ("p4", "p5", "p6")
    )
    assert shoebox.names("search", "tag:family", "-tag:dinner") == ["p1.jpg"]
    assert shoebox.names("search", "rating>=4") == ["p1.jpg", "p4.jpg"]


def test_json_names_band_and_tags(shoebox: Shoebox) -> None:
    (best,) = shoebox.json("search", "red tag:family", "-k", "1")
    assert set(best) == {"rank", "id", "path", "score", "band", "taken_at", "tags"}
    assert (best["band"], best["tags"]) == ("strong", ["family"])
    assert best["taken_at"] == "2023-05-01T12:00:00"
    (known,) = shoebox.json("search", "tag:dinner")
    assert (known["band"], known["score"]) == (None, None)


def test_the_least_band_and_strictness_narrow_the_answer(shoebox: Shoebox) -> None:
    every = shoebox.json("search", "red")
    strong = shoebox.json("search", "red", "--min-band", "strong")
    assert len(every) == len(SHELF)
    assert 1 <= len(strong) < len(every)
    assert {hit["band"] for hit in strong} == {"strong"}
    strict = shoebox.json("search", "red", "--min-band", "likely", "--strictness", "1")
    loose = shoebox.json("search", "red", "--min-band", "likely", "--strictness", "loose")
    assert len(strict) <= len(loose)


def test_by_date_only_what_the_cut_lets_in_is_shown_newest_first(shoebox: Shoebox) -> None:
    found = shoebox.json("search", "red OR yellow", "--sort", "date")
    # Photos of which nobody tells go by their files, which are of today.
    days = [hit["taken_at"] or "~" for hit in found]
    assert days == sorted(days, reverse=True)
    assert [hit["rank"] for hit in found] == list(range(1, len(found) + 1))
    assert "weak" not in {hit["band"] for hit in found}
    weak = shoebox.json("search", "red OR yellow", "--sort", "date", "--min-band", "weak")
    assert len(weak) == len(SHELF)


def test_people_are_told_where_only_the_nearest_are_shown(shoebox: Shoebox) -> None:
    out, err = shoebox.lines("search", "red", "folder:Oslo")
    assert out.count("weak") == 3
    assert "merely the nearest" in err
    out, err = shoebox.lines("search", "red", "folder:Oslo", "--min-band", "likely")
    assert out == ""
    assert "--min-band weak shows the nearest" in err
    out, err = shoebox.lines("search", "taken:1900")
    assert (out, err) == ("", "No photo found.\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("taken:1950", "--sort", "date"), "No photo found."),
        (("taken:1950", "--min-band", "strong"), "No photo found."),
        (("red taken:1950", "--sort", "date"), "No photo found."),
        (("red folder:Oslo", "--min-band", "strong"), "No photo is surely meant (strong): "),
        (("red folder:Oslo", "--sort", "date"), "No photo is likely to be meant: "),
    ],
)
def test_where_no_photo_is_shown_people_are_told_why(
    shoebox: Shoebox, line: tuple[str, ...], told: str
) -> None:
    out, err = shoebox.lines("search", *line)
    assert out == ""
    assert err.startswith(told)
    assert ("--min-band weak" in err) == told.endswith(": ")


def test_photos_are_called_merely_the_nearest_only_where_none_is_likely() -> None:
    nearest = Answer(
        np.array([1]),
        np.array([0.5], np.float32),
        np.array([Band.WEAK], np.uint8),
        found=2,
        counts=Counts(strong=0, likely=0, weak=2),
    )
    for counts, told in ((nearest.counts, True), (Counts(0, 1, 1), False)):
        err = io.StringIO()
        terminal = Terminal(out=io.StringIO(), err=err)
        tell_of_the_cut(terminal, Request(parse("red")), replace(nearest, counts=counts))
        assert ("merely the nearest" in err.getvalue()) == told


def test_every_hit_says_why(shoebox: Shoebox) -> None:
    (hit,) = shoebox.json("search", "red - blue tag:family", "-k", "1", "--why")
    assert [part["term"] for part in hit["why"]["parts"]] == ["red", "blue"]
    assert [repr(part["weight"]) for part in hit["why"]["parts"]] == ["1.0", "-1.0"]
    assert hit["why"]["filters"] == ["tag:family"]
    assert (hit["dated_at"], hit["dated_from"]) == ("2023-05-01T12:00:00", "camera")
    assert (hit["seconds"], hit["why"]["moment"]) == (None, None)
    whole = sum(part["contribution"] for part in hit["why"]["parts"])
    assert whole == pytest.approx(hit["score"], abs=1e-3)
    out, _ = shoebox.lines("search", "red - blue tag:family", "-k", "1", "--why")
    assert re.search(r"likelihood \d+%; \d+\.\d deviations above the library", out)
    assert " from red\n" in out
    assert " away from blue\n" in out
    assert "passes tag:family" in out
    out, _ = shoebox.lines("search", "p7.png", "-k", "1", "--why")
    assert "its file is called so" in out
    out, _ = shoebox.lines("search", "tag:dinner", "--why")
    assert "passes tag:dinner" in out


def test_the_syntax_is_told_with_every_example(shoebox: Shoebox) -> None:
    out, _ = shoebox.lines("search", "--syntax")
    for example in EXAMPLES:
        assert example.query in out
    assert max(map(len, out.splitlines())) <= 100


# -- what is wrong with a query -----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("dog takn:2023", 5),
        ("taken:2023-02-30", 7),
        ("red like:nowhere.jpg", 5),
        ("like:4711", 1),
        (10_000 * "x", 2001),
        ("-", 1),
        ("dog - ", 5),
        ("rating>=9", 7),
        ("(red", 1),
    ],
)
def test_what_is_wrong_with_a_query_is_told_in_one_line_with_its_place(
    shoebox: Shoebox, query: str, column: int
) -> None:
    before = (default_library() / "library.db").read_bytes()
    out, err = shoebox.lines("search", query, code=1)
    assert out == ""
    assert err.startswith(f"shoebox: Column {column}: ")
    assert err.count("\n") == 1
    assert len(err) < 400
    assert (default_library() / "library.db").read_bytes() == before


def test_a_wrong_line_among_many_is_told_and_the_others_are_answered(
    shoebox: Shoebox, tmp_path: Path
) -> None:
    (tmp_path / "queries").write_text("red\nlike:nowhere.jpg\n\ntakn:2023\nred - red *2\nblue\n")
    line = ("search", "--from", str(tmp_path / "queries"), "-k", "1")
    out, err = shoebox.lines(*line, "--json", code=1)
    rows = [json.loads(row) for row in out.splitlines()]
    queries = ["red", "like:nowhere.jpg", "", "takn:2023", "red - red *2", "blue"]
    assert [row["query"] for row in rows] == queries
    assert [len(row["hits"]) for row in rows] == [1, 0, 0, 0, 0, 1]
    assert ["error" in row for row in rows] == [False, True, False, True, True, False]
    lines = [each.partition(": ")[2][:7] for each in err.splitlines()]
    assert lines == ["Line 2:", "Line 4:", "Line 5:"]
    out, err = shoebox.lines(*line, code=1)
    assert "p1.jpg" in out or "p9.png" in out
    assert err.count("\n") == 3


def test_a_file_of_queries_has_the_answers_that_each_has_alone(
    shoebox: Shoebox, tmp_path: Path
) -> None:
    queries = ["red", "blue folder:Rome", "tag:family", "like:1 + black", "red OR white - yellow"]
    (tmp_path / "queries").write_text("\n".join(queries))
    out, _ = shoebox.lines("search", "--from", str(tmp_path / "queries"), "--json", "--why")
    for row in map(json.loads, out.splitlines()):
        alone = shoebox.json("search", row["query"], "--why")
        assert [hit["path"] for hit in row["hits"]] == [hit["path"] for hit in alone]
        assert [hit["band"] for hit in row["hits"]] == [hit["band"] for hit in alone]


def _typed(lines: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """Type queries where there is no display; the exit code, and what was written."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    monkeypatch.setenv("SHOEBOX_NO_DISPLAY", "1")
    out, err = io.StringIO(), io.StringIO()
    code = index_and_ask(Options(count=1), Terminal(out=out, err=err))
    return code, out.getvalue(), err.getvalue()


def test_what_is_to_be_said_of_the_model_is_said_once_a_run(
    shoebox: Shoebox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(user_cache() / "concepts")
    (tmp_path / "queries").write_text("red\nblue\nred tag:none\nblue tag:none\n")
    _, err = shoebox.lines("search", "--from", str(tmp_path / "queries"))
    told = err.splitlines()
    assert [line.partition(": ")[0] for line in told[1:]] == ["Line 3", "Line 4"]
    assert told[0].startswith("“tiny” has not read the words")
    assert told[0].endswith("`shoebox index` has it read them.")
    _, _, err = _typed("red\nblue\n", monkeypatch)
    assert err.count("has not read the words") == 1


def test_a_typed_query_that_is_wrong_does_not_end_the_asking(
    shoebox: Shoebox, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = _typed("takn:2023\nred - red *2\nred\n", monkeypatch)
    assert code == 1
    assert err.count("Column 1: ") == 2
    assert out.startswith("red\n")


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_is_told_in_one_line(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["search", query])
    assert ended.value.code == 2
    told = "shoebox: say what to look for: `shoebox search a dog in snow`\n"
    assert capsys.readouterr().err == told


# -- similar ------------------------------------------------------------------------------


def test_similar_takes_several_pictures(shoebox: Shoebox, photos: Path) -> None:
    one = shoebox.names("similar", str(photos / "Rome" / "p1.jpg"))
    assert one[0] == "p9.png"
    both = shoebox.names("similar", str(photos / "Rome" / "p1.jpg"), str(photos / "p8.png"))
    assert {"p1.jpg", "p8.png"}.isdisjoint(both)
    assert set(both[:2]) == {"p9.png", "copy of p8.png"}


def test_similar_knows_the_cut_and_says_why(shoebox: Shoebox, photos: Path) -> None:
    path = str(photos / "Rome" / "p1.jpg")
    strong = shoebox.json("similar", path, "--min-band", "strong", "--why")
    assert [hit["path"].rpartition("/")[2] for hit in strong][:1] == ["p9.png"]
    assert strong[0]["why"]["parts"][0]["cosine"] == pytest.approx(strong[0]["score"], abs=1e-3)


@pytest.mark.parametrize("photo", ["4711", "nowhere.jpg"])
def test_a_picture_that_is_not_there_is_told_without_a_column(shoebox: Shoebox, photo: str) -> None:
    out, err = shoebox.lines("similar", photo, code=1)
    assert out == ""
    assert err.startswith("shoebox: There is no ")
    assert err.count("\n") == 1


def _crash(_path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Stands for a decoder that a file brings down, in the process that reads."""
    assert recipe
    os.abort()


def test_a_picture_that_brings_its_decoder_down_is_told_in_one_line(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = str(paint_photo(tmp_path / "stranger.png"))
    assert shoebox.names("similar", stranger)
    monkeypatch.setattr("indexer.pictures.read_photo", _crash)
    out, err = shoebox.lines("similar", stranger, code=1)
    assert out == ""
    assert err == f"shoebox: {stranger} cannot be read: The decoder crashed over this file.\n"


def test_similar_to_nothing_is_wrong_usage(shoebox: Shoebox) -> None:
    for line in (["similar"], ["similar", " "]):
        with pytest.raises(SystemExit) as ended:
            main(line)
        assert ended.value.code == 2

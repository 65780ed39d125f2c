"""`shoebox albums` and `shoebox album`, as people and scripts use them, with the starter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from indexer.cli import main
from indexer.library import Library
from indexer.places import default_library
from tests.indexer.commands import indexed, run

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, real_pictures: Path, capsys: Told) -> Path:
    """A folder that is indexed."""
    return indexed(real_pictures, tmp_path / "photos", capsys)


def wrong(capsys: Told, *words: str) -> str:
    """What is told of a command that cannot be done."""
    assert main(list(words)) == 1
    return capsys.readouterr().err.removeprefix("shoebox: ").rstrip("\n")


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["path"].rpartition("/")[2].partition(".")[0] for row in rows]


def test_photos_are_put_into_an_album_in_an_order(photos: Path, capsys: Told) -> None:
    cat, rocket, coffee = (str(photos / name) for name in ("cat.png", "rocket.jpg", "coffee.png"))
    made = run(capsys, "album", "Best", "of", "2023", "--add", cat, rocket)
    assert (made["name"], made["kind"], made["photos"]) == ("Best of 2023", "manual", 2)
    run(capsys, "album", "best of 2023", "--add", coffee, cat, "--at", "1")
    assert names(run(capsys, "album", "Best of 2023")) == ["coffee", "cat", "rocket"]
    assert names(run(capsys, "album", "Best of 2023", "-k", "2")) == ["coffee", "cat"]
    found = run(capsys, "search", 'album:"Best of 2023" -name:cat*')
    assert sorted(names(found)) == ["coffee", "rocket"]
    assert run(capsys, "album", "Best of 2023", "--remove", cat)["photos"] == 2
    (row, *_) = run(capsys, "album", "Best of 2023", "--why")
    assert row["why"][0].startswith("You put it there on ")


def test_a_saved_query_is_an_album_that_is_always_up_to_date(photos: Path, capsys: Told) -> None:
    saved = run(capsys, "album", "Cats", "--save", "a cat", "--min-band", "strong")
    assert (saved["kind"], saved["query"], saved["min_band"]) == ("smart", "a cat", "strong")
    assert names(run(capsys, "album", "cats")) == ["cat"]
    (row,) = run(capsys, "album", "Cats", "--why")
    assert row["band"] == "strong"
    assert row["why"][0].startswith("It looks like “a cat”: strong, likelihood ")
    (photos / "cat.png").unlink()
    assert main(["index", "--quiet", "--workers", "1"]) == 0
    capsys.readouterr()
    assert run(capsys, "album", "Cats") == []


def test_a_search_is_saved_by_its_way(photos: Path, capsys: Told) -> None:
    assert main(["search", "name:c*", "--save", "C", "--sort", "date", "--quiet"]) == 0
    capsys.readouterr()
    (row,) = run(capsys, "albums")
    assert (row["name"], row["query"], row["sort"], row["photos"]) == ("C", "name:c*", "date", 2)
    assert main(["album", "C", "--save", "name:co*"]) == 0
    assert capsys.readouterr().out == "“C” is name:co* from now on; it was name:c*.\n"


def test_an_album_without_a_name_is_not_made_of_a_search(photos: Path, capsys: Told) -> None:
    assert wrong(capsys, "search", "cat", "--save", "") == "An album needs a name."
    assert run(capsys, "albums") == []


def test_albums_are_listed_with_all_that_scripts_rely_on(photos: Path, capsys: Told) -> None:
    cat = str(photos / "cat.png")
    run(capsys, "album", "Mine", "--add", cat)
    run(capsys, "album", "Mine", "--cover", cat)
    run(capsys, "album", "Secret", "--save", "tag:nothing")
    run(capsys, "album", "Secret", "--hide")
    run(capsys, "album", "Mine", "--pin")
    mine, secret = run(capsys, "albums")
    assert mine.items() >= {
        "name": "Mine", "kind": "manual", "photos": 1, "query": None, "origin": None,
        "pinned": True, "hidden": False, "cover": cat,
    }.items()  # fmt: skip
    assert secret.items() >= {
        "name": "Secret", "kind": "smart", "photos": 0, "query": "tag:nothing",
        "min_band": "likely", "pinned": False, "hidden": True, "cover": None,
    }.items()  # fmt: skip
    assert main(["albums"]) == 0
    assert capsys.readouterr().out.splitlines() == ["1  Mine  pinned"]
    assert main(["albums", "--hidden"]) == 0
    assert "0  Secret  saved query, hidden  tag:nothing" in capsys.readouterr().out
    assert run(capsys, "album", "Secret", "--show")["hidden"] is False
    assert run(capsys, "album", "Mine", "--unpin")["pinned"] is False


def test_albums_make_themselves_when_photos_are_indexed(tmp_path: Path, capsys: Told) -> None:
    for number in range(12):
        picture = Image.new("RGB", (40, 30), (20 * number, 90, 200 - 15 * number))
        exif = Image.Exif()
        exif.get_ifd(IFD.Exif)[0x9003] = f"2023:06:14 14:{number:02}:00"
        (tmp_path / "2023 Feast").mkdir(exist_ok=True)
        picture.save(tmp_path / "2023 Feast" / f"{number}.jpg", exif=exif.tobytes())
    assert main(["index", str(tmp_path), "--workers", "1", "--quiet"]) == 0
    capsys.readouterr()
    event, year = run(capsys, "albums")
    assert (event["name"], event["query"], event["photos"]) == (
        "14 June 2023, Feast", "taken:2023-06-14", 12,
    )  # fmt: skip
    assert (year["name"], year["origin"], year["kind"]) == ("2023", "year:2023", "auto")
    assert event["cover"].startswith(str(tmp_path))
    (row, *_) = run(capsys, "album", "14 June 2023, Feast", "--why", "-k", "1")
    assert row["why"] == ["It was taken on 14 June 2023, 14:11."]
    assert main(["albums"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "12  14 June 2023, Feast  event  taken:2023-06-14"
    )
    assert main(["album", "2023", "--delete", "--yes"]) == 0
    assert "makes itself" in capsys.readouterr().out
    assert [row["hidden"] for row in run(capsys, "albums")] == [False, True]


def test_albums_are_renamed_merged_and_deleted(photos: Path, capsys: Told) -> None:
    cat, rocket = str(photos / "cat.png"), str(photos / "rocket.jpg")
    run(capsys, "album", "A", "--add", cat)
    run(capsys, "album", "B", "--add", rocket)
    run(capsys, "album", "A", "--rename", "Z")
    assert run(capsys, "album", "Z", "--merge", "B")["photos"] == 2
    assert names(run(capsys, "album", "Z")) == ["cat", "rocket"]
    assert wrong(capsys, "album", "Z", "--delete") == (
        "To delete an album without being asked, add --yes."
    )
    assert main(["album", "Z", "--delete", "--yes"]) == 0
    assert capsys.readouterr().out == "“Z” is gone; its photos are where they were.\n"
    assert run(capsys, "albums") == []
    assert run(capsys, "status")["photos"] == 6


def test_a_person_is_asked_before_an_album_goes(
    photos: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "album", "A", "--add", str(photos / "cat.png"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for answer, left in (("n\n", 1), ("y\n", 0)):
        monkeypatch.setattr(sys.stdin, "readline", lambda said=answer: said)
        assert main(["album", "A", "--delete"]) == 0
        capsys.readouterr()
        assert len(run(capsys, "albums")) == left


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Bets"], "There is no album “Bets”. Did you mean “Best”? `shoebox albums` lists them."),
        (["Best", "--cover", "{rocket}"], "That photo is not in “Best”"),
        (["All", "--cover", "{rocket}"], "That photo is not in “All”"),
        (["Best", "--add", "/no.jpg"], "/no.jpg is no photo of this library."),
        (["Best", "--cover", "99"], "There is no photo with the id 99 in this library."),
        (["Best", "--rename", "all"], "There is an album “All” already."),
        (["New", "--save", ""], "An album needs something to ask for."),
        (["New", "--save", "takn:1"], "Column 1: there is no filter “takn:”."),
        (["Best", "--save", "tag:x"], "There is an album “Best” already."),
        (["All", "--save", "album:all"], "“All” would be in itself: it asks for “All”."),
        (["Best", "--merge", "All"], "“Best” holds photos, “All” asks a query: save album:Best OR"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    photos: Path, capsys: Told, words: list[str], told: str
) -> None:
    run(capsys, "album", "Best", "--add", str(photos / "cat.png"))
    run(capsys, "album", "All", "--save", "type:png")
    before = run(capsys, "albums")
    line = wrong(capsys, "album", *(each.format(rocket=photos / "rocket.jpg") for each in words))
    assert line.startswith(told)
    assert "\n" not in line
    assert run(capsys, "albums") == before


def test_a_photo_that_is_none_is_told_and_the_others_are_added(photos: Path, capsys: Told) -> None:
    assert main(["album", "A", "--add", "/no.jpg", str(photos / "cat.png")]) == 1
    out, err = capsys.readouterr()
    assert err == "shoebox: /no.jpg is no photo of this library.\n"
    assert out == "“A” is new, with 1 photo.\n"
    assert run(capsys, "album", "A", "--delete", "--yes") == {"deleted": "A"}


def test_a_saved_query_that_names_what_is_not_there_is_told(photos: Path, capsys: Told) -> None:
    assert main(["album", "Loop", "--save", "album:Snow"]) == 0
    assert capsys.readouterr().err == "Nothing in this library goes by album:Snow.\n"


def test_yes_is_for_deleting_alone(photos: Path, capsys: Told) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["album", "A", "--yes"])
    assert ended.value.code == 2
    for words in (["--pin", "--hide"], ["--at", "3"], ["--add"], ["--add", "x", "--at", "0"]):
        with pytest.raises(SystemExit) as ended:
            main(["album", "A", *words])
        assert ended.value.code == 2


def test_albums_are_changed_while_an_index_holds_the_library(photos: Path, capsys: Told) -> None:
    with Library.open(default_library(), write=True):
        run(capsys, "album", "A", "--add", str(photos / "cat.png"))
        assert names(run(capsys, "album", "A")) == ["cat"]


def test_a_search_in_an_album_of_looks_wants_the_photos_encoded(photos: Path, capsys: Told) -> None:
    run(capsys, "album", "Cats", "--save", "a cat")
    with Library.open(default_library(), write=True) as library:
        with library.catalog._database.transaction() as connection:
            connection.execute("DELETE FROM embeddings")
        library.catalog.set_setting("unused", "1")
    assert wrong(capsys, "album", "Cats").startswith("No photo is encoded by “starter” yet")
    assert wrong(capsys, "search", "-album:Cats").startswith("No photo is encoded by “starter” yet")
    assert run(capsys, "albums")[0]["name"] == "Cats"


def test_where_there_is_no_album_it_is_told_how_one_is_made(photos: Path, capsys: Told) -> None:
    assert main(["albums"]) == 0
    assert "shoebox album" in capsys.readouterr().err

"""What a model's row says and offers, for each thing that can be the matter with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.indexing import Ingest, Phase
from app.preferences.chores import Chores, Fetch
from app.preferences.face import Face, Offer, face_of
from app.preferences.stock import Model, Stock
from indexer.models.known import APPLE, MIT, Licence

STARTER = Model("starter", MIT, 36.4, installed=True, encoded=3800)
S3 = Model("mobileclip2-s3", APPLE, 995)
HERE = replace(S3, installed=True)
OWN = Model("mine", Licence("Mine-1.0", "", ""), 12, installed=True, otherwise="Made by me")


def _face(
    model: Model,
    *,
    wanted: str | None = None,
    fetch: Fetch | None = None,
    ingest: Ingest | None = None,
    fixed: bool = False,
) -> Face:
    stock = Stock((STARTER, model), photos=3800, wanted=wanted, fixed=fixed)
    chores = Chores()
    chores.fetch = fetch
    return face_of(model, stock, chores, ingest or Ingest(Phase.READING))


def test_the_model_in_use_says_so_and_offers_nothing() -> None:
    face = _face(STARTER)
    assert (face.mark, face.offer) == ("In use", Offer.NOTHING)
    assert "36 MB on disk" in face.facts
    assert "MIT, for any use" in face.facts
    assert "all your photos" in face.facts


def test_one_that_is_to_be_had_tells_size_and_licence_before_anything_is_fetched() -> None:
    face = _face(S3)
    assert (face.offer, face.possible) == (Offer.GET, True)
    assert "995 MB to download" in face.facts
    assert "research only" in face.facts
    assert "encoded" not in face.facts


def test_one_that_lacks_something_says_what_and_cannot_be_fetched() -> None:
    face = _face(replace(S3, note="It needs the export extra."))
    assert (face.offer, face.possible) == (Offer.GET, False)
    assert face.hint == "It needs the export extra."


def test_while_one_is_fetched_no_other_can_be() -> None:
    assert not _face(S3, fetch=Fetch("mobileclip2-s0")).possible


@pytest.mark.parametrize(
    ("fetch", "doing", "share"),
    [
        (Fetch(S3.name), "Asking", (0, 0)),
        (Fetch(S3.name, "download", 80_000_000, 995_000_000), "80 MB of 995 MB", (80_000, 995_000)),
        (Fetch(S3.name, "download", 80_000_000, 0), "Downloading", (80_000, 0)),
        (Fetch(S3.name, "convert", 9, 9), "Converting", (0, 0)),
        (Fetch(S3.name, "check", 9, 9), "Checking", (0, 0)),
        (Fetch(S3.name, "download", 9000, 18_000, called_off=True), "Stopping", (9, 18)),
    ],
)
def test_a_fetch_tells_how_far_it_is(fetch: Fetch, doing: str, share: tuple[int, int]) -> None:
    face = _face(S3, fetch=fetch)
    assert doing in face.doing
    assert (face.done, face.total) == share
    assert (face.offer, face.possible) == (Offer.STOP_GETTING, not fetch.called_off)


def test_one_that_is_here_can_be_used() -> None:
    face = _face(HERE)
    assert (face.offer, face.mark, face.doing) == (Offer.USE, "", "")
    assert "none of your photos yet" in face.facts
    assert "1,634 of 3,800" in _face(replace(HERE, encoded=1634)).facts


def test_where_the_command_line_has_chosen_nothing_else_can_be() -> None:
    assert _face(HERE, fixed=True).offer is Offer.NOTHING


def test_one_that_is_made_ready_tells_its_share_and_who_answers_until_then() -> None:
    face = _face(replace(HERE, encoded=1634), wanted=HERE.name)
    assert face.mark == "Being made ready (43 %)"
    assert "1,634 of 3,800 photos; until then Starter answers" in face.doing
    assert (face.done, face.total, face.offer) == (1634, 3800, Offer.STAY)


def test_one_that_goes_on_after_it_was_given_up_shows_how_far_it_is() -> None:
    told = ("mobileclip2-s3 cannot take over yet, starter stays in use: 2 photos are away.",)
    ingest = Ingest(Phase.READING, model=HERE.name, switching=True, remarks=told)
    going_on = _face(replace(HERE, encoded=1634), wanted=HERE.name, ingest=ingest)
    assert (going_on.fault, going_on.done, going_on.total) == ("", 1634, 3800)
    halted = replace(ingest, phase=Phase.UP_TO_DATE)
    assert _face(HERE, wanted=HERE.name, ingest=halted).fault == told[0]
    first_the_other = replace(ingest, model="starter", switching=False)
    assert _face(HERE, wanted=HERE.name, ingest=first_the_other).fault == told[0]


def test_where_the_model_in_use_is_gone_nobody_can_stay_with_it() -> None:
    gone = replace(STARTER, installed=False)
    for models in ((gone, HERE), (HERE,)):
        stock = Stock(models, photos=3800, wanted=HERE.name)
        assert face_of(HERE, stock, Chores(), Ingest(Phase.READING)).offer is Offer.USE


def test_all_but_one_photo_is_not_yet_all() -> None:
    assert "(99 %)" in _face(replace(HERE, encoded=3799), wanted=HERE.name).mark


@pytest.mark.parametrize(
    ("phase", "halted"),
    [(Phase.PAUSED, "paused"), (Phase.OFF, "stopped"), (Phase.FAILED, "stopped")],
)
def test_one_that_waits_says_for_what(phase: Phase, halted: str) -> None:
    face = _face(HERE, wanted=HERE.name, ingest=Ingest(phase))
    assert f"indexing is {halted}" in face.doing


def test_while_it_is_compiled_nobody_knows_the_share() -> None:
    ingest = Ingest(Phase.READING, stage="Compiling the model for the NPU")
    face = _face(HERE, wanted=HERE.name, ingest=ingest)
    assert face.doing == "Compiling the model for the NPU, once"
    assert face.total == 0


def test_what_went_wrong_stands_in_the_models_own_row() -> None:
    chores = Chores()
    chores.faults[S3.name] = "The disk is full."
    stock = Stock((STARTER, S3))
    assert face_of(S3, stock, chores, Ingest()).fault == "The disk is full."
    assert face_of(STARTER, stock, chores, Ingest()).fault == ""


def test_of_a_model_that_we_do_not_know_its_own_words_are_told() -> None:
    face = _face(OWN)
    assert (face.title, face.sentence) == ("mine", "Made by me")
    assert "Mine-1.0" in face.facts
    assert "for any use" not in face.facts

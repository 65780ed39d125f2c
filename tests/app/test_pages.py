"""Where there are no photos, a page says what is the matter and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.asked import Answer, Everything, Overview
from app.foot import Foot
from app.indexing import Ingest, Phase
from app.notice import Notice
from app.pages import WELCOME, DropSheet, EmptyPage, page_for
from app.searches import Search
from indexer.records import Root
from indexer.search import Counts, Unknown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme

NOBODY = np.empty(0, np.int64)
SOME = np.array([3, 4], np.int64)
ROOT = (Root(1, "/photos", 0),)
FULL = Overview(photos=2, roots=ROOT, sequence=5)
AT_WORK = Ingest(Phase.READING, total=10, done=2)


def test_of_an_album_that_is_not_there_nothing_is_said_to_be_dragged_onto_it() -> None:
    remark = Unknown("Nothing in this library goes by album:Nope.", ("album:Nope", None))
    found = page_for(FULL, Answer(Search("album:Nope"), NOBODY, remarks=(remark,)), Ingest())
    assert found is not None
    assert found.title == "There is no album “Nope”"
    assert "Drag" not in found.sentence
    empty = page_for(FULL, Answer(Search("album:Nope"), NOBODY), Ingest())
    assert empty is not None
    assert empty.title == "No photo is in this album"


def test_photos_need_no_page() -> None:
    assert page_for(FULL, Answer(Everything(), SOME), Ingest()) is None


def test_the_first_page_says_how_to_begin() -> None:
    page = page_for(None, Answer(Everything(), NOBODY), Ingest())
    assert page == WELCOME
    assert page.offers_folder


@pytest.mark.parametrize("overview", [None, Overview(roots=ROOT)])
def test_while_the_first_photos_are_read_it_says_so(overview: Overview | None) -> None:
    page = page_for(overview, Answer(Everything(), NOBODY), AT_WORK)
    assert page is not None
    assert "as they are read" in page.sentence


def test_a_folder_without_pictures_is_told() -> None:
    page = page_for(Overview(roots=ROOT), Answer(Everything(), NOBODY), Ingest(Phase.UP_TO_DATE))
    assert page is not None
    assert page.title == "No pictures here yet"


def test_a_search_that_finds_nothing_sure_says_so_and_offers_the_guesses(
    qtbot: QtBot, theme: Theme
) -> None:
    none_sure = Answer(Search("a unicorn"), NOBODY, counts=Counts(0, 0, 12_034))
    found = page_for(FULL, none_sure, Ingest())
    assert found is not None
    assert found.title == "Nothing here looks like “a unicorn”"
    assert found.of_search
    page = EmptyPage(theme)
    qtbot.addWidget(page)
    page.show_page(found)
    assert page.button.text() == "Show 500 weak guesses"
    with qtbot.waitSignal(page.weak_wanted):
        page.button.click()
    like = Answer(Search.like(3), NOBODY, counts=Counts(0, 0, 1))
    found = page_for(FULL, like, Ingest())
    assert found is not None
    assert found.title == "Nothing here looks like that"
    page.show_page(found)
    assert page.button.text() == "Show 1 weak guess"


def test_a_search_whose_filters_let_nothing_through_says_so() -> None:
    for counts in (None, Counts(0, 0, 0)):
        page = page_for(FULL, Answer(Search("taken:1990"), NOBODY, counts=counts), Ingest())
        assert page is not None
        assert page.title == "No photo fits “taken:1990”"
        assert "filter" in page.sentence
        assert not page.weak
    unfiltered = page_for(FULL, Answer(Search("flower"), NOBODY, counts=Counts(0, 0, 0)), Ingest())
    assert unfiltered is not None
    assert unfiltered.title == "No photo fits “flower”"
    assert "filter" not in unfiltered.sentence
    busy = page_for(FULL, Answer(Search.like("/x.jpg"), NOBODY), AT_WORK)
    assert busy is not None
    assert "still being read" in busy.sentence


def test_what_went_wrong_is_never_told_as_a_search_that_finds_nothing() -> None:
    for overview in (None, FULL):
        unanswered = Answer(Search("flower"), NOBODY, fault="library.db is damaged.")
        page = page_for(overview, unanswered, Ingest())
        assert page is not None
        assert page.title == "These photos cannot be shown now"
        assert page.sentence == "library.db is damaged."


def test_the_page_offers_a_folder_only_where_that_helps(qtbot: QtBot, theme: Theme) -> None:
    page = EmptyPage(theme)
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    with qtbot.waitSignal(page.add_folder):
        page.button.click()
    found = page_for(FULL, Answer(Search("x"), NOBODY), Ingest())
    assert found is not None
    page.show_page(found)
    assert not page.button.isVisible()
    page.grab()


def test_a_short_sentence_takes_no_more_room_than_it_needs(qtbot: QtBot, theme: Theme) -> None:
    page = EmptyPage(theme)
    qtbot.addWidget(page)
    page.show_words("Long", "many words " * 30)
    long = page.sentence.height()
    page.show_words("Short", "few words")
    assert page.sentence.height() < long / 2


def test_a_notice_says_one_line_and_offers_one_deed(qtbot: QtBot, theme: Theme) -> None:
    notice, done = Notice(theme), []
    qtbot.addWidget(notice)
    notice.say("Indexing broke\noff.", offer="Go on", act=lambda: done.append("on"))
    assert notice.line.text() == "Indexing broke off."
    notice.button.click()
    assert done == ["on"]
    assert not notice.isVisible()
    notice.say("Only this.")
    assert notice.button.isHidden()


@pytest.mark.parametrize(
    ("ingest", "said", "pause", "begin"),
    [
        (Ingest(), "", False, False),
        (Ingest(Phase.STARTING), "Getting ready", True, False),
        (Ingest(Phase.LOOKING, seen=1203), "1,203 pictures so far", True, False),
        (Ingest(Phase.READING, total=3800, done=1204), "1,204 of 3,800 photos read", True, False),
        (Ingest(Phase.READING, total=1), "0 of 1 photo read", True, False),
        (Ingest(Phase.READING, total=12, done=1), "1 of 12 photos read", True, False),
        (Ingest(Phase.READING, total=100_000), "0 of 100,000 photos read", True, False),
        (Ingest(Phase.PAUSED, total=1), "Paused at 0 of 1 photo", True, False),
        (Ingest(Phase.PAUSED, total=3800, done=1204), "Paused at 1,204", True, False),
        (Ingest(Phase.STARTING, stage="Compiling it"), "Compiling it, once", True, False),
        (Ingest(Phase.PAUSED, total=3, stage="Compiling it"), "Paused at 0", True, False),
        (
            Ingest(Phase.READING, total=38, done=4, model="mobileclip2-s3", switching=True),
            "Making MobileCLIP2-S3 ready: 4 of 38 photos",
            *(True, False),
        ),
        (Ingest(Phase.UP_TO_DATE, total=3800, done=3800), "Up to date", False, False),
        (Ingest(Phase.STOPPING), "Stopping", False, False),
        (Ingest(Phase.FAILED, message="x"), "has stopped", False, True),
        (Ingest(Phase.ELSEWHERE, message="x"), "Another Shoebox keeps this", False, False),
        (Ingest(Phase.OFF, seen=12), "is stopped", False, True),
    ],
)
def test_the_foot_says_how_far_it_is_and_what_can_be_done(
    qtbot: QtBot, theme: Theme, ingest: Ingest, said: str, *, pause: bool, begin: bool
) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(ingest)
    assert said in foot.state.text()
    assert (not foot.pause_button.isHidden()) == pause
    assert (not foot.begin_button.isHidden()) == begin


def test_the_foot_shows_speed_rest_and_device(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(
        Ingest(
            Phase.READING,
            total=3800,
            done=1204,
            photos_per_second=41.3,
            remaining_seconds=62,
            device="cpu",
        )
    )
    assert foot.speed.text() == "41 photos/s  ·  60 s left"
    assert foot.badge.text() == "CPU"
    assert (foot.bar.value(), foot.bar.maximum()) == (1204, 3800)
    foot.show_selected(1, among=12_034)
    assert foot.selection.text() == ""
    foot.show_selected(1500, among=12_034)
    assert foot.selection.text() == "1,500 of 12,034 photos selected"


def test_what_the_search_waits_for_takes_the_place_of_the_speed(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(Ingest(Phase.READING, total=9, done=3, photos_per_second=41.2))
    foot.show_search("Loading the compiled model")
    assert foot.search.text() == "Getting search ready: loading the compiled model"
    assert foot.speed.isHidden()
    foot.show_search("")
    assert foot.search.text() == ""
    assert not foot.speed.isHidden()


def test_while_a_model_is_compiled_the_bar_tells_no_share(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(Ingest(Phase.READING, total=9, done=3, stage="Compiling the model"))
    assert not foot.bar.isHidden()
    assert foot.bar.maximum() == 0
    assert foot.speed.isHidden()
    foot.show_ingest(Ingest(Phase.READING, total=9, done=4))
    assert (foot.bar.value(), foot.bar.maximum()) == (4, 9)


@pytest.mark.parametrize(
    ("device", "precision", "shown", "emulated"),
    [
        ("npu", "float16", "NPU  ·  FP16", False),
        ("cpu", "float32", "CPU  ·  FP32", False),
        ("htp-emulator", "float16", "HTP emulator  ·  FP16", True),
        ("coreml", "", "CoreML", False),
        ("aidlite", "uint16", "aidlite  ·  UINT16", False),
    ],
)
def test_the_badge_tells_the_truth(
    qtbot: QtBot, theme: Theme, device: str, precision: str, shown: str, *, emulated: bool
) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(Ingest(Phase.UP_TO_DATE))
    assert foot.badge.isHidden()
    foot.show_ingest(Ingest(Phase.UP_TO_DATE, device=device, precision=precision))
    assert not foot.badge.isHidden()
    assert foot.badge.text() == shown
    assert foot.badge.property("emulated") is emulated
    assert ("emulator counts" in foot.badge.toolTip()) == emulated
    with qtbot.waitSignal(foot.settings):
        foot.badge.click()


def test_the_badge_says_with_which_model_and_what_was_refused(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    ingest = Ingest(
        Phase.READING, device="cpu", precision="float32", provider="CPUExecutionProvider",
        model="mobileclip2-s3", remarks=("The NPU does not answer.", "CoreML takes no step."),
    )  # fmt: skip
    foot.show_ingest(ingest)
    assert foot.badge.toolTip().splitlines() == [
        "Photos are read by the CPU (FP32, CPUExecutionProvider) with MobileCLIP2-S3.",
        "The NPU does not answer.",
        "CoreML takes no step.",
    ]
    assert "CPU" in foot.badge.accessibleName()


def test_pausing_and_resuming_are_one_button(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show_ingest(Ingest(Phase.READING, total=2))
    with qtbot.waitSignal(foot.pause):
        foot.pause_button.click()
    foot.show_ingest(Ingest(Phase.PAUSED, total=2))
    assert foot.pause_button.accessibleName() == "Resume indexing"
    with qtbot.waitSignal(foot.resume):
        foot.pause_button.click()


def test_what_is_dragged_over_the_window_is_promised(qtbot: QtBot, theme: Theme) -> None:
    page = EmptyPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    sheet = DropSheet(theme, page)
    sheet.show_words("Drop it to add this folder")
    assert sheet.geometry() == page.rect()
    sheet.grab()

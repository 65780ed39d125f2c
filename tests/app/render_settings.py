"""The settings, to be looked at, in each state that they can be in. Part of `render_pages`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app import wording
from app.indexing import Ingest, Phase
from app.preferences.chores import Exam, Fetch
from app.preferences.sidecars import Holding
from app.preferences.verdict import keep_verdict, unproved, verdict_on
from app.settings import VERDICTS
from indexer.sidecars import Mode, Tags

if TYPE_CHECKING:
    from app.preferences.stock import Stock
    from tests.app.render_pages import Stage


def draw_settings(stage: Stage) -> None:
    """Draw the page of settings in each state that it can be in."""
    stage.window.deeds["settings"].trigger()
    stage.settle(1)
    stage.draw("settings")
    _draw_licence(stage)
    _draw_chores(stage)
    _draw_verdicts(stage)
    _draw_sidecars(stage)
    _draw_help(stage)


def _draw_licence(stage: Stage) -> None:
    page = stage.window.surface.preferences
    row = page.rows["mobileclip2-s3"]
    row.button.click()
    stage.draw("settings-licence")
    row.consent.tick.click()
    stage.draw("settings-accepted")
    row.consent.leave.click()
    page.setFocus()
    page._area.verticalScrollBar().setValue(0)


def _draw_chores(stage: Stage) -> None:
    window, chores = stage.window, stage.window.preferences.choosing.chores
    chores.fetch = Fetch("mobileclip2-s0", "download", 81_000_000, 215_300_000)
    chores.exam = Exam("starter", "npu", "Compiling the model for the NPU")
    chores.changed.emit()
    stage.draw("settings-busy")
    chores.fetch, chores.exam = None, None
    chores.faults["mobileclip2-s0"] = "The disk is full: 215 MB are needed, 12 MB are free."
    keep_verdict(window._settings, unproved("starter", "npu", "The NPU did not answer for 60 s."))
    chores.changed.emit()
    stage.draw("settings-failed")
    chores.faults.clear()


def _draw_verdicts(stage: Stage) -> None:
    window, choosing = stage.window, stage.window.preferences.choosing
    proved = {"model": "starter", "device": "npu", "precision": "float16", "wrong": []}
    cosines = {"image_cosine_min": 0.99982, "text_cosine_min": 0.99991}
    keep_verdict(window._settings, verdict_on({**proved, **cosines}))
    choosing._take_stock(_switching(choosing._stock))
    stage.indexing.show(
        Ingest(Phase.READING, total=2166, done=934, photos_per_second=41.2, remaining_seconds=30,
               device="npu", precision="float16", provider="QNNExecutionProvider",
               model="mobileclip2-s3", switching=True,
               remarks=("The NPU did not answer for 60 s; it was begun anew.",))
    )  # fmt: skip
    choosing._soon.stop()
    stage.draw("settings-switching")
    stage.indexing.show(
        Ingest(Phase.STARTING, device="htp-emulator", precision="float16", model="mobileclip2-s3",
               switching=True, stage="Compiling the model for the NPU")
    )  # fmt: skip
    choosing._soon.stop()
    stage.draw("settings-compiling")
    window._settings.set(VERDICTS, "")


def _draw_sidecars(stage: Stage) -> None:
    page, foot = stage.window.surface.preferences, stage.window.surface.foot
    card = page.sidecars
    _show_below(stage)
    stage.draw("settings-sidecars")
    card.show_holding(Holding(Mode.ALWAYS, Tags.CONFIRMED, 1204))
    card.show_writing(True)
    foot.sidecars.show_progress(310, 1204)
    _show_below(stage)
    stage.draw("settings-sidecars-writing")
    foot.sidecars.hide()
    card.show_writing(False)
    card.show_holding(Holding(Mode.ON_DEMAND, Tags.ALL, 894))
    reasons = (
        "It is away or empty.",
        "There is no permission to write there.",
        "The disk is full.",
    )
    places = ("/media/stick", "/home/ann/Pictures/Scans of the old albums", "/home/ann/Pictures")
    card.show_result(
        "310 sidecars written, 894 not.",
        [wording.unwritten(*each) for each in zip(places, (12, 1, 881), reasons, strict=True)],
    )
    _show_below(stage)
    stage.draw("settings-sidecars-failed")
    card.show_result("")
    stage.window.preferences.choosing.sidecars.look()
    page._area.verticalScrollBar().setValue(0)
    stage.settle()


def _draw_help(stage: Stage) -> None:
    helping = stage.window.help
    helping.show_shortcuts()
    stage.draw("keys")
    helping.sheet.field.setText("album")
    stage.draw("keys-found")
    helping.sheet.close_card()
    helping.show_about()
    while not (helping.about.lines and helping.about.lines[0][0].isVisible()):
        stage.settle(0.1)
    stage.draw("about")
    helping.about.close_card()


def _show_below(stage: Stage) -> None:
    stage.settle(0.2)
    bar = stage.window.surface.preferences._area.verticalScrollBar()
    bar.setValue(bar.maximum())


def _switching(stock: Stock) -> Stock:
    """Return a stock in which a large model has encoded 43 % of the library's photos."""
    models = tuple(
        replace(model, installed=True, encoded=1634)
        if model.name == "mobileclip2-s3"
        else replace(model, encoded=3800 if model.installed else 0)
        for model in stock.models
    )
    return replace(stock, models=models, photos=3800, wanted="mobileclip2-s3")

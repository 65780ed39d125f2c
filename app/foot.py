"""The line at the foot: how many photos are selected, and how far library and search have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import merits, wording
from app.indexing import Ingest, Phase
from app.labels import IconButton, OneLine, label
from app.language import listed, tr, translated
from app.motion import Bar
from app.progress import Doing, Progress

if TYPE_CHECKING:
    from app.theme import Theme


class Foot(QWidget):
    """Shows an `Ingest`, with what can be done about it.

    Signals:
        pause(), resume(), stop(), begin(): A button was pressed.
        settings(): The badge was pressed: somebody wants to know more, or have it otherwise.
    """

    pause = Signal()
    resume = Signal()
    stop = Signal()
    begin = Signal()
    settings = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(40)
        self._phase = Phase.OFF
        self._has_speed = False
        self.selection = label(tone="quiet")
        self.search = OneLine(tone="quiet")
        self.export = Progress(
            wearing, tr("Exporting photos"), tr("Stop exporting photos"), _exported
        )
        self.sidecars = Progress(
            wearing, tr("Writing sidecars"), tr("Stop writing sidecars"), _sidecars_written
        )
        self.trash = Progress(
            wearing, tr("Moving photos to the trash"), tr("Stop moving photos"), _thrown_away
        )
        self.back = Progress(
            wearing, tr("Bringing photos back"), tr("Stop bringing photos back"), _brought_back
        )
        self.duplicates = Progress(
            wearing,
            tr("Looking for duplicates"),
            tr("Stop looking for duplicates"),
            lambda _done, _total: tr("Looking for duplicates"),
        )
        self.doing = Doing(wearing.motion)
        self.state = OneLine(tone="quiet")
        self.speed = label(tone="quiet")
        self.badge = DeviceBadge()
        self.bar = Bar(wearing.motion)
        self.bar.setAccessibleName(tr("Photos read"))
        self.bar.setFixedWidth(120)
        self.pause_button = IconButton("pause", tr("Pause indexing"), wearing, tight=True)
        self.stop_button = IconButton("stop", tr("Stop indexing"), wearing, tight=True)
        self.begin_button = QPushButton(tr("Go on"))
        self.begin_button.setProperty("kind", "link")
        self._row = QHBoxLayout(self)
        self._place_parts()
        self.pause_button.clicked.connect(self._on_pause)
        self.stop_button.clicked.connect(self.stop)
        self.begin_button.clicked.connect(self.begin)
        self.badge.clicked.connect(self.settings)
        self.show_selected(0, among=0)
        self.show_search("")
        self.show_ingest(Ingest())

    def _place_parts(self) -> None:
        row = self._row
        row.setSpacing(12)
        row.addWidget(self.selection)
        row.addWidget(self.search)
        tasks = self.doing, self.export, self.sidecars, self.trash, self.back, self.duplicates
        for each in tasks:
            row.addWidget(each)
        row.addStretch(1)
        for part in (self.state, self.bar, self.speed, self.badge):
            row.addWidget(part)
        row.addWidget(self.begin_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(self.pause_button)
        buttons.addWidget(self.stop_button)
        row.addLayout(buttons)

    def show_selected(self, count: int, *, among: int) -> None:
        """Show how many photos are selected among those shown; one needs no counting."""
        chosen = wording.number(count)
        told = tr(
            "{count} of {n} photos selected", "{count} of {n} photo selected", among, count=chosen
        )
        self.selection.setText(told if count > 1 else "")
        self.selection.setVisible(count > 1)

    def show_search(self, stage: str) -> None:
        """Show what the first search waits for; "" once it waits no more."""
        self.search.setText(wording.search_stage(stage) if stage else "")
        self.search.setVisible(bool(stage))
        self._show_speed()

    def show_ingest(self, ingest: Ingest) -> None:
        """Show how far the library has come."""
        self._phase = ingest.phase
        self.state.setText(_state(ingest))
        self.speed.setText(_speed(ingest))
        self._has_speed = ingest.phase is Phase.READING and not ingest.stage
        self._show_speed()
        self._show_bar(ingest)
        self.badge.show_ingest(ingest)
        self._show_buttons(ingest.phase)

    def _show_speed(self) -> None:
        # A narrow window has no room for it beside what the search waits for, which matters more.
        self.speed.setVisible(self._has_speed and not self.search.text())

    def _show_bar(self, ingest: Ingest) -> None:
        waiting = _waits(ingest)
        reading = ingest.phase in (Phase.READING, Phase.PAUSED) and ingest.total > 0
        self.bar.setVisible(waiting or reading)
        # Nobody knows how long a model takes to be compiled: the bar moves, and tells no share.
        self.bar.setRange(0, 0 if waiting else max(ingest.total, 1))
        self.bar.setValue(ingest.done)

    def _show_buttons(self, phase: Phase) -> None:
        paused = phase is Phase.PAUSED
        self.pause_button.set_icon_name("play" if paused else "pause")
        self.pause_button.set_name(tr("Resume indexing") if paused else tr("Pause indexing"))
        self.pause_button.setVisible(paused or phase.busy)
        self.stop_button.setVisible(paused or phase.busy)
        # Where another Shoebox does it, this one takes over by itself once that is gone.
        idle = phase in (Phase.FAILED, Phase.OFF)
        self.begin_button.setVisible(idle and self._was_begun(phase))
        # A button has air around what is drawn of it, words have none: both end below the bar's.
        has_button = paused or phase.busy or not self.begin_button.isHidden()
        self._row.setContentsMargins(20, 0, 12 if has_button else 20, 0)

    def _was_begun(self, phase: Phase) -> bool:
        return phase is not Phase.OFF or bool(self.state.text())

    def _on_pause(self) -> None:
        (self.resume if self._phase is Phase.PAUSED else self.pause).emit()


class DeviceBadge(QPushButton):
    """Names the part of this machine that reads photos; the tool tip says why no other does."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("badge")
        self.setFixedHeight(22)

    def show_ingest(self, ingest: Ingest) -> None:
        """Show where photos were read last; nothing while none were."""
        device, precision = wording.device(ingest.device), wording.precision(ingest.precision)
        self.setText("  ·  ".join(filter(None, (device, precision))))
        self.setToolTip(_reasons(ingest))
        self.setAccessibleName(tr("Photos are read by the {device}: settings", device=device))
        self.setProperty("emulated", ingest.device == "htp-emulator")
        self.style().polish(self)
        self.setVisible(bool(ingest.device) and ingest.phase not in _UNREAD)


_UNREAD = (Phase.FAILED, Phase.ELSEWHERE)


def _reasons(ingest: Ingest) -> str:
    """Return what is behind the badge: device, precision, provider, model, and what was refused."""
    how = listed((wording.precision(ingest.precision), ingest.provider))
    device = wording.device(ingest.device) + (f" ({how})" if how else "")
    lines = [_read_by(ingest, device)]
    if ingest.device == "htp-emulator":
        lines.append(tr("The emulator counts as the NPU does, but on the CPU, and is slow."))
    return "\n".join([*lines, *map(translated, ingest.remarks)])


def _read_by(ingest: Ingest, device: str) -> str:
    model = merits.title(ingest.model) if ingest.model else ""
    if ingest.phase.busy and model:
        return tr("Photos are read by the {device} with {model}.", device=device, model=model)
    if ingest.phase.busy:
        return tr("Photos are read by the {device}.", device=device)
    if model:
        return tr("Photos were last read by the {device} with {model}.", device=device, model=model)
    return tr("Photos were last read by the {device}.", device=device)


def _waits(ingest: Ingest) -> bool:
    """Whether something takes long that is no reading of photos, as tags do that follow later."""
    return bool(ingest.stage) and (ingest.phase.busy or ingest.phase is Phase.UP_TO_DATE)


def _state(ingest: Ingest) -> str:
    if _waits(ingest):
        return wording.stage(ingest.stage)
    if ingest.switching and ingest.phase is Phase.READING:
        return _made_ready(ingest)
    if ingest.phase is Phase.LOOKING:
        return _looked(ingest.seen)
    if ingest.phase is Phase.PAUSED and ingest.on_battery:
        return tr("Waiting until this machine is plugged in")
    stopped = tr("Indexing is stopped") if ingest.seen or ingest.total else ""
    return {
        Phase.OFF: stopped,
        Phase.STARTING: tr("Getting ready to read photos"),
        Phase.READING: _read(ingest.done, ingest.total),
        Phase.PAUSED: _paused(ingest.done, ingest.total) if ingest.total else tr("Paused"),
        Phase.UP_TO_DATE: tr("Up to date"),
        Phase.STOPPING: tr("Stopping after the photos at hand"),
        Phase.FAILED: tr("Indexing has stopped"),
        Phase.ELSEWHERE: tr("Another Shoebox keeps this library up to date"),
    }[ingest.phase]


def _read(done: int, total: int) -> str:
    return tr(
        "{done} of {n} photos read", "{done} of {n} photo read", total, done=wording.number(done)
    )


def _paused(done: int, total: int) -> str:
    return tr(
        "Paused at {done} of {n} photos",
        "Paused at {done} of {n} photo",
        total,
        done=wording.number(done),
    )


def _exported(done: int, total: int) -> str:
    return tr(
        "Exporting {done} of {n} photos",
        "Exporting {done} of {n} photo",
        total,
        done=wording.number(done),
    )


def _sidecars_written(done: int, total: int) -> str:
    return tr(
        "Writing {done} of {n} sidecars",
        "Writing {done} of {n} sidecar",
        total,
        done=wording.number(done),
    )


def _thrown_away(done: int, total: int) -> str:
    return tr(
        "Moving {done} of {n} photos to the trash",
        "Moving {done} of {n} photo to the trash",
        total,
        done=wording.number(done),
    )


def _brought_back(done: int, total: int) -> str:
    return tr(
        "Bringing {done} of {n} photos back from the trash",
        "Bringing {done} of {n} photo back from the trash",
        total,
        done=wording.number(done),
    )


def _made_ready(ingest: Ingest) -> str:
    return tr(
        "Making {model} ready: {done} of {n} photos",
        "Making {model} ready: {done} of {n} photo",
        ingest.total,
        model=merits.title(ingest.model),
        done=wording.number(ingest.done),
    )


def _looked(seen: int) -> str:
    if not seen:
        return tr("Looking through your folders")
    return tr(
        "Looking through your folders: {n} pictures so far",
        "Looking through your folders: {n} picture so far",
        seen,
    )


def _speed(ingest: Ingest) -> str:
    parts = [wording.rate(ingest.photos_per_second)] if ingest.photos_per_second else []
    if ingest.remaining_seconds is not None:
        parts.append(tr("{time} left", time=wording.span(ingest.remaining_seconds)))
    return "  ·  ".join(parts)

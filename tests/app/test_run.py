"""The window is built once, from what the command line says and what the settings remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.run import make_window
from app.settings import DEVICE, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.mark.usefixtures("_nothing_left")
@pytest.mark.parametrize(
    ("kept", "typed", "holds"),
    [("auto", None, "auto"), ("cpu", None, "cpu"), ("cpu", "npu", "npu"), ("npu", "auto", "auto")],
)
def test_models_run_where_the_command_line_says_else_where_the_settings_say(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    kept: str,
    typed: str | None,
    holds: str,
) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.set(DEVICE, kept)
    window = make_window(qapp, settings, tmp_path / "library", device=typed)
    assert window._questions._device == holds
    assert window._questions._beside
    assert window.keeping.indexing._words(())[3] == holds
    with qtbot.waitSignal(window.gone):
        window.close()
    window.deleteLater()
    settings.save()
    assert Settings(tmp_path / "window.ini").get(DEVICE) == kept

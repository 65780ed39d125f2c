"""Settings come back as they were kept, and nonsense in the file does no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from app import settings
from app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_never_set_is_the_default(tmp_path: Path) -> None:
    kept = Settings(tmp_path / "window.ini")
    assert kept.get(settings.PREVIEW_SIZE) == 184
    assert kept.get(settings.SHOW_DETAILS) is True
    assert kept.get(settings.SCHEME) == "system"
    assert kept.get(settings.GEOMETRY) == QByteArray()


def test_values_of_each_type_come_back(tmp_path: Path) -> None:
    kept = Settings(tmp_path / "window.ini")
    kept.set(settings.PREVIEW_SIZE, 248)
    kept.set(settings.SHOW_DETAILS, False)
    kept.set(settings.LAST_FOLDER, "/home/ann/Bilder, größer")
    kept.set(settings.GEOMETRY, QByteArray(b"\x00\x01where"))
    kept.save()
    read = Settings(tmp_path / "window.ini")
    assert read.get(settings.PREVIEW_SIZE) == 248
    assert read.get(settings.SHOW_DETAILS) is False
    assert read.get(settings.LAST_FOLDER) == "/home/ann/Bilder, größer"
    assert read.get(settings.GEOMETRY) == QByteArray(b"\x00\x01where")


def test_nonsense_in_the_file_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[grid]\npreview_size=large, please\n", "utf-8")
    assert Settings(tmp_path / "window.ini").get(settings.PREVIEW_SIZE) == 184


def test_what_the_command_line_says_holds_for_this_run_and_is_not_kept(tmp_path: Path) -> None:
    kept = Settings(tmp_path / "window.ini")
    kept.set(settings.DEVICE, "cpu")
    kept.fix(settings.DEVICE, "npu")
    assert kept.get(settings.DEVICE) == "npu"
    assert kept.is_fixed(settings.DEVICE)
    assert not kept.is_fixed(settings.SCHEME)
    kept.save()
    assert Settings(tmp_path / "window.ini").get(settings.DEVICE) == "cpu"


def test_each_setting_has_its_own_key_and_a_sentence() -> None:
    assert len({each.key for each in settings.ALL}) == len(settings.ALL)
    assert all(each.sentence.endswith(".") for each in settings.ALL)


def test_the_file_lies_among_the_users_settings() -> None:
    kept = Settings()
    kept.set(settings.PREVIEW_SIZE, 104)
    kept.save()
    assert Settings().get(settings.PREVIEW_SIZE) == 104

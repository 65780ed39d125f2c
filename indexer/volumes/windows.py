"""The drives of Windows: each letter, with the serial number and the label of what is behind it."""

from __future__ import annotations

import sys

from indexer.volumes import Volume

_REMOTE = 4
_LONGEST = 1024


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _network = ctypes.WinDLL("mpr")

    def volumes() -> list[Volume]:
        """All letters that lead to something now."""
        return [volume for top in _letters() if (volume := _volume(top)) is not None]

    def _letters() -> list[str]:
        told = ctypes.create_unicode_buffer(_LONGEST)
        length = _kernel.GetLogicalDriveStringsW(_LONGEST - 1, told)
        return [letter for letter in told[:length].split("\0") if letter]

    def _volume(top: str) -> Volume | None:
        name = ctypes.create_unicode_buffer(_LONGEST)
        kind = ctypes.create_unicode_buffer(_LONGEST)
        serial = wintypes.DWORD()
        there = _kernel.GetVolumeInformationW(
            wintypes.LPCWSTR(top),
            name,
            _LONGEST,
            ctypes.byref(serial),
            None,
            None,
            kind,
            _LONGEST,
        )
        if not there:  # A reader without a card.
            return None
        if _kernel.GetDriveTypeW(wintypes.LPCWSTR(top)) == _REMOTE:
            return Volume(f"share:{_share(top)}", name.value, top, "smb")
        identity = f"serial:{serial.value:08x}" if serial.value else ""
        return Volume(identity, name.value, top, kind.value.lower())

    def _share(top: str) -> str:
        """The share behind a letter: its server and its name."""
        told = ctypes.create_unicode_buffer(_LONGEST)
        length = wintypes.DWORD(_LONGEST)
        failed = _network.WNetGetConnectionW(wintypes.LPCWSTR(top[:2]), told, ctypes.byref(length))
        return top if failed else told.value.lower()

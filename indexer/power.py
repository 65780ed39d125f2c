"""Whether the machine lives on its battery; the only file that asks psutil."""

from __future__ import annotations


def on_battery() -> bool:
    """Whether there is a battery and nothing feeds it; False where nobody can tell."""
    import psutil  # Here, because only an index that stays needs it.

    ask = getattr(psutil, "sensors_battery", None)  # Not every system has it.
    try:
        battery = ask() if ask is not None else None
    except (OSError, RuntimeError, ValueError, psutil.Error):  # A driver that tells nonsense.
        return False
    return battery is not None and battery.power_plugged is False

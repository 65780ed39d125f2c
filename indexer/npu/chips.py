"""The one table of what is known of each Snapdragon, and how this machine's is recognised.

What an NPU can do is asked by its number, never by its generation: of two chips with a Hexagon V68
one calculates in half precision and the other refuses to, and of two with a V73 likewise. What is
done with a chip is `targets`' business.

Sources, named by letter in the table:
    Q  `Qnn_SocModel_t` in Qualcomm's QnnTypes.h: the numbers that QNN knows chips by.
    E  executorch, backends/qualcomm/serialization/qc_schema.py: number -> Hexagon architecture.
    A  Qualcomm AI Hub Models: chips for which float models are published, and their architecture.
    T  Tried with onnxruntime-qnn 2.7.0 (QNN 2.51.0) on x86-64: a float graph compiled for the chip
       is taken whole, or each of its steps is rejected (QNN error 3110).
    P  onnxruntime-qnn pull requests 15987, 19216 and 806, and issue onnxruntime 23171.
    L  Linux, include/dt-bindings/arm/qcom,ids.h and the device trees beside it: what `soc_id` and
       `compatible` say.
    W  `ProcessorNameString` as Windows machines show it.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Chip:
    """One system on a chip.

    Attributes:
        soc_model: QNN's number of it. (Names are taken without complaint, and most mean nothing.)
        name: Its maker's name and the one it is sold by.
        arch: Architecture of its NPU: 73 is Hexagon V73.
        fp16: Whether that NPU calculates in half precision, which pictures and texts need.
        source: Where these facts are from, by the letters above.
        windows: A pattern in the processor's name as Windows tells it; empty: not seen there.
        linux: Numbers that `soc_id` shows on Linux.
    """

    soc_model: int
    name: str
    arch: int
    fp16: bool
    source: str
    windows: str = ""
    linux: tuple[int, ...] = ()

    @property
    def hexagon(self) -> str:
        """The NPU's architecture as its maker writes it: `V73`."""
        return f"V{self.arch}"


CHIPS: Final = (
    Chip(
        88, "SC8480XP, Snapdragon X2", 81, True, "P T W",
        windows=r"Snapdragon(\(R\))? X2\b|\bX2([EP]\d\d|\d{5})",
    ),
    Chip(
        60, "SC8380XP, Snapdragon X", 73, True, "Q A P T L W",
        windows=r"Snapdragon(\(R\))? X\b|\bX1([EP]\d\d|\d{5})", linux=(555,),
    ),
    Chip(
        37, "SC8280XP, Snapdragon 8cx Gen 3", 68, False, "Q T L W",
        windows=r"8cx Gen 3|Microsoft SQ3", linux=(449,),
    ),
    Chip(30, "SM8350, Snapdragon 888", 68, True, "Q T L", linux=(439,)),
    Chip(36, "SM8450, Snapdragon 8 Gen 1", 69, True, "Q E P T L", linux=(457, 480, 482)),
    Chip(42, "SM8475, Snapdragon 8+ Gen 1", 69, True, "Q E P T L", linux=(530, 531, 540)),
    Chip(43, "SM8550, Snapdragon 8 Gen 2", 73, True, "Q E A P T L", linux=(519,)),
    Chip(57, "SM8650, Snapdragon 8 Gen 3", 75, True, "Q E A P T L", linux=(557,)),
    Chip(69, "SM8750, Snapdragon 8 Elite", 79, True, "Q E A P T L", linux=(618,)),
    Chip(87, "SM8850, Snapdragon 8 Elite Gen 5", 81, True, "Q E A P T"),
    Chip(66, "QCS8550, QCM8550", 73, True, "Q A P T L", linux=(603, 604)),
    Chip(77, "QCS9100, QCS9075, SA8775P", 73, True, "Q E A T L", linux=(534, 667, 676)),
    Chip(82, "QCS8300, QCS8275", 75, True, "Q A T L", linux=(674, 675)),
    Chip(78, "QCM6690", 73, False, "Q A T"),
    Chip(39, "SA8295P", 68, True, "Q E T L", linux=(460,)),
    Chip(35, "SM7325, Snapdragon 778G", 68, False, "Q T L", linux=(475, 499)),
    Chip(93, "QCS6490, QCM6490", 68, False, "T A L", linux=(497, 498)),
)  # fmt: skip
"""Newest of a kind first: the first whose pattern is found in a processor's name is meant."""

_SYSTEM: Final = Path("/")


def chip(soc_model: int) -> Chip | None:
    """Return what is known of the chip with that number."""
    return next((known for known in CHIPS if known.soc_model == soc_model), None)


def this_chip() -> Chip | None:
    """Return this machine's chip, None where it is none of the table's."""
    if sys.platform == "win32":
        return chip_of_windows(_windows_processor())
    return chip_of_linux() if sys.platform == "linux" else None


def told_names(system: Path = _SYSTEM) -> tuple[str, ...]:
    """Return what this machine calls its processor: what a chip is added to the table by.

    Args:
        system: Where `/sys` and `/proc` are.
    """
    if sys.platform == "win32":
        return tuple(filter(None, [_windows_processor()]))
    number = _read(system / "sys/devices/soc0/soc_id").strip()
    names = _read(system / "proc/device-tree/compatible").split("\0")
    return tuple(filter(None, [f"soc_id {number}" if number else "", *names]))


def chip_of_windows(processor: str) -> Chip | None:
    """Return the chip whose processor Windows names so: `Snapdragon(R) X Elite - X1E80100 ...`."""
    named = (known for known in CHIPS if known.windows and re.search(known.windows, processor))
    return next(named, None)


def chip_of_linux(system: Path = _SYSTEM) -> Chip | None:
    """Return the chip that Linux runs on, by its number, else by the names of its device tree.

    Args:
        system: Where `/sys` and `/proc` are.
    """
    number = _read(system / "sys/devices/soc0/soc_id").strip()
    numbered = (known for known in CHIPS if number.isdigit() and int(number) in known.linux)
    return next(numbered, None) or _chip_of_device_tree(
        _read(system / "proc/device-tree/compatible")
    )


def _chip_of_device_tree(compatible: str) -> Chip | None:
    """Return the chip that a list of names ending in NUL means, from the special to the general."""
    for entry in compatible.split("\0"):
        vendor, _, name = entry.partition(",")
        found = _chip_of_part(name.upper()) if vendor == "qcom" else None
        if found is not None:
            return found
    return None


def _chip_of_part(name: str) -> Chip | None:
    """Return the chip called `QCS8550`; laptops' go by what they are sold as: `X1E80100`."""
    parts = (known for known in CHIPS if name in known.name.split(", "))
    return next(parts, None) or chip_of_windows(name)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _windows_processor() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    where = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0])
    except OSError:
        return ""

"""What this machine is, told so that it names nobody: for reports that are sent to strangers.

No path, no name of a user or a machine, no number of a device.
"""

from __future__ import annotations

import getpass
import platform
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import indexer
from indexer.machine import cores
from indexer.places import default_library, model_folders, user_cache

DISTRIBUTIONS = ("shoebox", "onnxruntime", "onnxruntime-qnn", "numpy")
_PATH = re.compile(
    r"""(?P<kept>(?<![\w./])/(?:dev|sys|proc)/[^\s'"“”,;()]*)
      | (?:(?<![\w./])/(?:[^/'"“”:;,()\r\n]+/)*     # /home/ann/photos/
      | \b[A-Za-z]:[\\/](?:[^\\/:*?"<>|\r\n]+[\\/])*    # C:\Users\Ann B\...
      | \\\\(?:[^\\/:*?"<>|\r\n]+[\\/])+)  # \\nas\ann\...
        (?P<name>[^\\/\s'"“”:;,()]*)""",
    re.VERBOSE,
)
_FILE = re.compile(r".\.\w{1,8}\.?$")


def machine_facts() -> dict[str, object]:
    """Return versions, system and chip, as a report needs them.

    `told_names` are the machine's own words, from which an unknown chip can be recognised.
    """
    from indexer.npu.chips import this_chip, told_names

    chip = this_chip()
    return {
        **{name: version(name) for name in DISTRIBUTIONS},
        "qnn": qnn_version(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "cores": cores(),
        "chip": chip.name if chip else None,
        "soc_model": chip.soc_model if chip else None,
        "hexagon": chip.hexagon if chip else None,
        "told_names": list(told_names()),
    }


def version(distribution: str) -> str | None:
    """Return the version of an installed package; it is not loaded for that."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed_version

    try:
        return installed_version(distribution)
    except PackageNotFoundError:
        return None


def qnn_version() -> str | None:
    """Return the version of Qualcomm's runtime inside the NPU's plugin, None without one."""
    from indexer.npu import NpuError, versions

    try:
        return versions().qnn
    except NpuError:
        return None


def impersonal(text: str) -> str:
    """Return a text without the folders and the user's name that paths in it tell.

    Of a path the file's name alone stays; the system's own, such as `/dev/fastrpc-cdsp`, stays
    whole, because it is what a report is about.
    """
    for folder in _known_folders():
        text = re.sub(rf"{re.escape(folder)}(?![\w-])", "/home", text)
    text = _PATH.sub(_bare, text)
    user = _user()
    return re.sub(rf"(?<!\w){re.escape(user)}(?!\w)", "USER", text) if user else text


def impersonal_facts(facts: object) -> object:
    """Return facts as JSON says them, each text in them made impersonal, however deep it lies."""
    if isinstance(facts, str):
        return impersonal(facts)
    if isinstance(facts, Mapping):
        return {key: impersonal_facts(value) for key, value in facts.items()}
    if isinstance(facts, (list, tuple)):
        return [impersonal_facts(each) for each in facts]
    return facts


def _known_folders() -> list[str]:
    """The folders of ours, the innermost first: their names may hold what ends others in a text."""
    folders = [Path.home(), *model_folders(), user_cache(), default_library()]
    folders += [Path(indexer.__file__).parent, Path(sys.prefix), *map(Path, sys.path)]
    with suppress(OSError):  # The folder that one is in may be gone.
        folders.append(Path.cwd())
    known = {str(folder) for folder in folders if len(folder.parts) > 1}  # `/` is everywhere.
    return sorted(known, key=len, reverse=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # Nobody, as in a container that knows no users.
        return ""


def _bare(found: re.Match[str]) -> str:
    """The name of a file; what could be a folder's name may be a person's."""
    name: str = found["name"] or ""
    return found["kept"] or (name if _FILE.search(name) else "(folder)")

"""`shoebox doctor`: what this machine can do, what is installed, and what is wrong with it.

What `--report` adds, a run of everything on the NPU, is told in `report`.
"""

from __future__ import annotations

import platform
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from indexer.cli.chosen import library_folder
from indexer.cli.display import has_display
from indexer.cli.facts import version
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL, Library
from indexer.machine import cores
from indexer.migrations import NoLibraryError
from indexer.models import broken_bundles, find_bundle, list_bundles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.npu import Chip, Survey, Versions
    from indexer.session import Ladder
    from indexer.session.trials import Trial


def doctor(options: Options, terminal: Terminal) -> int:
    """Run the command; 0, or 1 where something is wrong that keeps Shoebox from its work."""
    if options.report is not None:
        from indexer.cli.report import report

        return report(options, model_name(options), terminal)
    from indexer.npu import survey

    wrong: list[str] = []
    facts = {**_machine(), **_library(options, wrong), **_model(options, wrong)}
    seen, found = survey(), _ways(options)
    if terminal.as_json:
        terminal.json({**facts, **npu_facts(seen, found), "wrong": wrong})
    else:
        terminal.table([(name, printable(told(value))) for name, value in facts.items()])
        terminal.line("\nfor the NPU")
        lines = npu_lines(str(facts["model"]), seen, found)
        terminal.table([(f"  {name}", printable(line)) for name, line in lines])
        _tell_trials(terminal)
        for line in wrong:
            terminal.line(f"\n{printable(line)}")
    return 1 if wrong else 0


def _ways(options: Options) -> Ladder:
    """Where the model runs, with what is known of these devices; of a broken one, where any does.

    Raises:
        LibraryError: There is no such device.
    """
    from indexer.encode import standing
    from indexer.session import ladder

    try:
        bundle = find_bundle(model_name(options))
    except LibraryError:
        return ladder(options.device)
    return standing(bundle, options.device)


def _tell_trials(terminal: Terminal) -> None:
    from indexer.session.trials import all_trials

    lines = trial_lines(all_trials())
    if lines:
        terminal.line("\ntried before")
        terminal.table([(f"  {device}", printable(line)) for device, line in lines])


def npu_facts(seen: Survey, found: Ladder) -> dict[str, object]:
    """Return what this machine has for the NPU and what it lacks, as JSON says it."""
    from indexer.session import providers
    from indexer.session.trials import all_trials

    chip = seen.chip
    return {
        "chip": chip.name if chip else None,
        "soc_model": chip.soc_model if chip else None,
        "hexagon": chip.hexagon if chip else None,
        "fp16": chip.fp16 if chip else None,
        "onnxruntime_qnn": version("onnxruntime-qnn"),
        "qnn": seen.versions.qnn if seen.versions else None,
        "onnxruntime": version("onnxruntime"),
        "providers": list(providers()),
        "npu": seen.npu,
        "npu_ready": seen.ready,
        "emulator": seen.emulator,
        "devices": [rung.device for rung in found.rungs],
        "refusals": [asdict(refusal) for refusal in found.refusals],
        "trials": [asdict(trial) for trial in all_trials()],
    }


def npu_lines(model: str, seen: Survey, found: Ladder) -> list[tuple[str, str]]:
    """Return five lines: chip, plugin, runtime, NPU, and what a model therefore runs on."""
    emulator = " Its emulator is here: `--device htp-emulator` gives the same numbers, slowly."
    return [
        ("chip", _chip_line(seen.chip)),
        ("plugin", _plugin_line(seen.versions)),
        ("runtime", _runtime_line()),
        ("NPU", seen.npu + (emulator if seen.emulator else "")),
        ("in use", _in_use_line(found, model)),
    ]


def _in_use_line(found: Ladder, model: str) -> str:
    if not found.rungs:
        reasons = dict.fromkeys(refusal.reason for refusal in found.refusals)
        return " ".join([f"{model} runs nowhere with the device that is asked for.", *reasons])
    # What is left alone for now would do better; what this machine lacks is told above.
    reasons = dict.fromkeys(refusal.reason for refusal in found.refusals if refusal.tried)
    where = ", else the ".join(rung.title for rung in found.rungs)
    return " ".join([f"{model} runs on the {where}.", *reasons])


def trial_lines(trials: Sequence[Trial]) -> list[tuple[str, str]]:
    """Return a line for each accelerator that was tried with a tower: how it came out, and when."""
    return [(trial.device, _trial_line(trial)) for trial in trials]


def model_name(options: Options) -> str:
    """Return the model that the command line names, else the one that the library is searched with.

    Without a library it is the one that a new library would have.
    """
    if options.model:
        return options.model
    try:
        with Library.open(library_folder(options)) as library:
            return library.model_in_use()
    except LibraryError:
        return DEFAULT_MODEL


def _chip_line(chip: Chip | None) -> str:
    if chip is None:
        return f"No Snapdragon that Shoebox knows; the processor is {platform.machine()}."
    half = "half precision (FP16)" if chip.fp16 else "whole numbers only, no half precision"
    return f"{chip.name} (number {chip.soc_model}), Hexagon {chip.hexagon}: {half}."


def _plugin_line(versions: Versions | None) -> str:
    if versions:
        return f"onnxruntime-qnn {version('onnxruntime-qnn')} with Qualcomm's QNN {versions.qnn}."
    if platform.system() == "Darwin":
        return "onnxruntime-qnn, the NPU's plugin for ONNX Runtime, does not exist for Macs."
    return "Not installed: the package onnxruntime-qnn brings the NPU to ONNX Runtime."


def _runtime_line() -> str:
    from indexer.session import providers

    # Its wheels name a service on the network too, which runs nothing here and is never asked.
    here = [name for name in providers() if not name.startswith("Azure")]
    return f"ONNX Runtime {version('onnxruntime')} with {', '.join(here)}."


def _trial_line(trial: Trial) -> str:
    near = "" if trial.cosine is None else f" (cosine {trial.cosine:.6f})"
    why = f": {trial.reason}" if trial.reason else ""
    day = datetime.fromtimestamp(trial.at).astimezone()
    return f"{trial.graph} {trial.outcome}{near} on {day:%Y-%m-%d}, {trial.versions}{why}"


def _machine() -> dict[str, object]:
    return {
        "shoebox": version("shoebox") or "not installed",
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": cores(),
        "heif": _decodes("pillow_heif"),
        "avif": _decodes("PIL._avif"),
        "display": has_display(),
    }


def _decodes(module: str) -> bool:
    """Whether a decoder is there; the picture libraries themselves are not loaded for that."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def _library(options: Options, wrong: list[str]) -> dict[str, object]:
    folder = library_folder(options)
    facts: dict[str, object] = {"library": str(folder), "photos": None}
    try:
        with Library.open(folder) as library:
            facts["photos"] = library.catalog.count()
    except NoLibraryError:
        return facts
    except LibraryError as error:
        wrong.append(str(error))
    return facts


def _model(options: Options, wrong: list[str]) -> dict[str, object]:
    from indexer.encode.proof import runs_on_cpu
    from indexer.models.check import check_bundle

    name = model_name(options)
    try:
        bundle = find_bundle(name)
        check_bundle(bundle, device=None if runs_on_cpu(bundle) else options.device)
    except LibraryError as error:
        wrong.append(str(error))
    wrong += [str(error) for error in broken_bundles() if str(error) not in wrong]
    return {"model": name, "models": [bundle.name for bundle in list_bundles()]}


def told(value: object) -> str:
    """Return a fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)

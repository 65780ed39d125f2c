"""`shoebox doctor --report`: everything that a chip can prove, run in about five minutes.

Each step says what it proves; one that fails is told and does not end the others. What comes out
names nobody: it is written to be sent in.
"""

from __future__ import annotations

import traceback
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from indexer.cli.chip_proofs import Findings, Verdict, verdicts
from indexer.cli.chosen import library_folder
from indexer.cli.doctor import npu_facts, npu_lines, told, trial_lines
from indexer.cli.facts import impersonal, impersonal_facts, machine_facts
from indexer.cli.library_facts import library_facts
from indexer.cli.model.proving import (
    proof_facts,
    row_facts,
    save_json,
    tell_bench,
    tell_proof,
    try_target,
)
from indexer.cli.terminal import printable
from indexer.encode import standing
from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.models.bench import SHORT, CompileTimes, Row, bench, time_compiling
from indexer.models.check import check_bundle
from indexer.models.parity import find_reference, prove_on
from indexer.npu import NpuError, survey
from indexer.npu.apart import ApartError
from indexer.records import Refusal
from indexer.session import ModelError, RungError, ladder
from indexer.session.ladder import EMULATOR, NPU
from indexer.session.trials import all_trials

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle
    from indexer.models.parity import Proof
    from indexer.session import Rung

EXPECTED = (LibraryError, ModelError, RungError, NpuError, ApartError)
"""What says in one sentence why a step failed."""

VERDICTS = {True: "proved", False: "FAILED", None: "open"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the report.

    Attributes:
        name: What it is called, in the text and in the file.
        proves: What is known once it has been run.
        work: Does it; what comes back is passed to the other two.
        facts: What the file says of it.
        tell: Writes it for people.
        rung: The one that it is all about, where it is about one.
    """

    name: str
    proves: str
    work: Callable[[], Any]
    facts: Callable[[Any], Any]
    tell: Callable[[Any], None]
    rung: Rung | None = None


@dataclass(slots=True)
class Run:
    """A report that is being made.

    Attributes:
        terminal: Where it is told.
        records: What the file says of each step.
        failures: Why steps failed, each with the rung that it was about.
    """

    terminal: Terminal
    records: list[dict[str, object]] = field(default_factory=list)
    failures: list[tuple[Rung | None, str]] = field(default_factory=list)

    def take(self, step: Step) -> Any:
        """Run one step and tell it, whatever comes of it; None where it failed."""
        self._say(f"\n{self.terminal.bold(step.name)}: {step.proves}")
        began = perf_counter()
        record: dict[str, object] = {"step": step.name, "proves": step.proves}
        found = None
        try:
            found = step.work()
            record["result"] = step.facts(found)
        # A fault of ours on a chip that we never saw is what a report is for; and the steps after
        # it may go well.
        except Exception as error:  # noqa: BLE001 - whatever broke it.
            record |= self._failed(step.rung, error)
        record["seconds"] = round(perf_counter() - began, 1)
        self.records.append(record)
        if found is not None and not self.terminal.as_json:
            step.tell(found)
        return found

    def _failed(self, rung: Rung | None, error: Exception) -> dict[str, object]:
        told = str(error) if isinstance(error, EXPECTED) else f"{type(error).__name__}: {error}"
        self.failures.append((rung, told))
        self._say(f"  Failed: {printable(told)}")
        # In one piece: a name that goes over two lines is taken out nowhere else.
        trace = impersonal("".join(traceback.format_exception(error)))
        return {"failure": told, "traceback": trace.splitlines()}

    def _say(self, line: str) -> None:
        if not self.terminal.as_json:
            self.terminal.line(line)
            self.terminal.flush()


def report(options: Options, name: str, terminal: Terminal) -> int:
    """Run every step and save the findings in a file; 1 where a step failed.

    Args:
        options: Which device (`auto` goes through all that this machine has), library and file.
        name: The model.
        terminal: Where it is told.

    Raises:
        LibraryError: There is no such model, or the file cannot be written.
    """
    bundle, device, run = find_bundle(name), options.device, Run(terminal)
    usual = f"shoebox-report-{datetime.now().astimezone():%Y%m%d-%H%M%S}.json"
    path = Path.cwd() / Path(options.report or usual).expanduser()
    try_target(path)
    library = _library(library_folder(options), bundle, terminal)
    for step in (_machine(terminal), library, _ladder(bundle, device, terminal), _before(terminal)):
        run.take(step)
    run.take(_whole(bundle, terminal))
    rungs = ladder(device, compiled=bundle.image.compiled is not None).rungs
    for rung in rungs if bundle.image.compiled is None else ():
        if rung in (NPU, EMULATOR):
            run.take(_compiling(bundle, rung, terminal))
    proofs = {rung: run.take(_self_test(bundle, rung, terminal)) for rung in rungs}
    lines = run.take(_bench(bundle, device, terminal)) or []
    # Whichever way leads to it: through AidLite it is the same chip.
    on_npu = (proof for rung, proof in proofs.items() if proof and rung.device == NPU.device)
    run.take(_chip(_findings(bundle, next(on_npu, None), lines, run), terminal))
    _save(path, _sendable(bundle, run), terminal)
    bad = any(proof.wrong for proof in proofs.values() if proof)
    return 1 if run.failures or bad else 0


def _save(path: Path, facts: dict[str, object], terminal: Terminal) -> None:
    """Save the findings; where that fails, programs too are told all that was found."""
    try:
        save_json(path, facts)
    except LibraryError:
        if terminal.as_json:
            terminal.json({"file": None, **facts})
        raise
    if terminal.as_json:
        terminal.json({"file": str(path), **facts})
    else:
        where = "in this folder" if path.parent == Path.cwd() else f"in {path.parent}"
        terminal.line(f"\nSaved as {path.name} {printable(where)}; it names nobody and no folder.")


def _sendable(bundle: Bundle, run: Run) -> dict[str, object]:
    """The findings as they are sent in: whatever a step took up, nothing names anybody."""
    facts = {"model": bundle.name, "sha256": bundle.sha256, "steps": run.records}
    return {key: impersonal_facts(value) for key, value in facts.items()}


def _machine(terminal: Terminal) -> Step:
    return Step(
        "The machine",
        "which chip this is, and which versions are at work.",
        machine_facts,
        lambda facts: facts,
        lambda facts: _table(((key, told(value)) for key, value in facts.items()), terminal),
    )


def _library(folder: Path, bundle: Bundle, terminal: Terminal) -> Step:
    def tell(facts: dict[str, object]) -> None:
        _table(
            (
                (name.replace("_", " "), told(value))
                for name, value in facts.items()
                if name != "log"
            ),
            terminal,
        )

    return Step(
        "The library",
        "how much is in it, how long it takes to open, and what was noted of late.",
        lambda: library_facts(folder, bundle),
        lambda facts: facts,
        tell,
    )


def _ladder(bundle: Bundle, device: str, terminal: Terminal) -> Step:
    return Step(
        "Where models can run",
        "which devices Shoebox would use for this model, and why not better ones.",
        lambda: (survey(), standing(bundle, device)),
        lambda found: npu_facts(*found),
        lambda found: _table(npu_lines(bundle.name, *found), terminal),
    )


def _before(terminal: Terminal) -> Step:
    return Step(
        "What was tried here before",
        "which accelerators have passed, failed or died.",
        all_trials,
        lambda trials: [asdict(trial) for trial in trials],
        lambda trials: _table(trial_lines(trials) or [("nothing", "")], terminal),
    )


def _whole(bundle: Bundle, terminal: Terminal) -> Step:
    def work() -> str:
        check_bundle(bundle)
        return bundle.name

    return Step(
        "The model",
        "its files are whole and do what its description says.",
        work,
        lambda name: {"name": name, "whole": True},
        lambda name: terminal.line(f"  {name} is whole."),
    )


def _compiling(bundle: Bundle, rung: Rung, terminal: Terminal) -> Step:
    def tell(found: list[CompileTimes]) -> None:
        rows = [
            (
                tower,
                f"compiled in {each.compiling:.1f} s, loaded again in {each.loading:.1f} s",
                f"{each.megabytes:,.1f} MB",
            )
            for tower, each in zip(("image", "text"), found, strict=True)
        ]
        _table(rows, terminal)

    return Step(
        f"Compiling for the {rung.title}",
        "both towers compile anew, and what was compiled loads again.",
        lambda: time_compiling(bundle, rung.device),
        lambda found: dict(zip(("image", "text"), map(asdict, found), strict=True)),
        tell,
        rung,
    )


def _self_test(bundle: Bundle, rung: Rung, terminal: Terminal) -> Step:
    stages: list[str] = []

    def on_stage(words: str) -> None:
        if words not in stages:
            stages.append(words)
            terminal.remark(f"  {words}")

    return Step(
        f"Self-test on the {rung.title}",
        "both towers open there and give what they should.",
        lambda: prove_on(bundle, rung, find_reference(bundle), on_stage=on_stage),
        lambda proof: {**proof_facts(bundle, proof), "stages": stages},
        lambda proof: tell_proof(bundle, proof, terminal),
        rung,
    )


def _bench(bundle: Bundle, device: str, terminal: Terminal) -> Step:
    return Step(
        "Times",
        "how long a picture and a sentence take, and what that costs in accuracy.",
        lambda: list(bench(bundle, device=device, repeat=SHORT)),
        lambda lines: {
            "rows": [row_facts(line) for line in lines if isinstance(line, Row)],
            "refusals": [
                {"device": line.device, "reason": line.reason}
                for line in lines
                if isinstance(line, Refusal)
            ],
        },
        lambda lines: tell_bench(lines, terminal),
    )


def _findings(
    bundle: Bundle, proof: Proof | None, lines: list[Row | Refusal], run: Run
) -> Findings:
    on_npu = [line for line in lines if line.device == NPU.device]
    failures = [why for rung, why in run.failures if rung and rung.device == NPU.device]
    return Findings(
        seen=survey(),
        bundle=bundle,
        proof=proof,
        rows=[line for line in on_npu if isinstance(line, Row) and line.power],
        failures=failures
        + [line.reason for line in on_npu if isinstance(line, Refusal) and line.tried],
    )


def _chip(found: Findings, terminal: Terminal) -> Step:
    def tell(answers: list[Verdict]) -> None:
        reasons = {each.because for each in answers}
        alike = len(reasons) == 1  # Then it is told once.
        _table(
            [
                (VERDICTS[each.proved], each.question, "" if alike else each.because)
                for each in answers
            ],
            terminal,
        )
        if alike:
            terminal.line(f"  {printable(reasons.pop())}")

    return Step(
        "What only a chip can prove",
        "proved, failed, or open: this run could not tell.",
        lambda: verdicts(found),
        lambda answers: [asdict(each) for each in answers],
        tell,
    )


def _table(rows: Any, terminal: Terminal) -> None:
    terminal.table([(f"  {name}", *map(printable, others)) for name, *others in rows])

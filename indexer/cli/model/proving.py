"""`shoebox model check` and `bench`: does a device compute what it should, and how fast."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from indexer.cli.chosen import told_if_broken
from indexer.cli.facts import impersonal, machine_facts
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.records import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle
    from indexer.models.bench import Row, Times
    from indexer.models.parity import Proof, TowerProof

REFERENCES = {
    "golden": "the golden set that came with the model",
    "cpu": "what this machine's processor gives (the model came without a golden set)",
    "none": "none: the model came without one, and no processor can run it",
}
HEADINGS = (
    *("Device", "Backend", "Precision", "Image p50/p95", "Text p50/p95"),
    *("Accuracy loss", "Rank corr.", "File size"),
)
BACKENDS = {"CPUExecutionProvider": "ONNX Runtime CPU", "QNNExecutionProvider": "QNN HTP"}
PRECISIONS = {"float32": "FP32", "float16": "FP16"}


def check_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model check NAME`; 1 where the device's vectors are not what they should be."""
    from indexer.models.parity import prove

    bundle = find_bundle(options.name)
    with told_if_broken(bundle):
        proof = prove(bundle, device=options.device, on_stage=each_once(terminal.remark))
    if terminal.as_json:
        terminal.json(proof_facts(bundle, proof))
    else:
        tell_proof(bundle, proof, terminal)
    return 1 if proof.wrong else 0


def bench_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model bench NAME`; 1 where no device takes it."""
    from indexer.models.bench import bench

    bundle = find_bundle(options.name)
    if options.to:
        try_target(options.to)
    with told_if_broken(bundle):
        lines = list(bench(bundle, device=options.device, on_stage=each_once(terminal.remark)))
    facts = bench_facts(bundle, lines)
    if terminal.as_json:
        terminal.json(facts)
    else:
        tell_bench(lines, terminal)
    if options.to:
        terminal.flush()
        save_json(options.to, facts)  # Told before: what took minutes is not lost with the file.
        terminal.remark(f"Saved as {options.to}.")
    return 0 if facts["rows"] else 1


def proof_facts(bundle: Bundle, proof: Proof) -> dict[str, object]:
    """Return a parity report as JSON says it; `good` is what the exit code says."""
    image, text = proof.image, proof.text
    return {
        "model": bundle.name,
        "device": image.device,
        "provider": image.provider,
        "precision": image.precision,
        "image_cosine_min": image.agreement.cosine_min if image.agreement else None,
        "text_cosine_min": text.agreement.cosine_min if text.agreement else None,
        "nodes_on_device": _sum(image.nodes_on_device, text.nodes_on_device),
        "nodes_elsewhere": _sum(image.nodes_elsewhere, text.nodes_elsewhere),
        "image_norm_error_max": image.agreement.norm_error_max if image.agreement else None,
        "text_norm_error_max": text.agreement.norm_error_max if text.agreement else None,
        "rank_correlation": proof.rank_correlation,
        "finite": proof.finite,
        "image_opening_seconds": round(image.opening, 3),
        "text_opening_seconds": round(text.opening, 3),
        "reference": proof.reference,
        "meaningful": proof.meaningful,
        "good": not proof.wrong,
        "wrong": list(proof.wrong),
        "refusals": [asdict(refusal) for refusal in proof.refusals],
    }


def bench_facts(bundle: Bundle, lines: Sequence[Row | Refusal]) -> dict[str, object]:
    """Return the table as it is saved and sent: nothing in it names a person or a place."""
    return {
        "model": {"name": bundle.name, "title": bundle.title, "sha256": bundle.sha256},
        "machine": machine_facts(),
        "rows": [row_facts(line) for line in lines if not isinstance(line, Refusal)],
        "refusals": [
            {"device": line.device, "reason": impersonal(line.reason)}
            for line in lines
            if isinstance(line, Refusal)
        ],
    }


def row_facts(row: Row) -> dict[str, object]:
    """Return one line of the table as JSON says it; times are milliseconds."""
    proof = row.proof
    return {
        "device": row.device,
        "backend": proof.image.provider,
        "precision": proof.image.precision,
        "weights": row.weights,
        "power": row.power,
        "emulated": row.emulated,
        "image_ms": asdict(row.image),
        "text_ms": asdict(row.text),
        "image_opening_seconds": proof.image.opening,
        "text_opening_seconds": proof.text.opening,
        "image_loss": _loss(proof.image),
        "text_loss": _loss(proof.text),
        "rank_correlation": proof.rank_correlation,
        "good": not proof.wrong,
        "nodes_on_device": _sum(proof.image.nodes_on_device, proof.text.nodes_on_device),
        "nodes_elsewhere": _sum(proof.image.nodes_elsewhere, proof.text.nodes_elsewhere),
        "megabytes": round(row.megabytes, 1),
    }


def tell_proof(bundle: Bundle, proof: Proof, terminal: Terminal) -> None:
    """Write a parity report for people."""
    image = proof.image
    precision = PRECISIONS.get(image.precision, image.precision)
    terminal.line(f"{bundle.name} on the {proof.rung}: {image.provider}, {precision}")
    towers = (("image", image), ("text", proof.text))
    terminal.table([(f"  {name}", *_tower_cells(tower)) for name, tower in towers])
    if proof.rank_correlation is not None:
        terminal.line(f"  rank correlation of all similarities: {proof.rank_correlation:.5f}")
    terminal.line(f"  compared with: {REFERENCES[proof.reference]}")
    terminal.line(
        f"  ready after {image.opening:.1f} s (image) and {proof.text.opening:.1f} s (text)"
    )
    for refusal in proof.refusals:
        terminal.line(f"  not on {refusal.device}: {printable(refusal.reason)}")
    if proof.wrong:
        terminal.line(f"\nDo not use it there: {'; '.join(proof.wrong)}.")
    elif proof.reference == "none":
        terminal.line("\nIts answers make sense; without a reference no more can be proved.")
    else:
        terminal.line("\nIt gives what it should.")


def tell_bench(lines: Sequence[Row | Refusal], terminal: Terminal) -> None:
    """Write the table for people, and below it what has no row, and why."""
    rows = [line for line in lines if not isinstance(line, Refusal)]
    if rows:
        terminal.table([HEADINGS, *map(_row_cells, rows)], right=(3, 4, 5, 6, 7))
    if any(row.emulated for row in rows):
        terminal.line("\n* The emulator's time says nothing about a chip.")
    for line in lines:
        if isinstance(line, Refusal):
            terminal.line(f"No row for {line.device}: {printable(line.reason)}")


def try_target(path: Path) -> None:
    """Find out before minutes are spent whether a file can be written; what it holds stays.

    Raises:
        LibraryError: It cannot be written.
    """
    is_new = not path.exists()
    try:
        path.open("ab").close()
        if is_new:
            path.unlink()
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}.") from error


def save_json(path: Path, facts: object) -> None:
    """Write facts to a file, for people and programs to read.

    Raises:
        LibraryError: It cannot be written.
    """
    try:
        path.write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}.") from error


def each_once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return a listener to stages that tells each once, however often it hears of it."""
    last = ""

    def on_stage(words: str) -> None:
        nonlocal last
        if words != last:
            last = words
            tell(words)

    return on_stage


def _tower_cells(tower: TowerProof) -> tuple[str, ...]:
    steps = "" if tower.nodes_on_device is None else _steps(tower)
    if tower.agreement is None:
        return ("", "", steps)
    length = f"length within {tower.agreement.norm_error_max:.2%}"
    return (f"cosine {tower.agreement.cosine_min:.6f}", length, steps)


def _steps(tower: TowerProof) -> str:
    on_device, elsewhere = tower.nodes_on_device or 0, tower.nodes_elsewhere or 0
    return f"{on_device} of {on_device + elsewhere} steps on the device"


def _row_cells(row: Row) -> tuple[str, ...]:
    proof = row.proof
    losses = [loss for loss in (_loss(proof.image), _loss(proof.text)) if loss is not None]
    rank = proof.rank_correlation
    power = f" ({row.power})" if row.power else ""
    precision = PRECISIONS.get(proof.image.precision, proof.image.precision)
    return (
        f"{proof.rung}{'*' if row.emulated else ''}{power}",
        BACKENDS.get(proof.image.provider, proof.image.provider),
        precision if row.weights in (precision, "none") else f"{precision}, {row.weights} file",
        _milliseconds(row.image),
        _milliseconds(row.text),
        _short(max(losses)) if losses else "unknown",
        "unknown" if rank is None else f"{rank:.5f}",
        f"{row.megabytes:,.1f} MB",
    )


def _milliseconds(times: Times) -> str:
    return f"{times.p50:,.1f} / {times.p95:,.1f} ms"


def _short(loss: float) -> str:
    """A loss in a few letters; what single precision cannot tell from nothing is nothing."""
    return f"{loss:.1e}" if loss > np.finfo(np.float32).eps else "0"


def _loss(tower: TowerProof) -> float | None:
    """How far vectors turned away at most: 1 - cosine; rounding leaves none below zero."""
    return None if tower.agreement is None else max(0.0, 1 - tower.agreement.cosine_min)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other

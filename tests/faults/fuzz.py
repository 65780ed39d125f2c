"""`python -m tests.faults.fuzz [--minutes M] [--seed N] [--keep DIR]`: damaged files, without end.

Real files of every kind are damaged and given to the decode workers, which read them every way that
Shoebox does, and damaged texts to what parses packets, sidecars and queries. Each file has to end
as a photo, or with a sentence; each text as what it means, or with the error that was meant for it.
What does not is kept, if DIR is given.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from indexer.decode import DecodeRecipe, UnreadablePhoto
from indexer.models import find_bundle
from indexer.scan import SeenFile
from indexer.workers import DecodeWorkers
from tests.faults import texts
from tests.faults.mutations import mutated
from tests.faults.originals import pictures
from tests.faults.ways import read_every_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.decode import DecodedPhoto

BATCH: Final = 60
_SENTENCE: Final = re.compile(r"[A-Z][^\x00-\x1f]{5,200}\.")
_FAULT: Final = "Shoebox failed to read it"


@dataclass
class Findings:
    """What became of all that was tried.

    Attributes:
        files: How many files were read, by kind and by what became of them.
        reasons: How often each sentence was told.
        texts: How many texts were parsed.
        faults: What may not be: a name, and what happened.
        slowest: Seconds, and of what.
        peak: Most megabytes that a worker had.
    """

    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0

    def lines(self) -> Iterator[str]:
        """Tell it to a person."""
        outcomes = Counter[str]()
        for (_, outcome), count in self.files.items():
            outcomes[outcome] += count
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
        yield f"{self.files.total():,} files: {told or 'none'}; {self.texts:,} texts"
        yield f"longest between two: {self.slowest[0]:.1f} s, {self.slowest[1]}"
        yield f"most memory of a worker: {self.peak} MB"
        yield from (f"{count:7,} {reason}" for reason, count in self.reasons.most_common())
        yield from (f"FAULT {name}: {what}" for name, what in self.faults)


def fuzz(
    go_on: Callable[[Findings], bool], seed: int, scratch: Path, keep: Path | None = None
) -> Findings:
    """Try damaged files and texts for some time.

    Args:
        go_on: Asked after each batch whether there shall be another.
        seed: The same gives the same damage.
        scratch: An empty folder.
        keep: Where files that show a fault are kept.
    """
    chance, findings = random.Random(seed), Findings()
    recipe = DecodeRecipe(find_bundle("starter").image)
    with DecodeWorkers(recipe, count=2, read=read_every_way) as workers:
        while go_on(findings):
            _read(workers, list(_damaged(scratch, chance)), findings, keep)
            findings.faults.extend(texts.trouble_in(chance, BATCH))
            findings.texts += BATCH
    return findings


def _damaged(scratch: Path, chance: random.Random) -> Iterator[SeenFile]:
    originals = pictures()
    names, contents = list(originals), list(originals.values())
    for number in range(BATCH):
        name = chance.choice(names)
        path = scratch / f"{number}.{name}"
        path.write_bytes(mutated(originals[name], chance, contents))
        yield SeenFile(str(path), path.stat().st_size, path.stat().st_mtime_ns)


def _read(
    workers: DecodeWorkers, files: list[SeenFile], findings: Findings, keep: Path | None
) -> None:
    start = time.monotonic()
    for file, outcome in workers.decode(files, look_ahead=8):
        name = Path(file.path).name
        took, start = time.monotonic() - start, time.monotonic()
        findings.slowest = max(findings.slowest, (took, name))
        what = _judged(outcome)
        findings.files[name.split(".", 1)[1], what] += 1
        if isinstance(outcome, UnreadablePhoto):
            findings.reasons[re.sub(r"\d[\d,]*", "N", outcome.reason)] += 1
        if what not in {"photo", "problem"}:
            findings.faults.append((name, str(outcome)))
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{len(findings.faults)}.{name}").write_bytes(Path(file.path).read_bytes())
    findings.peak = max(findings.peak, _most_memory())


def _judged(outcome: DecodedPhoto | UnreadablePhoto) -> str:
    if not isinstance(outcome, UnreadablePhoto):
        return "photo"
    if "crashed" in outcome.reason:
        return "crash"
    if "did not finish" in outcome.reason:
        return "hang"
    is_plain = _SENTENCE.fullmatch(outcome.reason) and _FAULT not in outcome.reason
    return "problem" if is_plain else "fault"


def _most_memory() -> int:
    """Return the megabytes of the largest worker, at its largest where the system remembers."""
    most = 0
    for child in psutil.Process().children():
        try:
            told = Path(f"/proc/{child.pid}/status").read_text()
            most = max(most, int(told.split("VmHWM:")[1].split()[0]) // 1024)
        except (OSError, IndexError):
            most = max(most, child.memory_info().rss // 1_000_000)
    return most


def main() -> int:
    """Run it and tell what was found; 1 if anything was that may not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="shoebox-fuzz-") as scratch:
        end = time.monotonic() + 60 * asked.minutes
        findings = fuzz(lambda _: time.monotonic() < end, asked.seed, Path(scratch), asked.keep)
    for line in findings.lines():
        print(line)
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""What only a chip can prove is read from a report, and nothing is proved without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli.chip_proofs import QUESTIONS, Findings, verdicts
from indexer.models import Compiled, load_bundle
from indexer.models.bench import Row, times
from indexer.models.installing import describe, make_golden
from indexer.models.parity import prove
from indexer.npu import Survey, Versions, chip
from indexer.places import user_models
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from indexer.models import Bundle
    from indexer.models.parity import Proof


@pytest.fixture
def proved() -> Bundle:
    """The model `tiny`, installed with its golden set."""
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    return describe(bundle, make_golden(bundle))


@pytest.fixture
def proof(proved: Bundle) -> Proof:
    """A self-test as the NPU would pass it: that of the processor, with steps counted."""
    found = prove(proved, device="cpu")
    return replace(
        found,
        image=replace(found.image, device="npu", nodes_on_device=6, nodes_elsewhere=0),
        text=replace(found.text, device="npu", nodes_on_device=3, nodes_elsewhere=0),
    )


def findings(bundle: Bundle, proof: Proof | None, *, soc: int = 60, **other: Any) -> Findings:
    seen = Survey(Versions("2.51.0", "1.32.0"), chip(soc), True, "The NPU is ready.", False)
    found = Findings(seen=seen, bundle=bundle, proof=proof, rows=(), failures=())
    return replace(found, **other)


def row(proof: Proof, power: str, milliseconds: float) -> Row:
    took = times([milliseconds / 1000])
    return Row("npu", "FP16", 1.0, power, proof, took, took)


def told(found: Findings) -> dict[str, tuple[bool | None, str]]:
    return {each.question: (each.proved, each.because) for each in verdicts(found)}


def test_without_an_npu_nothing_is_said_of_chips(proved: Bundle) -> None:
    reason = "This machine has no Snapdragon NPU."
    found = findings(proved, None)
    answers = told(replace(found, seen=replace(found.seen, npu=reason)))
    assert answers == dict.fromkeys(QUESTIONS, (None, reason))


def test_an_npu_that_dies_in_its_self_test_has_answered_one_question(proved: Bundle) -> None:
    why = "The Snapdragon NPU's process died."
    answers = told(findings(proved, None, failures=(why,)))
    *others, last = QUESTIONS
    assert last == "It neither hangs nor dies"
    assert answers == {**dict.fromkeys(others, (None, why)), last: (False, why)}


def test_an_npu_that_does_all_right_proves_it(proved: Bundle, proof: Proof) -> None:
    rows = (row(proof, "burst", 8), row(proof, "default", 12))
    takes, right, overflow, older, taken, power, lasting = told(
        findings(proved, proof, rows=rows)
    ).values()
    assert takes == (True, "9 steps run there, 0 elsewhere.")
    assert right[0] is True
    assert overflow == (None, "This chip's Hexagon V73 does not overflow so.")
    assert older[0] is None
    assert taken == (True, "Half are done in 8.0 and 8.0 ms.")
    assert power == (True, "Burst: 8.0 ms a picture; default: 12.0 ms a picture.")
    assert lasting == (True, "48 runs came to their end.")


@pytest.mark.parametrize(("finite", "proved_so"), [(True, True), (False, False)])
def test_newer_chips_prove_that_nothing_overflows(
    finite: bool, proved_so: bool, proved: Bundle, proof: Proof
) -> None:
    found = findings(proved, replace(proof, finite=finite), soc=88)
    assert verdicts(found)[2].proved is proved_so


@pytest.mark.parametrize(("qnn", "proved_so"), [("2.36.0", True), ("2.51.0", None)])
def test_a_model_of_an_older_qnn_that_runs_proves_that_it_loads(
    qnn: str, proved_so: bool | None, proved: Bundle, proof: Proof
) -> None:
    compiled = Compiled("image.bin", "image", 60, qnn)
    bundle = replace(proved, image=replace(proved.image, compiled=compiled))
    assert verdicts(findings(bundle, proof))[3].proved is proved_so


def test_what_died_is_told_where_it_counts(proved: Bundle, proof: Proof) -> None:
    reason = "The NPU's process died."
    assert verdicts(findings(proved, proof, failures=(reason,)))[6] == replace(
        verdicts(findings(proved, proof))[6], proved=False, because=reason
    )
    assert told(findings(proved, None, failures=(reason,)))[QUESTIONS[0]] == (None, reason)

"""`shoebox model get` where the hub has no ready export: open_clip's weights, exported here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import huggingface_hub
import pytest

from indexer.models import find_bundle
from indexer.models.fetch import Step, fetch_model
from indexer.models.golden import load_golden
from indexer.models.hub import GoneError, Hub, Patience
from indexer.models.installing import incoming
from indexer.models.known import HubFolder, KnownModel, known_model
from tests.export.rehearsals import SMALL
from tests.hub import COMMIT, Fault, local_hub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.export.rehearsals import Rehearsal
    from tests.hub import LocalHub

REPO, WEIGHTS = "someone/small", "open_clip_model.safetensors"


@pytest.fixture(scope="module")
def weights(small: Rehearsal) -> bytes:
    """The weights of the smallest network, as open_clip stores them."""
    from safetensors.torch import save

    parts = small.network().state_dict()
    return bytes(save({name: part.contiguous() for name, part in parts.items()}))


@pytest.fixture
def hub(weights: bytes) -> Iterator[LocalHub]:
    with local_hub({REPO: {WEIGHTS: weights, "README.md": b"# Small"}}) as hub:
        yield hub
    huggingface_hub.close_session()


@pytest.fixture
def model() -> KnownModel:
    """The smallest network as if it were known by name."""
    known = known_model("vit-b-32-256")
    assert known is not None
    return replace(known, name=SMALL.lower(), open_clip_name=SMALL, weights=HubFolder(REPO, 1))


def fetch(model: KnownModel, hub: LocalHub) -> tuple[list[Step], tuple[str, ...]]:
    steps: list[Step] = []
    patient = Hub(hub.endpoint, Patience(tries=2, first_wait=0))
    return steps, fetch_model(model, patient, tell=steps.append).remarks


def test_where_the_export_is_gone_a_model_is_made_of_its_weights(
    model: KnownModel, hub: LocalHub, small: Rehearsal
) -> None:
    hub.faults[WEIGHTS] = [Fault(break_after=1_000_000)]
    steps, (remark,) = fetch(replace(model, ready=HubFolder("someone/gone", 1)), hub)
    assert list(dict.fromkeys(step.stage for step in steps)) == ["download", "convert", "check"]
    assert next(step.message for step in steps if step.stage == "convert").startswith("Loading")
    assert "someone/gone" in remark
    assert remark.endswith("It was made of open_clip's weights instead.")
    bundle = find_bundle(model.name)
    assert bundle.source == f"{REPO}@{COMMIT}"
    found, made = load_golden(bundle), load_golden(small.bundle)
    assert found is not None
    assert made is not None
    assert abs(found.sentence_vectors - made.sentence_vectors).max() < 1e-4
    assert abs(found.picture_vectors - made.picture_vectors).max() < 1e-4
    assert [path.name for path in incoming().iterdir()] == [f"{model.name}.lock"]
    assert hub.asked("README.md") == []


def test_weights_that_are_gone_are_told(model: KnownModel, hub: LocalHub) -> None:
    del hub.repos[REPO][WEIGHTS]
    with pytest.raises(GoneError, match=f"no open_clip weights in {REPO}"):
        fetch(model, hub)

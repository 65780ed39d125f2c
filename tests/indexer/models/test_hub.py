"""The door to the hub: what it asks, what it tells of itself, and how it bears what goes wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import huggingface_hub
import pytest

from indexer.errors import LibraryError
from indexer.models.hub import GoneError, Hub, Patience
from indexer.models.known import HubFolder
from tests.hub import COMMIT, Fault, free_port, local_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.hub import LocalHub

PLACE = HubFolder("someone/something", megabytes=1)
LARGE = "large.onnx"
CONTENT = {LARGE: os.urandom(1_000_000), "small.json": b'{"small": true}'}
IMPATIENT = Patience(tries=3, first_wait=0)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    yield
    huggingface_hub.close_session()


@pytest.fixture
def server() -> Iterator[LocalHub]:
    with local_hub({PLACE.repo: CONTENT}) as hub:
        yield hub


@pytest.fixture
def hub(server: LocalHub) -> Hub:
    return Hub(server.endpoint, IMPATIENT)


@pytest.fixture
def fetch(hub: Hub, tmp_path: Path) -> Callable[[], list[int]]:
    """Fetches the large file; how many bytes were there each time it was told comes back."""

    def fetch() -> list[int]:
        listing = hub.listing(PLACE)
        file = listing.find(LARGE)
        assert file is not None
        told: list[int] = []
        hub.fetch(listing, file, tmp_path, arrived=told.append)
        return told

    return fetch


def incomplete(folder: Path) -> list[Path]:
    return list(folder.rglob("*.incomplete"))


def test_a_listing_tells_the_commit_and_each_file_with_its_hash(hub: Hub) -> None:
    listing = hub.listing(PLACE)
    assert (listing.repo, listing.commit) == (PLACE.repo, COMMIT)
    large, small = listing.find(LARGE), listing.find("small.json")
    assert large is not None
    assert small is not None
    assert (large.size, small.size) == (1_000_000, 15)
    assert large.sha256
    assert small.sha256 is None
    assert listing.find("other") is None


def test_files_come_as_they_are(
    server: LocalHub, hub: Hub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    told = fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]
    assert (told[0], told[-1]) == (0, 1_000_000)
    listing = hub.listing(PLACE)
    small = listing.find("small.json")
    assert small is not None
    hub.fetch(listing, small, tmp_path, arrived=told.append)
    assert (tmp_path / "small.json").read_bytes() == CONTENT["small.json"]
    assert incomplete(tmp_path) == []


def test_nothing_is_told_but_who_asks(server: LocalHub, fetch: Callable[[], list[int]]) -> None:
    fetch()
    assert len(server.answers) == 2, "neither telemetry nor any other question"
    for answer in server.answers:
        assert answer.headers["user-agent"] == "shoebox"
        assert "authorization" not in answer.headers
        assert "cookie" not in answer.headers


def test_a_token_goes_to_the_hub_but_not_where_it_sends_us(
    server: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with local_hub({PLACE.repo: CONTENT}) as elsewhere:
        server.moved_to = elsewhere.endpoint
        hub = Hub(server.endpoint, IMPATIENT)
        listing = hub.listing(PLACE)
        for file in listing.files:
            hub.fetch(listing, file, tmp_path, arrived=lambda _: None)
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]
    assert {answer.headers["authorization"] for answer in server.answers} == {"Bearer hf_secret"}
    (moved,) = elsewhere.answers
    assert "authorization" not in moved.headers


def test_hf_endpoint_is_honoured(server: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"{server.endpoint}/")
    assert Hub().listing(PLACE).commit == COMMIT
    monkeypatch.delenv("HF_ENDPOINT")
    assert Hub().endpoint == "https://huggingface.co"


def test_a_broken_connection_goes_on_where_it_broke(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(break_after=300_000), Fault(break_after=400_000)]
    told = fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]
    first, second, third = server.asked(LARGE)
    assert "range" not in first.headers
    assert second.headers["range"] == "bytes=300000-"
    assert third.headers["range"] == "bytes=700000-"
    assert first.sent + second.sent + third.sent == 1_000_000, "no byte was sent twice"
    assert told == sorted(told)


def test_a_connection_that_brings_nothing_is_tried_a_few_times_only(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(break_after=300_000)] + [Fault(break_after=0)] * 5
    with pytest.raises(LibraryError, match=r"keeps breaking off .* goes on from there\.$"):
        fetch()
    assert len(server.asked(LARGE)) == 1 + IMPATIENT.tries - 1
    assert incomplete(tmp_path)[0].stat().st_size == 300_000
    server.faults.clear()
    fetch()
    assert server.asked(LARGE)[-1].sent == 700_000
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]


def test_a_server_that_knows_no_parts_sends_all_of_it_again(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(break_after=300_000), Fault(whole=True)]
    fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]


@pytest.mark.parametrize("name", [PLACE.repo, LARGE])
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_hub_that_is_busy_for_a_moment_is_asked_again(
    name: str, status: int, server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[name] = [Fault(status=status)] * 2
    fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]


@pytest.mark.parametrize("name", [PLACE.repo, LARGE])
def test_a_hub_that_stays_busy_is_told(
    name: str, server: LocalHub, fetch: Callable[[], list[int]]
) -> None:
    server.faults[name] = [Fault(status=500)] * 9
    with pytest.raises(LibraryError, match="it answers 500"):
        fetch()
    assert len(server.faults[name]) == 9 - IMPATIENT.tries


def test_wrong_bytes_are_deleted_and_told(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(wrong=True)]
    with pytest.raises(LibraryError, match=r"its hash is another\. It was deleted; try again\."):
        fetch()
    assert list(tmp_path.rglob(f"{LARGE}*")) == []
    fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]


def test_a_small_file_of_other_bytes_is_found_out_too(
    server: LocalHub, hub: Hub, tmp_path: Path
) -> None:
    server.faults["small.json"] = [Fault(wrong=True)]
    listing = hub.listing(PLACE)
    small = listing.find("small.json")
    assert small is not None
    with pytest.raises(LibraryError, match="its hash is another"):
        hub.fetch(listing, small, tmp_path, arrived=lambda _: None)


def test_a_file_that_is_here_is_proved_and_not_sent_again(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    fetch()
    assert fetch() == [1_000_000]
    assert len(server.asked(LARGE)) == 1
    (tmp_path / LARGE).write_bytes(bytes(1_000_000))
    fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE]
    assert len(server.asked(LARGE)) == 2


def test_what_has_come_of_an_older_version_is_forgotten(
    server: LocalHub, tmp_path: Path, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(break_after=300_000)] + [Fault(break_after=0)] * 5
    with pytest.raises(LibraryError):
        fetch()
    server.faults.clear()
    server.repos[PLACE.repo][LARGE] = CONTENT[LARGE][::-1]
    server.commit = COMMIT[::-1]
    fetch()
    assert (tmp_path / LARGE).read_bytes() == CONTENT[LARGE][::-1]
    assert server.asked(LARGE)[-1].sent == 1_000_000
    assert incomplete(tmp_path) == []


def test_what_the_hub_has_no_more_is_told(
    server: LocalHub, hub: Hub, fetch: Callable[[], list[int]]
) -> None:
    with pytest.raises(GoneError, match=r"The hub has no someone/else\b"):
        hub.listing(HubFolder("someone/else", megabytes=1))
    with pytest.raises(GoneError, match="someone/something"):
        hub.listing(HubFolder(PLACE.repo, megabytes=1, revision="never"))
    server.faults[LARGE] = [Fault(status=404, error_code="EntryNotFound")]
    with pytest.raises(GoneError, match=LARGE):
        fetch()


@pytest.mark.parametrize(
    "fault", [Fault(status=401, error_code="GatedRepo"), Fault(status=403, error_code="")]
)
def test_a_hub_that_wants_a_sign_in_is_told_with_what_to_do(
    fault: Fault, server: LocalHub, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [fault]
    with pytest.raises(LibraryError, match="HF_TOKEN") as told:
        fetch()
    assert f"{server.endpoint}/{PLACE.repo}," in str(told.value)


def test_an_answer_that_nobody_expects_is_told(
    server: LocalHub, fetch: Callable[[], list[int]]
) -> None:
    server.faults[LARGE] = [Fault(status=418)]
    with pytest.raises(LibraryError, match="answers 418"):
        fetch()


@pytest.mark.parametrize("page", [b"<html>Welcome to our hotel</html>", b"[]", b"{}"])
def test_a_network_that_wants_a_sign_in_first_is_told(
    page: bytes, server: LocalHub, hub: Hub
) -> None:
    server.faults[PLACE.repo] = [Fault(page=page)]
    with pytest.raises(LibraryError, match=r"is no hub; does this network want a sign-in\?$"):
        hub.listing(PLACE)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("hub.example", "ftp://hub.example", "http://", "http://:80"),
        *("http://[bad", "http://localhost:99999", "http://localhost:x", "http://ex ample:80"),
    ],
)
def test_an_endpoint_that_is_no_address_is_told(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(LibraryError, match="which is no web address"):
        Hub()


def test_certificates_that_are_not_there_are_told_by_their_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").touch()
    for name in ("absent.pem", "empty.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / name))
        with pytest.raises(LibraryError, match=rf"SSL_CERT_FILE is .*{name}”, which holds no"):
            Hub()


def test_a_server_that_starts_anew_each_time_is_not_asked_for_ever(
    server: LocalHub, fetch: Callable[[], list[int]]
) -> None:
    breaks = (300_000, 300_000, 200_000, 300_000)
    server.faults[LARGE] = [Fault(break_after=at, whole=True) for at in breaks]
    with pytest.raises(LibraryError, match="keeps breaking off"):
        fetch()
    assert len(server.asked(LARGE)) == 3


def test_a_hub_that_cannot_be_reached_is_told_at_once() -> None:
    hub = Hub(f"http://127.0.0.1:{free_port()}", Patience(tries=100, first_wait=100))
    with pytest.raises(LibraryError, match=r"cannot be reached .* online\?$") as told:
        hub.listing(PLACE)
    assert "rrno" not in str(told.value)


def test_a_hub_that_goes_away_in_the_middle_is_waited_for_a_while(tmp_path: Path) -> None:
    with local_hub({PLACE.repo: CONTENT}) as server:
        hub = Hub(server.endpoint, IMPATIENT)
        listing = hub.listing(PLACE)
    file = listing.find(LARGE)
    assert file is not None
    huggingface_hub.close_session()
    with pytest.raises(LibraryError, match="keeps breaking off"):
        hub.fetch(listing, file, tmp_path, arrived=lambda _: None)


def test_the_waits_grow_and_end() -> None:
    assert list(Patience(tries=5, first_wait=1.0).waits()) == [1, 2, 4, 8]

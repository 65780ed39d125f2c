"""What happens to an isolated session happens to its process alone."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from indexer.session import (
    BrokenOffError,
    DiedError,
    LostSessionError,
    ModelError,
    RungError,
    TowerGraph,
    isolated,
)
from indexer.session.cpu import CpuSession
from indexer.session.isolated import IsolatedSession, Manner, Patience
from tests.bundles import CONTEXT, DIM
from tests.indexer.session import faulty

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.session.isolated import Loader

TOKENS = {"tokens": np.arange(CONTEXT)[None] % 10}
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def words(tiny_bundle: Bundle) -> TowerGraph:
    return TowerGraph.of(tiny_bundle, tiny_bundle.text)


def opened(load: Loader, tower: TowerGraph, patience: Patience | None = None) -> IsolatedSession:
    return IsolatedSession(load, tower, Manner("test accelerator", patience=patience or Patience()))


def children() -> list[psutil.Process]:
    """Return the processes of sessions; Python's own helper is none."""
    mine = psutil.Process().children()
    return [child for child in mine if "resource_tracker" not in " ".join(child.cmdline())]


def test_it_computes_what_a_session_here_computes_and_says_where(words: TowerGraph) -> None:
    session = opened(faulty.loads(), words)
    here = CpuSession(words.path, threads=1)
    np.testing.assert_array_equal(session.run(TOKENS), here.run(TOKENS))
    np.testing.assert_array_equal(session.run(TOKENS, output="embedding"), here.run(TOKENS))
    assert (session.device, session.provider, session.precision) == ("npu", "Faulty", "float16")
    assert (session.inputs, session.outputs) == (here.inputs, here.outputs)
    assert (session.nodes_on_device, session.nodes_elsewhere) == (5, 2)
    assert (session.batches, session.batch_size) == (False, 1)
    session.close()
    assert children() == []


def test_threads_wait_in_line_and_each_gets_its_own_answer(words: TowerGraph) -> None:
    session, here = opened(faulty.loads(), words), CpuSession(words.path, threads=1)
    feeds = [{"tokens": np.full((1, CONTEXT), number % 20)} for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(session.run, feeds))
    for feed, answer in zip(feeds, answers, strict=True):
        np.testing.assert_array_equal(answer, here.run(feed))
    session.close()


def test_feeds_of_another_name_are_the_caller_s_mistake_and_cost_nothing(
    words: TowerGraph,
) -> None:
    session = opened(faulty.loads(), words)
    with pytest.raises(ModelError, match="takes “tokens”, not “words”") as caught:
        session.run({"words": TOKENS["tokens"]})
    assert not isinstance(caught.value, LostSessionError)
    assert session.run(TOKENS).shape == (1, DIM)
    session.close()


def test_a_refusal_is_passed_on_in_its_own_words(words: TowerGraph) -> None:
    with pytest.raises(RungError, match="does not care for this model") as caught:
        opened(faulty.refuses, words)
    assert not isinstance(caught.value, DiedError)
    assert children() == []


def test_our_own_mistake_over_there_is_told_and_leaves_the_rest_alone(words: TowerGraph) -> None:
    with pytest.raises(RungError, match=r"Shoebox failed to load the model there \(KeyError"):
        opened(faulty.is_our_mistake, words)
    session = opened(faulty.loads("is our mistake"), words)
    with pytest.raises(LostSessionError, match="KeyError"):
        session.run(TOKENS)
    session.close()


def test_a_process_that_dies_while_it_loads_is_noticed_at_once(words: TowerGraph) -> None:
    with pytest.raises(DiedError, match=r"died when it was to load the model \(exit code 0x3\)"):
        opened(faulty.dies, words)


def test_one_that_hangs_while_it_loads_is_killed(words: TowerGraph) -> None:
    with pytest.raises(DiedError, match=r"did not load the model within 0\.5 s and was given up"):
        opened(faulty.hangs, words, faulty.IMPATIENT)
    assert children() == []


def test_one_that_dies_while_it_runs_is_lost_for_good(words: TowerGraph) -> None:
    session = opened(faulty.loads("dies"), words)
    for _ in range(2):
        with pytest.raises(DiedError, match="test accelerator's process died when it was to run"):
            session.run(TOKENS)
    session.close()


def test_one_that_hangs_while_it_runs_is_killed(words: TowerGraph) -> None:
    session = opened(faulty.loads("hangs"), words, faulty.IMPATIENT)
    with pytest.raises(DiedError, match=r"did not run the model within 0\.5 s"):
        session.run(TOKENS)
    assert children() == []


def test_later_runs_may_take_a_multiple_of_the_first(words: TowerGraph) -> None:
    patience = Patience(run=0.1, times=2)
    session = opened(faulty.loads("hangs the second time"), words, patience)
    session.run(TOKENS)
    with pytest.raises(DiedError, match=r"did not run the model within 0\.\d+ s"):
        session.run(TOKENS)


def test_nobody_loses_patience_while_the_machine_sleeps(
    words: TowerGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = itertools.count(step=10_000.0)
    monkeypatch.setattr(isolated, "monotonic", lambda: next(looks))  # It sleeps at each look.
    session = opened(faulty.loads("hangs the second time"), words, Patience(run=1, times=2))
    assert session.run(TOKENS).shape == (1, DIM)
    # Nor was the first run as long as that sleep, so that the next might take ten times as long.
    with pytest.raises(DiedError, match=r"did not run the model within \d s"):
        session.run(TOKENS)


def test_a_run_that_fails_loses_the_session(words: TowerGraph) -> None:
    session = opened(faulty.loads("fails"), words)
    with pytest.raises(LostSessionError, match="test accelerator failed: the driver has had"):
        session.run(TOKENS)
    session.close()


@posix_only
def test_one_that_is_killed_in_the_middle_of_a_run_is_noticed_at_once(words: TowerGraph) -> None:
    session = opened(faulty.loads("hangs"), words)
    (process,) = children()
    assert process.pid == session.pid
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(session.run, TOKENS)
        process.send_signal(signal.SIGKILL)
        with pytest.raises(DiedError, match=r"died when it was to run the model \(signal 9\)"):
            running.result(timeout=60)


@posix_only
def test_one_that_was_interrupted_gives_no_old_answer_to_a_new_question(
    words: TowerGraph,
) -> None:
    session = opened(faulty.loads("hangs"), words)
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    interruption = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1))
    interruption.start()
    with pytest.raises(KeyboardInterrupt):
        session.run(TOKENS)
    signal.signal(signal.SIGUSR1, before)
    with pytest.raises(BrokenOffError, match="was interrupted") as caught:
        session.run(TOKENS)
    assert not isinstance(caught.value, DiedError)  # It is not the device that failed.
    assert children() == []


@posix_only
def test_one_that_no_longer_reads_what_it_is_sent_is_killed(words: TowerGraph) -> None:
    session = opened(faulty.loads(), words, faulty.IMPATIENT)
    (process,) = children()
    process.suspend()
    with pytest.raises(DiedError, match="when it was to run the model"):
        session.run({"tokens": np.zeros((100_000, CONTEXT), np.int64)})
    assert children() == []


def test_a_closed_session_runs_no_more_and_one_closed_meanwhile_says_so(words: TowerGraph) -> None:
    session = opened(faulty.loads("hangs"), words)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(session.run, TOKENS)
        session.close()
        with pytest.raises(RuntimeError, match="is closed"):
            running.result(timeout=60)
    session.close()
    with pytest.raises(RuntimeError, match="is closed"):
        session.run(TOKENS)


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (faulty.hangs, "Compiling for a very long time"),
        (faulty.hangs_without_a_word, "Starting the test"),
        (faulty.NeverStarts(), "Starting the test"),
    ],
)
def test_whoever_listens_may_end_the_waiting(words: TowerGraph, load: Loader, told: str) -> None:
    heard = []

    def stop_at_the_second_word(stage: str) -> None:
        heard.append(stage)
        if heard.count(told) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        IsolatedSession(load, words, Manner("test", on_stage=stop_at_the_second_word))
    assert set(heard) <= {told, "Starting the test"}
    assert children() == []


@posix_only
def test_work_in_the_background_goes_last(words: TowerGraph) -> None:
    own = os.nice(0)
    for background in (True, False):
        session = IsolatedSession(faulty.loads(), words, Manner("test", background=background))
        (process,) = children()
        assert process.nice() == min(19, own + 10 * background)
        session.close()


PARENT = """
    import signal
    import sys
    from pathlib import Path
    import numpy as np
    from indexer.models import load_bundle
    from indexer.session import TowerGraph
    from indexer.session.isolated import IsolatedSession, Manner
    from tests.indexer.session import faulty

    if __name__ == "__main__":
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        bundle = load_bundle(Path(sys.argv[1]))
        session = IsolatedSession(
            faulty.loads("hangs"), TowerGraph.of(bundle, bundle.text), Manner("test")
        )
        try:
            print(session.pid, flush=True)
            if len(sys.argv) > 2:
                sys.exit("forgot to close it")
            session.run({"tokens": np.zeros((1, 16), np.int64)})
        except KeyboardInterrupt:
            print("stopped", flush=True)
"""


@pytest.fixture
def parent(tmp_path: Path, tiny_bundle: Bundle) -> subprocess.Popen[str]:
    """A program that waits for a session which hangs; it has told its session's process."""
    return start_parent(tmp_path, tiny_bundle)


def start_parent(tmp_path: Path, bundle: Bundle, *more: str) -> subprocess.Popen[str]:
    (tmp_path / "parent.py").write_text(textwrap.dedent(PARENT))
    return subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), str(bundle.folder), *more],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_session_ends_when_its_parent_is_killed(parent: subprocess.Popen[str]) -> None:
    assert parent.stdout is not None
    session = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    assert psutil.wait_procs([session], timeout=20)[1] == []


@posix_only
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_to_the_whole_group_does_not_end_a_session(words: TowerGraph, name: str) -> None:
    session = opened(faulty.loads(), words)
    os.kill(session.pid or 0, signal.Signals[name])
    assert session.run(TOKENS).shape == (1, DIM)
    session.close()
    assert children() == []


def test_a_session_that_was_not_closed_keeps_no_parent_from_ending(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    forgetful = start_parent(tmp_path, tiny_bundle, "exit at once")
    assert forgetful.communicate(timeout=60)[1] == "forgot to close it\n"


@posix_only
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_and_logout_are_for_the_parent_alone(
    parent: subprocess.Popen[str], name: str
) -> None:
    assert parent.stdout is not None
    session = psutil.Process(int(parent.stdout.readline()))
    os.killpg(parent.pid, signal.Signals[name])  # As a terminal does: to everybody.
    assert parent.communicate(timeout=60) == ("stopped\n", "")
    assert psutil.wait_procs([session], timeout=20)[1] == []

"""Compiled graphs are found again whole or not at all, whatever befalls disk and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.npu.contexts import MANIFEST, RESERVE, WRAPPER, Context, ContextCache, ContextKey
from indexer.places import user_cache

if TYPE_CHECKING:
    from pathlib import Path

KEY = ContextKey(
    graph="f" * 64,
    qnn="2.51.0",
    runtime="1.32.0",
    hardware="emulator",
    options=(("soc_model", "60"),),
)
CHILD = """
import os, signal, sys
from pathlib import Path
from indexer.npu import contexts
from tests.indexer.npu.test_contexts import KEY, make

cache = contexts.ContextCache(Path(sys.argv[1]))
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "while loading":
    with cache.held(KEY), cache.loading(KEY):
        die()
elif sys.argv[2] == "while writing":
    contexts.ContextCache.keep = die
else:
    contexts._write_manifest = die
make(cache, KEY)
"""


def make(cache: ContextCache, key: ContextKey, *, size: int = 1000) -> Context:
    """Put an entry of about that size into a cache, as one that compiles does."""
    with cache.held(key):
        wrapper = cache.place(key)
        wrapper.write_bytes(b"wrapper")
        wrapper.with_name("context_qnn.bin").write_bytes(bytes(size))
        return cache.keep(key, nodes_on_device=6, nodes_elsewhere=0)


def found(cache: ContextCache, key: ContextKey = KEY) -> Context | None:
    with cache.held(key):
        return cache.find(key)


def other(number: int) -> ContextKey:
    return replace(KEY, graph=f"{number:064}")


@pytest.fixture
def cache(tmp_path: Path) -> ContextCache:
    return ContextCache(tmp_path / "contexts")


def entries(cache: ContextCache) -> set[str]:
    return {path.name for path in cache.folder.iterdir() if path.is_dir()}


def test_what_was_kept_is_found_by_another_process_later(cache: ContextCache) -> None:
    made = make(cache, KEY)
    assert made == found(ContextCache(cache.folder))
    assert (made.nodes_on_device, made.nodes_elsewhere) == (6, 0)
    assert made.wrapper.read_bytes() == b"wrapper"
    assert entries(cache) == {KEY.name}


def test_the_cache_lies_in_the_users_own() -> None:
    assert ContextCache().folder.is_relative_to(user_cache())
    assert not ContextCache().folder.exists()


@pytest.mark.parametrize(
    "changed",
    [
        replace(KEY, graph="1" * 64),
        replace(KEY, qnn="2.52.0"),
        replace(KEY, runtime="1.33.0"),
        replace(KEY, hardware="SM8550"),
        replace(KEY, options=(("soc_model", "66"),)),
    ],
)
def test_each_part_of_the_key_counts(cache: ContextCache, changed: ContextKey) -> None:
    make(cache, KEY)
    assert found(cache, changed) is None
    assert found(cache) is not None


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("file", [WRAPPER, "context_qnn.bin", MANIFEST])
@pytest.mark.parametrize("harm", [_cut, _flip, os.remove], ids=["cut", "flipped", "gone"])
def test_what_is_not_whole_is_removed(cache: ContextCache, file: str, harm: object) -> None:
    made = make(cache, KEY)
    assert callable(harm)
    harm(made.wrapper.with_name(file))
    assert found(cache) is None
    assert not made.wrapper.parent.exists()


@pytest.mark.parametrize("content", ["null", "[]", "{}", '{"key": {}, "files": 3}'])
def test_a_manifest_of_another_form_is_no_manifest(cache: ContextCache, content: str) -> None:
    made = make(cache, KEY)
    made.wrapper.with_name(MANIFEST).write_text(content)
    assert found(cache) is None


def test_an_entry_in_another_ones_place_is_not_taken(cache: ContextCache) -> None:
    make(cache, other(1))
    (cache.folder / other(1).name).rename(cache.folder / KEY.name)
    assert found(cache) is None


def test_the_manifest_names_what_the_entry_is_of(cache: ContextCache) -> None:
    manifest = json.loads((make(cache, KEY).wrapper.with_name(MANIFEST)).read_bytes())
    assert (manifest["key"]["qnn"], manifest["nodes"]) == ("2.51.0", [6, 0])


def use(cache: ContextCache, key: ContextKey, *, ago: float) -> None:
    then = time.time() - ago
    os.utime(cache.folder / key.name / MANIFEST, (then, then))


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = ContextCache(tmp_path, limit=3 * 10_000)
    for number in range(2):
        make(cache, other(number), size=9_000)
        use(cache, other(number), ago=100 - number)
    assert found(cache, other(0)) is not None  # So it was used after the other.
    make(cache, KEY, size=9_000)
    assert entries(cache) == {other(0).name, other(1).name, KEY.name}
    make(cache, other(2), size=9_000)
    assert entries(cache) == {other(0).name, KEY.name, other(2).name}


def test_one_entry_larger_than_the_limit_is_kept_alone(tmp_path: Path) -> None:
    cache = ContextCache(tmp_path, limit=100)
    make(cache, other(1))
    make(cache, KEY)
    assert entries(cache) == {KEY.name}
    assert found(cache) is not None


def test_what_another_process_holds_is_not_removed(tmp_path: Path) -> None:
    cache = ContextCache(tmp_path, limit=100)
    make(cache, other(1))
    with ContextCache(tmp_path).held(other(1)):
        make(cache, KEY)
    assert entries(cache) == {other(1).name, KEY.name}


def test_whoever_must_wait_for_an_entry_is_told_so_first(cache: ContextCache) -> None:
    waits: list[str] = []
    with ExitStack() as others:
        others.enter_context(ContextCache(cache.folder).held(KEY))

        def let_go() -> None:
            waits.append("told")
            others.close()

        with cache.held(KEY, on_wait=let_go), cache.held(other(1), on_wait=let_go):
            assert waits == ["told"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_what_vanishes_while_room_is_made_spoils_no_entry(cache: ContextCache) -> None:
    """As a file that another process renames between the list and the look."""
    cache.folder.mkdir()
    going = cache.folder / other(1).name
    going.mkdir()
    (going / WRAPPER).symlink_to("gone")
    made = make(cache, KEY)
    assert made.wrapper.is_file()
    assert found(cache) == made


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("moment", ["while writing", "before the manifest"])
def test_a_process_that_is_killed_leaves_no_half_entry(cache: ContextCache, moment: str) -> None:
    child = subprocess.run([sys.executable, "-c", CHILD, str(cache.folder), moment], check=False)
    assert child.returncode == -9
    assert len(entries(cache)) == 1  # It left something,
    assert found(cache) is None  # which is no entry,
    make(cache, KEY)  # is in nobody's way
    assert found(cache) is not None
    assert entries(cache) == {KEY.name}


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_what_the_killed_left_goes_when_another_entry_is_made(cache: ContextCache) -> None:
    for moment in ("while writing", "before the manifest"):
        subprocess.run([sys.executable, "-c", CHILD, str(cache.folder), moment], check=False)
    make(cache, other(1))
    assert entries(cache) == {other(1).name}


def kill_while_loading(cache: ContextCache) -> None:
    child = [sys.executable, "-c", CHILD, str(cache.folder), "while loading"]
    assert subprocess.run(child, check=False).returncode == -9


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_what_brought_down_who_loaded_it_is_not_found_again(cache: ContextCache) -> None:
    made = make(cache, KEY)
    kill_while_loading(cache)
    assert found(cache) is None
    assert not made.wrapper.exists()
    make(cache, KEY)
    assert found(cache) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_what_was_deadly_is_removed_at_once_where_that_is_asked(cache: ContextCache) -> None:
    assert not cache.remove_deadly()  # There is not even a folder.
    make(cache, KEY)
    make(cache, other(1))
    kill_while_loading(cache)
    assert cache.remove_deadly()
    assert entries(cache) == {other(1).name}
    assert not cache.remove_deadly()


def test_what_is_loaded_now_is_not_deadly_nor_is_what_was_loaded(cache: ContextCache) -> None:
    make(cache, KEY)
    with cache.held(KEY), cache.loading(KEY):
        assert not ContextCache(cache.folder).remove_deadly()
        ContextCache(cache.folder).spare()
        assert len(list(cache.folder.glob("*/loading"))) == 1
    assert not cache.remove_deadly()
    assert found(cache) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_what_was_ended_from_outside_is_spared(cache: ContextCache) -> None:
    make(cache, KEY)
    kill_while_loading(cache)
    cache.spare()
    assert found(cache) is not None


def test_room_is_asked_for_beside_what_the_disk_needs_to_breathe(cache: ContextCache) -> None:
    cache.folder.mkdir()
    assert not cache.has_room(2**62)
    assert cache.has_room(-RESERVE)

"""A decode worker reaches no network, and reads photos as before."""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import platform
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.decode import DecodedPhoto, DecodeRecipe, UnreadablePhoto, read_photo
from indexer.models import find_bundle
from indexer.pictures import Pictures
from indexer.scan import SeenFile
from indexer.workers import DecodeWorkers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import PaintPhoto

ROOT = Path(__file__).parent.parent.parent


def ask_around(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Call whom the file names, from here and from another thread, as a decoder taken over would.

    The photo comes back only where neither gets through.
    """
    address = ("127.0.0.1", int(Path(path).with_suffix(".port").read_text()))
    reached: list[str] = []

    def call() -> None:
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                socket.socket(family).close()
                socket.create_connection(address, timeout=5).close()
            except PermissionError:
                continue
            reached.append(family.name)

    other = threading.Thread(target=call)
    other.start()
    other.join()
    call()
    if reached:
        raise UnreadablePhoto(f"It reached {', '.join(reached)}.")
    socket.socketpair()[0].close()
    return read_photo(path, recipe)


def ask_by_side_doors(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Ask for what gives sockets without asking for one; the answers are the reason."""
    del path, recipe
    told = [_called(IO_URING_SETUP, 0, 0), _called(OTHER_WAY + 41, 2, 1, 0)]
    if platform.machine() == "x86_64":
        told.append(as_32_bits())
    raise UnreadablePhoto(json.dumps(told))


IO_URING_SETUP = 425
OTHER_WAY = 0x40000000
"""x32's `socket`, on x86-64; of no processor else."""


def _called(number: int, *given: int) -> int:
    """Call the system; the error's number below zero if it refuses."""
    system = ctypes.CDLL(None, use_errno=True)
    answer: int = system.syscall(*map(ctypes.c_ulong, (number, *given)))
    return answer if answer >= 0 else -ctypes.get_errno()


def as_32_bits() -> int:
    """Ask who we are (`getpid`) as a program of 32 bits asks on x86-64, by interrupt 0x80."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xb8\x14\0\0\0\xcd\x80\xc3")
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return int(ctypes.CFUNCTYPE(ctypes.c_int)(start)())


def _takes_32_bits() -> bool:
    """Whether this system answers programs of 32 bits at all; of others it ends the process."""
    asked = "import os; from tests.indexer.test_seclusion import as_32_bits as ask"
    ask = [sys.executable, "-c", f"{asked}; raise SystemExit(ask() != os.getpid())"]
    return subprocess.run(ask, cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def _can_be_shut_off() -> None:
    """Skip where the system does not let us, by its own word: ours is what is to be proved."""
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    lets_us = actions.is_file() and "errno" in actions.read_text().split()
    if not lets_us or platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("this system lets nobody shut itself off")


@pytest.fixture
def recipe() -> DecodeRecipe:
    return DecodeRecipe(find_bundle("starter").image)


@pytest.fixture
def photo(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Path]:
    """A photo, and beside it where somebody listens meanwhile."""
    path = paint_photo(tmp_path / "photo.jpg")
    with socket.create_server(("127.0.0.1", 0)) as server:
        path.with_suffix(".port").write_text(str(server.getsockname()[1]))
        yield path


@pytest.mark.usefixtures("_can_be_shut_off")
def test_a_worker_reaches_no_network_and_reads_its_photo(photo: Path, recipe: DecodeRecipe) -> None:
    file = SeenFile(str(photo), photo.stat().st_size, photo.stat().st_mtime_ns)
    with DecodeWorkers(recipe, count=1, read=ask_around) as workers:
        ((_, outcome),) = workers.decode([file], look_ahead=1)
    assert isinstance(outcome, DecodedPhoto), outcome
    assert outcome.facts.format == "JPEG"


@pytest.mark.usefixtures("_can_be_shut_off")
def test_side_doors_to_sockets_are_shut_too(photo: Path, recipe: DecodeRecipe) -> None:
    if platform.machine() == "x86_64" and not _takes_32_bits():
        pytest.skip("this system answers no programs of 32 bits")
    file = SeenFile(str(photo), photo.stat().st_size, photo.stat().st_mtime_ns)
    with DecodeWorkers(recipe, count=1, read=ask_by_side_doors) as workers:
        ((_, outcome),) = workers.decode([file], look_ahead=1)
    assert isinstance(outcome, UnreadablePhoto)
    assert set(json.loads(outcome.reason)) == {-errno.EACCES}


@pytest.mark.usefixtures("_can_be_shut_off")
def test_what_reads_for_a_window_reaches_none_either(
    photo: Path, recipe: DecodeRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pictures.read_photo", ask_around)
    pictures = Pictures()
    try:
        assert pictures.read_photo(str(photo), recipe).facts.format == "JPEG"
    finally:
        pictures.close()

"""Nothing leaves the machine: no command, and no process that it starts, asks for the network.

Each runs under an audit hook that refuses any address but a Unix socket's and writes it down.
Python tells the hook of each socket that Python opens; what compiled code does by itself
(ONNX Runtime, FAISS, SQLite) it does not see.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent

# Python imports `sitecustomize` as it starts, in decode workers as well as in the command.
HOOK = """
import os, sys

LOG = os.environ["SHOEBOX_TEST_LOG"]
WATCHED = {
    "socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg",
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
}

def note(line):
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(line + "\\n")

def refuse(event, details):
    if event in WATCHED and getattr(details[0], "family", None) != UNIX:
        note(f"NETWORK {event} {details[1:]!r}")
        raise RuntimeError(f"{event} {details!r}")

try:
    from socket import AF_UNIX as UNIX
except ImportError:
    UNIX = object()  # Windows has none
sys.addaudithook(refuse)
note(f"watched {os.getpid()}")
"""


@dataclass(frozen=True)
class Watched:
    """Runs Python under the hook, with a library of its own."""

    folder: Path

    @property
    def log(self) -> list[str]:
        """A line for each process that was watched, and for each try to reach the network."""
        return (self.folder / "log").read_text(encoding="utf-8").splitlines()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `python WORDS`; the log begins anew."""
        (self.folder / "log").write_text("")
        home = {
            name: str(self.folder / "home")
            for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA")
        }
        paths = os.pathsep.join([str(self.folder), str(ROOT)])
        own = {"PYTHONPATH": paths, "SHOEBOX_TEST_LOG": str(self.folder / "log")}
        return subprocess.run(
            [sys.executable, *words],
            env={**os.environ, **home, **own, "PYTHONIOENCODING": "utf-8"},
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def answer(self, *words: str) -> Any:
        """What `shoebox WORDS --json` says last, after having asked nobody."""
        library = str(self.folder / "library")
        done = self.run("-m", "app", "--library", library, "--json", *words)
        assert done.returncode == 0, done.stderr
        assert [line for line in self.log if line.startswith("NETWORK")] == []
        assert self.log
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return Watched(folder)


@pytest.fixture(scope="module")
def indexed(watched: Watched, real_pictures: Path) -> Watched:
    """The real photographs are in the library."""
    done = watched.answer("index", str(real_pictures), "--workers", "2")
    assert (done["added"], done["unreadable"], done["model"]) == (6, 0, "starter")
    assert len(watched.log) >= 3, "the command and both of its decode workers"
    return watched


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket().connect(('127.0.0.1', 9))",
        "socket.socket().bind(('127.0.0.1', 0))",
        "socket.getaddrinfo('localhost', 80)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
    ],
)
def test_the_hook_sees_what_it_shall(watched: Watched, code: str) -> None:
    done = watched.run("-c", f"import socket; {code}")
    assert done.returncode == 1
    assert "RuntimeError: socket." in done.stderr
    assert [line.split()[0] for line in watched.log] == ["watched", "NETWORK"]


def test_index_stays_at_home(indexed: Watched, real_pictures: Path) -> None:
    again = indexed.answer("index", str(real_pictures), "--full", "--workers", "1")
    assert again["updated"] == 6


def test_search_stays_at_home(indexed: Watched) -> None:
    assert Path(indexed.answer("search", "a", "cat")[0]["path"]).stem == "cat"


def test_similar_stays_at_home(indexed: Watched, real_pictures: Path, tmp_path: Path) -> None:
    inside = indexed.answer("similar", str(real_pictures / "cat.png"))
    assert len(inside) == 5
    copy = tmp_path / "stranger.png"
    copy.write_bytes((real_pictures / "cat.png").read_bytes())
    assert Path(indexed.answer("similar", str(copy))[0]["path"]).stem == "cat"


def test_status_stays_at_home(indexed: Watched) -> None:
    assert indexed.answer("status")["photos"] == 6


def test_doctor_stays_at_home(indexed: Watched) -> None:
    told = indexed.answer("doctor")
    assert (told["photos"], told["models"]) == (6, ["starter"])


def test_model_list_stays_at_home(indexed: Watched) -> None:
    assert [model["name"] for model in indexed.answer("model", "list")] == ["starter"]


@pytest.mark.parametrize("words", [("model", "show", "starter"), ("verify",), ("problems",)])
def test_what_looks_at_the_library_or_a_model_stays_at_home(
    words: tuple[str, ...], indexed: Watched
) -> None:
    indexed.answer(*words)


def test_model_get_asks_nobody_before_the_licence_is_accepted(watched: Watched) -> None:
    words = ("-m", "app", "model", "get", "mobileclip2-s0", "--json")
    done = watched.run(*words)
    assert (done.returncode, json.loads(done.stdout)["event"]) == (1, "licence")
    assert [line for line in watched.log if line.startswith("NETWORK")] == []
    watched.run(*words, "--accept-licence")
    assert [line for line in watched.log if line.startswith("NETWORK")] != []

"""A hub on this machine: a real HTTP server that speaks what huggingface_hub asks of the real one.

It keeps repositories in memory, counts the bytes that it sends, and fails on demand: what is put
into `faults` happens once to the next answer for that path (or, for `*`, to any), in turn.
"""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 100_000
"""From this size on a file is stored as the hub stores large ones, known by its SHA-256."""

PIECE = 1 << 16


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer.

    Attributes:
        status: Answer with this and nothing else.
        error_code: The hub's name for it (`X-Error-Code`).
        break_after: Cut the connection after so many bytes of the file.
        slow_after: Send so many bytes, then one at a time until the hub is told to go on.
        wrong: Send other bytes, as many as there should be.
        whole: Send the file from its start, whatever part was asked for.
        page: Answer with this page, as a network does that wants a sign-in first.
    """

    status: int = 0
    error_code: str = ""
    break_after: int | None = None
    slow_after: int | None = None
    wrong: bool = False
    whole: bool = False
    page: bytes = b""


@dataclass
class Answer:
    """One request and what was sent for it."""

    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0


@dataclass
class LocalHub:
    """The repositories and what has been asked of them; `moved_to` is where large files lie."""

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    answers: list[Answer] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    endpoint: str = ""
    moved_to: str = ""
    commit: str = COMMIT

    def asked(self, path: str) -> list[Answer]:
        """What was asked for of that file or address, in order."""
        return [answer for answer in self.answers if answer.path.endswith(path)]

    def fault(self, path: str) -> Fault:
        """The next fault for that file, if there is one."""
        for name in (path, "*"):
            if self.faults[name]:
                return self.faults[name].pop(0)
        return Fault()

    def catalogue(self, repo: str) -> dict[str, Any]:
        """What the hub tells of a repository, with the hashes of its files."""
        siblings = [_sibling(path, content) for path, content in self.repos[repo].items()]
        return {"id": repo, "sha": self.commit, "private": False, "siblings": siblings}


@contextmanager
def local_hub(repos: Mapping[str, Mapping[str, bytes]]) -> Iterator[LocalHub]:
    """Run a hub with these repositories: name -> path -> content."""
    hub = LocalHub({repo: dict(files) for repo, files in repos.items()})
    server = _Server(hub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        hub.go_on.set()
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _sibling(path: str, content: bytes) -> dict[str, Any]:
    git = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
    told: dict[str, Any] = {"rfilename": path, "size": len(content), "blobId": git}
    if len(content) >= LARGE:
        sha256 = hashlib.sha256(content).hexdigest()
        told["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
    return told


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, hub: LocalHub) -> None:
        self.hub = hub
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def hang_up(self) -> None:
        """End the connections that clients keep open for their next question."""
        for connection in list(self.connections):
            with suppress(OSError):  # Its client was quicker.
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Bear that a client hangs up, as one that is killed does."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        hub = self.server.hub
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = unquote(urlsplit(self.path).path)
        self.answer = Answer(path, headers)
        hub.answers.append(self.answer)
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            self._catalogue("/".join(parts[2:4]), parts[5:])
        elif parts[2:3] == ["resolve"]:
            self._file("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self._refuse(404, "")

    def do_HEAD(self) -> None:
        self._refuse(405, "")

    def _catalogue(self, repo: str, revision: list[str]) -> None:
        hub = self.server.hub
        fault = hub.fault(repo)
        if fault.status:
            self._refuse(fault.status, fault.error_code)
        elif fault.page:
            self._send(200, {"Content-Type": "text/html"}, fault.page, Fault())
        elif repo not in hub.repos:
            self._refuse(401, "RepoNotFound")  # As the real one hides what is private.
        elif revision and revision[0] not in ("main", hub.commit):
            self._refuse(404, "RevisionNotFound")
        else:
            self._send(200, {}, json.dumps(hub.catalogue(repo)).encode(), Fault())

    def _file(self, repo: str, revision: str, path: str) -> None:
        hub = self.server.hub
        fault = hub.fault(path)
        content = hub.repos.get(repo, {}).get(path)
        if fault.status:
            self._refuse(fault.status, fault.error_code)
        elif content is None or revision != hub.commit:
            self._refuse(404, "EntryNotFound")
        elif hub.moved_to and len(content) >= LARGE:
            self._send(302, {"Location": f"{hub.moved_to}{self.path}"}, b"", fault)
        else:
            self._content(content, fault)

    def _content(self, content: bytes, fault: Fault) -> None:
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()}"',
            "X-Repo-Commit": self.server.hub.commit,
            "Accept-Ranges": "bytes",
        }
        if fault.wrong:
            content = bytes(byte ^ 0xFF for byte in content)
        wanted = self.headers.get("Range", "")
        if wanted and not fault.whole:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._send(206, headers, content[start:], fault)
        else:
            self._send(200, headers, content, fault)

    def _refuse(self, status: int, code: str) -> None:
        headers = {"X-Error-Code": code, "X-Error-Message": code} if code else {}
        self._send(status, headers, b"", Fault())

    def _send(self, status: int, headers: Mapping[str, str], body: bytes, fault: Fault) -> None:
        self.answer.status = status
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if fault.break_after is not None:
            self._write(body[: fault.break_after])
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault.slow_after is not None:
            at = fault.slow_after
            self._write(body[:at])
            while not self.server.hub.go_on.wait(0.25):
                self._write(body[at : at + 1])
                at += 1
            self._write(body[at:])
        else:
            self._write(body)

    def _write(self, body: bytes) -> None:
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            self.wfile.write(piece)
            self.wfile.flush()
            self.answer.sent += len(piece)

    def log_message(self, *_: object) -> None:
        """Nobody reads it: what was asked is in the hub's `answers`."""

"""The one door to the hub: what a repository holds, and its files, resumed and proved.

Of huggingface_hub it takes the catalogue of a repository, the addresses, the connection and the
errors. The bytes it brings home itself: since version 2 that library deletes what has come of a
file when its process ends (a shared `.incomplete` file is unsafe where locks do not hold; here
`fetch` holds one lock for the whole model), and its other way, xet, reads from servers that
`HF_ENDPOINT` does not name, with sockets that Python does not see.
"""

from __future__ import annotations

import hashlib
import os
import re
import ssl
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.models.known import HubFolder

PUBLIC_HUB = "https://huggingface.co"
SECONDS_OF_SILENCE = 30.0
"""After so long without a byte a connection counts as broken."""

_ERRNO = re.compile(r"^\[(?:Errno|WinError) -?\d+\]\s*")
"""The number that the system gives a fault: the words behind it say as much."""

_BUSY = (408, 429, 500, 502, 503, 504)


class GoneError(LibraryError):
    """The hub does not have it: the repository, the revision or the file."""


class _BrokenOffError(Exception):
    """The connection ended early, or the hub was busy: it may go better the next time."""

    def __init__(self, reason: str, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reached = reached


@dataclass(frozen=True, slots=True)
class Patience:
    """How often in a row something is tried that brings nothing, and how long is waited between.

    The wait doubles from `first_wait` seconds on; each byte that arrives starts the count anew.
    """

    tries: int = 6
    first_wait: float = 1.0

    def waits(self) -> Iterator[float]:
        """The seconds before each try after the first."""
        return (self.first_wait * 2**turn for turn in range(self.tries - 1))


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository.

    Attributes:
        path: In the repository, with `/` between folders.
        size: In bytes.
        sha256: Of a large file (Git LFS).
        git_id: Of any other, as git names content.
    """

    path: str
    size: int
    sha256: str | None
    git_id: str

    def is_in(self, path: Path) -> bool:
        """Whether the file at `path` is this one, byte for byte."""
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != self.size:
                return False
            if self.sha256:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
            content = hashlib.sha1(f"blob {self.size}\0".encode(), usedforsecurity=False)
            content.update(file.read())
            return content.hexdigest() == self.git_id


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository holds at one commit, which stays what it is."""

    repo: str
    commit: str
    files: tuple[HubFile, ...]

    def find(self, path: str) -> HubFile | None:
        """Return the file of that path, or None."""
        return next((file for file in self.files if file.path == path), None)


class Hub:
    """The hub at `HF_ENDPOINT`, else the public one.

    It is told that `shoebox` asks, and no more; a token is sent only where the user has set
    `HF_TOKEN`, never one that some other program has stored.
    """

    def __init__(self, endpoint: str | None = None, patience: Patience | None = None) -> None:
        chosen = endpoint or os.environ.get("HF_ENDPOINT") or PUBLIC_HUB
        if not _is_address(chosen):
            raise LibraryError(f"HF_ENDPOINT is “{chosen}”, which is no web address.")
        _demand_certificates()
        self.endpoint = chosen.rstrip("/")
        self.patience = patience or Patience()
        self._token = os.environ.get("HF_TOKEN", "").strip() or None
        self._headers = {"user-agent": "shoebox"}

    def listing(self, place: HubFolder) -> Listing:
        """Ask what a repository holds.

        Raises:
            GoneError: There is no such repository, or not that revision of it.
            LibraryError: The hub cannot be reached, or does not let us in.
        """
        waits = self.patience.waits()
        while True:
            try:
                with self._told(place.repo):
                    return self._ask(place)
            except _BrokenOffError as error:
                if not error.reached:
                    raise LibraryError(
                        f"The hub at {self.endpoint} cannot be reached ({error}); "
                        "is this machine online?"
                    ) from error
                _wait(waits, f"The hub at {self.endpoint} does not answer", error)

    def fetch(
        self, listing: Listing, file: HubFile, folder: Path, *, arrived: Callable[[int], None]
    ) -> None:
        """Bring one file home into `folder`, under its path, and prove it.

        What has come stays beside it as `PATH.HASH.incomplete` until it is whole, so that another
        call, also of another process, goes on from there.

        Args:
            listing: The repository that holds it.
            file: One of the listing's.
            folder: Where it is put.
            arrived: Told how many bytes of the file are here, now and then.

        Raises:
            GoneError: The hub does not have it.
            LibraryError: The hub cannot be reached, or what it sent is not that file.
            OSError: It cannot be written.
        """
        path = folder.joinpath(*file.path.split("/"))
        if path.is_file() and file.is_in(path):
            arrived(file.size)
            return
        partial = path.with_name(f"{path.name}.{(file.sha256 or file.git_id)[:16]}.incomplete")
        _forget_older(partial, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("ab") as arriving:
            self._complete(listing, file, arriving, arrived)
            arriving.flush()
            os.fsync(arriving.fileno())
        if not file.is_in(partial):
            partial.unlink()
            raise LibraryError(
                f"What the hub sent as {file.path} is not the file that {listing.repo} promises: "
                "its hash is another. It was deleted; try again."
            )
        partial.replace(path)

    def _complete(
        self,
        listing: Listing,
        file: HubFile,
        arriving: BinaryIO,
        arrived: Callable[[int], None],
    ) -> None:
        """Read the rest of a file, however often the connection breaks on the way."""
        waits, furthest = self.patience.waits(), arriving.tell()
        arrived(furthest)
        while arriving.tell() < file.size:
            try:
                with self._told(f"{listing.repo}/{file.path}"):
                    self._read_on(listing, file, arriving, arrived)
            except _BrokenOffError as error:
                if arriving.tell() > furthest:
                    waits, furthest = self.patience.waits(), arriving.tell()
                _wait(waits, f"The connection to {self.endpoint} keeps breaking off", error)

    def _read_on(
        self,
        listing: Listing,
        file: HubFile,
        arriving: BinaryIO,
        arrived: Callable[[int], None],
    ) -> None:
        """Ask for what is missing and append it; a server that sends all of it starts anew."""
        library = _library()
        have = arriving.tell()
        url = library.hf_hub_url(
            listing.repo, file.path, revision=listing.commit, endpoint=self.endpoint
        )
        # Sizes and ranges count bytes as they are stored, not as they may be packed for the way.
        headers = {**self._all_headers(), "accept-encoding": "identity"}
        if have:
            headers["range"] = f"bytes={have}-"
        session = library.utils.get_session()
        with session.stream("GET", url, headers=headers, timeout=SECONDS_OF_SILENCE) as response:
            library.utils.hf_raise_for_status(response)
            if have and response.status_code != 206:
                arriving.seek(0)
                arriving.truncate()
            for chunk in response.iter_bytes():
                arriving.write(chunk)
                if arriving.tell() > file.size:
                    return  # Too long to be right: its hash will tell.
                arrived(arriving.tell())
        if arriving.tell() < file.size:
            raise _BrokenOffError("it ended early")

    def _ask(self, place: HubFolder) -> Listing:
        library = _library()
        api = library.HfApi(
            endpoint=self.endpoint, token=self._token or False, headers=self._headers
        )
        try:
            found = api.model_info(
                place.repo, revision=place.revision, files_metadata=True, timeout=SECONDS_OF_SILENCE
            )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, _connection_error()):
                raise
            raise LibraryError(
                f"What answers at {self.endpoint} is no hub; does this network want a sign-in?"
            ) from error
        files = tuple(
            HubFile(
                path=each.rfilename,
                size=each.lfs.size if each.lfs else each.size or 0,
                sha256=each.lfs.sha256 if each.lfs else None,
                git_id=each.blob_id or "",
            )
            for each in found.siblings or ()
        )
        return Listing(place.repo, found.sha or place.revision, files)

    def _all_headers(self) -> dict[str, str]:
        # The connection drops this one by itself where the hub sends us on to another host.
        token = {"authorization": f"Bearer {self._token}"} if self._token else {}
        return {**self._headers, **token}

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what goes wrong on the way into what may be tried again, or a sentence."""
        errors = _library().errors
        try:
            yield
        except errors.OfflineModeIsEnabled as error:
            raise LibraryError("HF_HUB_OFFLINE is set, so nothing can be fetched.") from error
        except errors.HfHubHTTPError as error:
            raise self._refused(error, what) from error
        except _connection_error() as error:
            name = type(error).__name__
            reached = name not in ("ConnectError", "ConnectTimeout", "ProxyError")
            reason = _ERRNO.sub("", str(error)) or name
            raise _BrokenOffError(reason, reached=reached) from error

    def _refused(self, error: Any, what: str) -> Exception:
        """Return what an answer of the hub means that is none."""
        errors, status = _library().errors, error.response.status_code
        if status in _BUSY:
            return _BrokenOffError(f"it answers {status}")
        if isinstance(error, errors.GatedRepoError) or status == 403:
            repo = "/".join(what.split("/")[:2])
            return LibraryError(
                f"The hub wants a sign-in for {what}: accept its terms at {self.endpoint}/{repo}, "
                "then set HF_TOKEN to a token of your account and try again."
            )
        if isinstance(error, errors.RepositoryNotFoundError) or status in (401, 404):
            return GoneError(f"The hub has no {what}, or shows it to its owner alone.")
        return LibraryError(f"The hub answers {status} when asked for {what}.")


def _is_address(endpoint: str) -> bool:
    """Whether a text is the address of a server, with a port that there can be."""
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname, parts.port  # Asked for, since only that refuses a wrong port.
    except ValueError:
        return False
    odd = any(sign.isspace() or not sign.isprintable() for sign in endpoint)
    return parts.scheme in ("https", "http") and bool(host) and not odd


def _demand_certificates() -> None:
    """Ask for the certificates that the user names, before a connection fails without a name."""
    named = os.environ.get("SSL_CERT_FILE")
    if not named:
        return
    try:
        ssl.create_default_context(cafile=named)
    except OSError as error:
        raise LibraryError(
            f"SSL_CERT_FILE is “{named}”, which holds no certificates that can be read "
            f"({error.strerror or error})."
        ) from error


def _wait(waits: Iterator[float], what: str, error: _BrokenOffError) -> None:
    """Wait before the next try; where there is none left, tell."""
    seconds = next(waits, None)
    if seconds is None:
        raise LibraryError(
            f"{what} ({error}). What has come is kept: try again later, and it goes on from there."
        ) from error
    time.sleep(seconds)


def _forget_older(partial: Path, path: Path) -> None:
    """Delete what has come of another version of a file, and a file that is not what it should."""
    path.unlink(missing_ok=True)
    for older in path.parent.glob(f"{path.name}.*.incomplete"):
        if older != partial:
            older.unlink()


def _connection_error() -> type[Exception]:
    """What the HTTP client raises, whichever one huggingface_hub brings (httpx, httpx2)."""
    errors: type[Exception] = _library().errors.HfHubHTTPError.__mro__[1]
    return errors


def _library() -> Any:
    """Return huggingface_hub, loaded so that it tells nobody of its use."""
    # These count only before it is loaded. Without the first it asks the hub for a list of
    # programs that may be calling it, and names the one it finds in each request.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    os.environ.setdefault("HF_HUB_VERBOSITY", "error")
    # Imported here: no other command may load it.
    import huggingface_hub
    import huggingface_hub.errors
    import huggingface_hub.utils

    return huggingface_hub

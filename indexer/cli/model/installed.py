"""`shoebox model list`, `show`, `use`: the models on this machine, and which one is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from indexer.cli.chosen import library_folder, open_library
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL
from indexer.models import broken_bundles, find_bundle, list_bundles
from indexer.models.known import KNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle


def list_models(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model list`."""
    here = _InLibrary.of(options)
    bundles = list_bundles()
    if terminal.as_json:
        terminal.json([{**_facts(bundle), **here.facts(bundle)} for bundle in bundles])
    else:
        terminal.table([here.row(bundle) for bundle in bundles])
        if here.wanted:
            terminal.remark(f"> is made ready by `shoebox index`; {here.in_use} answers meanwhile.")
    for error in broken_bundles():
        terminal.remark(str(error))
    if not terminal.as_json:
        _offer(bundles, terminal)
    return 0


def _offer(here: Collection[Bundle], terminal: Terminal) -> None:
    """Tell in a line which models could be fetched, if there are any left."""
    names = {bundle.name for bundle in here}
    others = [model.name for model in KNOWN if model.name not in names]
    if others:
        terminal.remark(f"`shoebox model get NAME` fetches another: {', '.join(others)}.")


def show_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model show NAME`; 1 where that model is broken."""
    bundle = find_bundle(options.name)
    nowhere = _why_not_here(bundle, options.device)
    wrong = _what_is_wrong(bundle, options.device, run=nowhere is None)
    facts = {**_facts(bundle), **_InLibrary.of(options).facts(bundle)}
    if terminal.as_json:
        told = {"whole": wrong is None, "wrong": wrong, "why_not_here": nowhere}
        terminal.json({**facts, **told})
    else:
        terminal.table([(name, printable(_as_text(value))) for name, value in facts.items()])
        terminal.line(f"\n{wrong or _found_whole(nowhere)}")
    return 1 if wrong else 0


def use_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model use NAME`."""
    from indexer.encode import why_nowhere  # it loads NumPy

    bundle = find_bundle(options.name)
    with open_library(options) as library:
        at_once = library.choose_model(bundle.name)
        missing = library.catalog.count() - library.catalog.vector_count(bundle.sha256)
        in_use = library.model_in_use()
    if terminal.as_json:
        told = {"in_use": at_once, "wanted": not at_once, "not_encoded": missing}
        terminal.json({**_facts(bundle), **told})
        return 0
    if at_once:
        terminal.remark(f"This library is searched with {bundle.name} from now on.")
    else:
        terminal.remark(
            f"{bundle.name} takes over once it has encoded all photos; until then this library is "
            f"searched with {in_use}."
        )
    if missing:
        terminal.remark(f"{missing:,} photos are not encoded by it yet: run `shoebox index`.")
    why = why_nowhere(bundle, options.device)
    if why is not None:
        terminal.remark(why)
    return 0


@dataclass(frozen=True, slots=True)
class _InLibrary:
    """What the models of this machine are to the chosen library, which need not be there.

    Attributes:
        in_use: the name of the model that it is searched with.
        wanted: the name of the one that is to take over.
        encoded: identity of a model -> how many photos it has encoded.
    """

    in_use: str = DEFAULT_MODEL
    wanted: str | None = None
    encoded: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Options) -> Self:
        if not (library_folder(options) / "library.db").is_file():
            return cls()
        with open_library(options) as library:
            encoded = {each.model_sha256: each.photos for each in library.catalog.encoded_by()}
            return cls(library.model_in_use(), library.model_wanted(), encoded)

    def facts(self, bundle: Bundle) -> dict[str, object]:
        return {
            "in_use": bundle.name == self.in_use,
            "wanted": bundle.name == self.wanted,
            "encoded": self.encoded.get(bundle.sha256, 0),
        }

    def row(self, bundle: Bundle) -> tuple[str, ...]:
        """One line of the list: a mark, the name, how many photos it knows, the title."""
        mark = {self.in_use: "*", self.wanted: ">"}.get(bundle.name, " ")
        encoded = self.encoded.get(bundle.sha256, 0)
        photos = f"{encoded:,} photos" if encoded else ""
        return mark, bundle.name, photos, printable(bundle.title)


def _as_text(value: object) -> str:
    """A fact for people: yes and no are words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _found_whole(nowhere: str | None) -> str:
    if nowhere is None:
        return "Its files are whole and do what it says."
    return f"Its files are whole; what they do was not tried. {nowhere}"


def _why_not_here(bundle: Bundle, device: str) -> str | None:
    """Why a model cannot be run on a device of this machine, which is no fault of the model."""
    from indexer.encode import why_nowhere  # it loads NumPy
    from indexer.session import check_device

    try:
        check_device(device)
    except LibraryError as error:
        return str(error)
    return why_nowhere(bundle, device)


def _what_is_wrong(bundle: Bundle, device: str, *, run: bool) -> str | None:
    from indexer.models.check import check_bundle, check_files  # it loads ONNX Runtime
    from indexer.models.golden import load_golden

    try:
        if run:
            check_bundle(bundle, device=None if device == "auto" else device)
        else:
            check_files(bundle)
            load_golden(bundle)
    except LibraryError as error:
        return str(error)
    return None


def _facts(bundle: Bundle) -> dict[str, object]:
    return {
        "name": bundle.name,
        "title": bundle.title,
        "licence": bundle.licence,
        "source": bundle.source,
        "embedding_dim": bundle.embedding_dim,
        "image_size": bundle.image.size,
        "megabytes": round(
            sum(bundle.path(name).stat().st_size for name, _ in bundle.files) / 1e6, 1
        ),
        "sha256": bundle.sha256,
        "folder": str(bundle.folder),
    }

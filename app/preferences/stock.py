"""Which models there are: installed, or known and to be had; and how far each is in this library.

Taken in the background, for it asks the disk and the catalog. What is shown of it is told in
`face`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import merits
from app.language import QT_TR_NOOP, tr, translated
from indexer.library import DEFAULT_MODEL
from indexer.models import list_bundles
from indexer.models.known import APPLE, KNOWN, MIT, Licence, known_model

if TYPE_CHECKING:
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.models.known import KnownModel

_COMPILED = QT_TR_NOOP("It is compiled for the NPU of one chip, and runs nowhere else.")
#: Licences that allow any use, as their bundles name them.
_PERMISSIVE = (
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
)


@dataclass(frozen=True, slots=True)
class Model:
    """One model that is here or can be had.

    Attributes:
        name: By which the command line knows it.
        licence: Of its weights.
        megabytes: On the disk, or to be fetched.
        installed: Whether it is here.
        encoded: How many photos of this library it has encoded.
        otherwise: What its bundle says of it.
        note: What keeps it from being had, or from running everywhere, in a sentence; "" for
            nothing.
    """

    name: str
    licence: Licence
    megabytes: float
    installed: bool = False
    encoded: int = 0
    otherwise: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """What it is called in a line."""
        return merits.title(self.name)


@dataclass(frozen=True, slots=True)
class Stock:
    """All models, and what the library does with them.

    Attributes:
        models: In the order in which they are shown.
        photos: How many photos the library has.
        in_use: The name of the model that answers searches.
        wanted: The name of the one that is being made ready to take its place.
        fixed: Whether the command line has named the model, for as long as this window lives.
    """

    models: tuple[Model, ...] = ()
    photos: int = 0
    in_use: str = DEFAULT_MODEL
    wanted: str | None = None
    fixed: bool = False

    def named(self, name: str) -> Model | None:
        """Return the model of that name."""
        return next((model for model in self.models if model.name == name), None)


def take_stock(library: Library | None, *, fixed: str | None = None) -> Stock:
    """Return all models; `fixed` is the one that the command line has named.

    Raises:
        LibraryError: The library cannot be read.
    """
    bundles = {bundle.name: bundle for bundle in list_bundles()}
    names = dict.fromkeys(["starter", *(known.name for known in KNOWN), *bundles])
    models = (_model(name, bundles.get(name), library) for name in names)
    return Stock(
        models=tuple(model for model in models if model is not None),
        photos=library.catalog.count() if library else 0,
        in_use=fixed or (library.model_in_use() if library else DEFAULT_MODEL),
        wanted=library.model_wanted() if library and not fixed else None,
        fixed=fixed is not None,
    )


def _model(name: str, bundle: Bundle | None, library: Library | None) -> Model | None:
    if bundle is not None:
        return _installed(bundle, library)
    known = known_model(name)
    return _to_be_had(known) if known else None


def _installed(bundle: Bundle, library: Library | None) -> Model:
    sizes = (bundle.path(name).stat().st_size for name, _ in bundle.files)
    return Model(
        name=bundle.name,
        licence=_licence(bundle),
        megabytes=sum(sizes) / 1e6,
        installed=True,
        encoded=library.catalog.vector_count(bundle.sha256) if library else 0,
        otherwise=bundle.title,
        note=tr(_COMPILED) if _is_compiled(bundle) else "",
    )


def _to_be_had(known: KnownModel) -> Model:
    return Model(
        name=known.name,
        licence=known.licence,
        megabytes=(known.ready or known.weights).megabytes,
        note="" if known.ready else _wanting(),
    )


def _wanting() -> str:
    """Return what has to be installed before a model can be made from its makers' weights."""
    from indexer.models.export import can_export  # Few ever ask.

    return translated(can_export() or "")


def _is_compiled(bundle: Bundle) -> bool:
    """Whether one of a bundle's towers can run on the NPU alone."""
    return any(spec.compiled and not spec.cpu_file for spec in (bundle.image, bundle.text))


def _licence(bundle: Bundle) -> Licence:
    """Return what a bundle's licence means, as far as it is known."""
    known = known_model(bundle.name)
    if known is not None:
        return known.licence
    if bundle.licence in _PERMISSIVE:
        return Licence(bundle.licence, "", MIT.meaning)
    if "amlr" in bundle.licence.lower():
        return APPLE
    return Licence(bundle.licence, "", "")

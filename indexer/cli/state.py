"""`shoebox status`, `problems`, `verify`: what is in the library, and whether it is whole."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from indexer.advice import advice
from indexer.cli.chosen import chosen_bundle, library_folder, open_library, with_nobody_else
from indexer.cli.terminal import Terminal, printable
from indexer.database import DamagedError
from indexer.errors import LibraryError
from indexer.library import LibraryInUseError
from indexer.models import find_bundle
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.verify import Report


def status(options: Options, terminal: Terminal) -> int:
    """Run `shoebox status`; 0."""
    with open_library(options) as library:
        facts = _facts(options, library)
    if terminal.as_json:
        terminal.json(facts)
    else:
        _show_status(facts, terminal)
    return 0


def _facts(options: Options, library: Library) -> dict[str, object]:
    model = options.model or library.model_in_use()
    catalog = library.catalog
    bundle = _installed(model)
    made_on = catalog.last_made_on(bundle.sha256) if bundle else None
    volumes = mounted()
    return {
        "photos": catalog.count(),
        # A missing model must not hide the photos.
        "vectors": catalog.vector_count(bundle.sha256) if bundle else 0,
        "problems": len(catalog.problems()),
        "ignored": catalog.ignored_count(),
        "roots": [
            {
                "path": root.path,
                "photos": root.photos,
                "away": is_root_away(root, volumes),
                "drive": root.volume_name,
                "missing": root.missing,
            }
            for root in catalog.roots()
        ],
        "model": model,
        "wanted": library.model_wanted(),
        "encoded": _encoded(library),
        "device": made_on.device if made_on else None,
        "library": str(library.folder),
    }


def _encoded(library: Library) -> dict[str, int]:
    """Name of each model that has encoded photos here -> how many.

    Of several models of one name, the one that is installed counts.
    """
    told: dict[str, int] = {}
    for each in library.catalog.encoded_by():
        bundle = _installed(each.model)
        if each.photos and (bundle is None or bundle.sha256 == each.model_sha256):
            told[each.model] = each.photos
    return told


def _installed(name: str) -> Bundle | None:
    try:
        return find_bundle(name)
    except LibraryError:
        return None


def _show_status(facts: dict[str, object], terminal: Terminal) -> None:
    rows = [
        ("Library", str(facts["library"])),
        ("Photos", f"{facts['photos']:,}"),
        ("Vectors", f"{facts['vectors']:,} by {facts['model']}{_made_on(facts)}"),
        *_wanted_rows(facts),
        ("Problems", f"{facts['problems']:,}"),
        ("Ignored", f"{facts['ignored']:,} files and folders"),
    ]
    terminal.table(rows)
    roots = facts["roots"]
    assert isinstance(roots, list)
    if roots:
        terminal.line()
        terminal.table(
            [(f"{root['photos']:,}", printable(root["path"]), _absence(root)) for root in roots],
            right=(0,),
        )


def _absence(root: dict[str, Any]) -> str:
    """What of a root is not there: the whole drive, by its name, or some photos."""
    if root["away"]:
        return f"({printable(root['drive'])} is away)" if root["drive"] else "(away)"
    return f"({root['missing']:,} missing)" if root["missing"] else ""


def _made_on(facts: dict[str, object]) -> str:
    return f" on {facts['device']}" if facts["device"] else ""


def _wanted_rows(facts: dict[str, object]) -> list[tuple[str, str]]:
    """How far the model is that will take over, if there is one."""
    wanted, encoded = facts["wanted"], facts["encoded"]
    if wanted is None:
        return []
    assert isinstance(encoded, dict)
    ready = encoded.get(wanted, 0)
    return [("Wanted", f"{wanted}: {ready:,} of {facts['photos']:,} photos encoded")]


def problems(options: Options, terminal: Terminal) -> int:
    """Run `shoebox problems`; 0."""
    if options.ignored:
        return _ignored(options, terminal)
    if options.retry:
        _retry(options, terminal)
    with open_library(options) as library:
        found = library.catalog.problems()
    if terminal.as_json:
        terminal.json(
            [
                {
                    "path": problem.path,
                    "reason": problem.reason,
                    "since": problem.since,
                    "advice": advice(problem.reason),
                }
                for problem in found
            ]
        )
        return 0
    for problem in found:
        terminal.line(terminal.path(problem.path))
        terminal.line(f"    {problem.reason}")
        terminal.line(f"    {terminal.dim(advice(problem.reason))}")
    if not found:
        terminal.remark("No problems: every picture file could be read.")
    return 0


def _retry(options: Options, terminal: Terminal) -> None:
    """Have the files read again, by the index that is at work or else here and now."""
    from indexer.cli.index import index

    with open_library(options) as library, library.small_edit() as catalog:
        catalog.retry_problems()
    own = Terminal(as_json=False, quiet=True, out=io.StringIO(), err=terminal.err)
    try:
        index(options, own)
    except LibraryInUseError:
        terminal.remark("The index that is at work reads them again in a moment.")


def _ignored(options: Options, terminal: Terminal) -> int:
    """Tell what was left out, and by which rule."""
    with open_library(options) as library:
        found = library.catalog.ignored()
    if terminal.as_json:
        terminal.json([{"path": path, "rule": rule} for path, rule in found])
        return 0
    for path, rule in found:
        terminal.line(terminal.path(path))
        terminal.line(f"    {rule}")
    if not found:
        terminal.remark("Nothing is ignored.")
    return 0


def verify(options: Options, terminal: Terminal) -> int:
    """Run `shoebox verify`; 0 where all is whole, else 1."""
    with with_nobody_else():
        report = _repaired(options, terminal) if options.repair else _checked(options, terminal)
    facts: dict[str, object] = {}
    if options.originals and report.damaged:
        terminal.remark("The originals can be read once the library is repaired.")
    elif options.originals:
        from indexer.cli.originals import originals

        facts = {"originals": originals(options, report, terminal)}
    if terminal.as_json:
        told = {name: list(getattr(report, name)) for name in ("wrong", "waiting", "repaired")}
        terminal.json({**told, **facts})
    else:
        _show_report(report, terminal)
    return 1 if report.wrong else 0


def _repaired(options: Options, terminal: Terminal) -> Report:
    """Check and repair; where the file itself is damaged, save what is left into a new one."""
    try:
        report = _checked(options, terminal)
        if not report.damaged:
            return report
    except DamagedError:
        pass  # Beyond being opened, or an index of SQLite's could not be made again.
    from indexer.recovery import recover

    told = recover(library_folder(options)).sentences()
    report = _checked(options, terminal)
    report.repaired[:0] = told
    return report


def _checked(options: Options, terminal: Terminal) -> Report:
    from indexer.verify import verify as check

    with open_library(options, write=options.repair) as library:
        bundle = None
        try:
            bundle = chosen_bundle(options, library)
        except LibraryError as error:  # a missing model is no fault of the library
            terminal.remark(str(error))
        wanted = _installed(library.model_wanted() or "")
        return check(library, bundle, wanted=wanted, repair=options.repair)


def _show_report(report: Report, terminal: Terminal) -> None:
    for line in report.wrong:
        terminal.line(printable(line))
    for line in report.repaired:
        terminal.line(f"repaired: {printable(line)}")
    for line in report.waiting:
        terminal.line(f"for the next `shoebox index`: {printable(line)}")
    if not report.wrong:
        terminal.remark("The library is whole.")

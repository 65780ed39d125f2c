"""`shoebox status`, `problems`, `verify`: what is in the library, and whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.files import is_away

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
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
    return {
        "photos": catalog.count(),
        "vectors": _vector_count(options, library),
        "problems": len(catalog.problems()),
        "ignored": catalog.ignored_count(),
        "roots": [
            {
                "path": root.path,
                "photos": root.photos,
                "away": is_away(root.path, photos=root.photos),
            }
            for root in catalog.roots()
        ],
        "model": model,
        "device": options.device,
        "library": str(library.folder),
    }


def _vector_count(options: Options, library: Library) -> int:
    try:
        bundle = chosen_bundle(options, library)
    except LibraryError:  # a missing model must not hide the photos
        return 0
    return library.catalog.vector_count(bundle.sha256)


def _show_status(facts: dict[str, object], terminal: Terminal) -> None:
    rows = [
        ("Library", str(facts["library"])),
        ("Photos", f"{facts['photos']:,}"),
        ("Vectors", f"{facts['vectors']:,} by {facts['model']}"),
        ("Problems", f"{facts['problems']:,}"),
        ("Ignored", f"{facts['ignored']:,} files and folders"),
    ]
    terminal.table(rows)
    roots = facts["roots"]
    assert isinstance(roots, list)
    if roots:
        terminal.line()
        terminal.table(
            [
                (f"{root['photos']:,}", printable(root["path"]), "(away)" if root["away"] else "")
                for root in roots
            ],
            right=(0,),
        )


def problems(options: Options, terminal: Terminal) -> int:
    """Run `shoebox problems`; 0."""
    if options.ignored:
        return _ignored(options, terminal)
    with open_library(options) as library:
        found = library.catalog.problems()
    if terminal.as_json:
        terminal.json(
            [
                {"path": problem.path, "reason": problem.reason, "since": problem.since}
                for problem in found
            ]
        )
        return 0
    for problem in found:
        terminal.line(terminal.path(problem.path))
        terminal.line(f"    {problem.reason}")
    if not found:
        terminal.remark("No problems: every picture file could be read.")
    return 0


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
    from indexer.verify import verify as check

    with open_library(options, write=options.repair) as library:
        bundle = None
        try:
            bundle = chosen_bundle(options, library)
        except LibraryError as error:  # a missing model is no fault of the library
            terminal.remark(str(error))
        report = check(library, bundle, repair=options.repair)
    if terminal.as_json:
        terminal.json(
            {
                "wrong": list(report.wrong),
                "waiting": list(report.waiting),
                "repaired": list(report.repaired),
            }
        )
    else:
        _show_report(report, terminal)
    return 1 if report.wrong else 0


def _show_report(report: Report, terminal: Terminal) -> None:
    for line in report.wrong:
        terminal.line(printable(line))
    for line in report.repaired:
        terminal.line(f"repaired: {printable(line)}")
    for line in report.waiting:
        terminal.line(f"for the next `shoebox index`: {printable(line)}")
    if not report.wrong:
        terminal.remark("The library is whole.")

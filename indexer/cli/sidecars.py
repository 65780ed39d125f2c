"""`shoebox sidecars`: whether they are written, and writes them."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from indexer.cli.chosen import open_library
from indexer.cli.sidecar_arguments import WRITE
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.sidecars import Failure, Waiting, Writing


def sidecars(options: Options, terminal: Terminal) -> int:
    """Run `shoebox sidecars`; 0, or 1 where some could not be written."""
    from indexer.sidecars import Mode, Tags, choose

    with open_library(options) as library:
        mode = Mode(options.deed) if options.deed not in {None, WRITE} else None
        tags = Tags(options.sidecar_tags) if options.sidecar_tags else None
        if mode or tags:
            with library.small_edit() as catalog:
                choose(catalog, mode=mode, tags=tags)
        if options.deed == WRITE:
            return _write(library, options, terminal)
        return _state(library, terminal)


def _state(library: Library, terminal: Terminal) -> int:
    from indexer.sidecars import mode_of, tags_of, waiting

    problems = [
        {"path": each.path, "reason": each.reason}
        for each in library.catalog.problems()
        if each.path.lower().endswith(".xmp")
    ]
    facts: dict[str, object] = {
        "sidecars": mode_of(library.catalog).value,
        "tags": tags_of(library.catalog).value,
        "photos": library.catalog.count(),
        "read": library.catalog.sidecar_count(),
        "waiting": len(waiting(library)),
        "problems": problems,
    }
    if terminal.as_json:
        terminal.json(facts)
        return 0
    with_tags = "all tags" if facts["tags"] == "all" else "confirmed tags alone"
    terminal.table(
        [
            ("Written", f"{facts['sidecars']}, with {with_tags}"),
            ("Known", f"{facts['read']:,} of {facts['photos']:,} photos have one"),
            ("Waiting", f"{facts['waiting']:,} to be written"),
            ("Problems", f"{len(problems):,} that cannot be read"),
        ]
    )
    return 0


def _write(library: Library, options: Options, terminal: Terminal) -> int:
    """Write what waits, or tell what that is."""
    from indexer.sidecars import waiting, write_pending

    found = waiting(library)
    unknown = _unknown(library, options.paths)
    for path in unknown:
        terminal.error(f"{path} is neither a photo of this library nor a folder of it.")
    if options.paths:
        found = [each for each in found if _is_below(each.path, options.paths)]
    if options.dry_run:
        _foretell(found, terminal)
        return 1 if unknown else 0
    with closing(write_pending(library, [each.photo_id for each in found])) as steps:
        *_, last = steps
    _tell(last, terminal)
    return 1 if last.failures or unknown else 0


def _foretell(found: Sequence[Waiting], terminal: Terminal) -> None:
    from indexer.sidecars import targets

    for waiting, target, is_new in targets(found):
        if terminal.as_json:
            facts = {"id": waiting.photo_id, "path": waiting.path, "sidecar": target}
            terminal.json({"event": "waiting", **facts, "new": is_new})
        else:
            terminal.line(f"{terminal.path(target)}{terminal.dim('  new') if is_new else ''}")
    if not found:
        terminal.remark("All sidecars say what they shall.")


def _tell(last: Writing, terminal: Terminal) -> None:
    sums = {"total": last.total, "written": last.written, "failed": last.failed}
    if terminal.as_json:
        for each in last.failures:
            facts = {"folder": each.folder, "reason": each.reason, "photos": each.photos}
            terminal.json({"event": "failed", **facts})
        terminal.json({"event": "done", **sums})
        return
    unchanged = last.done - last.written - last.failed
    also = f", {unchanged:,} had all of it already" if unchanged else ""
    terminal.line(f"{_sidecars(last.written)} written{also}.")
    for failure in last.failures:
        terminal.error(sentence_of(failure))


def sentence_of(failure: Failure) -> str:
    """Where sidecars could not be written, how many, and why."""
    return f"{failure.folder}: {_sidecars(failure.photos)} not written. {failure.reason}"


def _sidecars(number: int) -> str:
    return "1 sidecar" if number == 1 else f"{number:,} sidecars"


def _unknown(library: Library, paths: Sequence[str]) -> list[str]:
    return [path for path in paths if not library.catalog.holds(_absolute(path))]


def _is_below(photo: str, paths: Sequence[str]) -> bool:
    return any(
        photo == each or photo.startswith(os.path.join(each, "")) for each in map(_absolute, paths)
    )


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def keep_up(
    library: Library,
    *,
    ids: Sequence[int] | None = None,
    on_stage: Callable[[str], None],
    remark: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Write what waits, where the library wants its sidecars always up to date.

    Args:
        library: Open.
        ids: The only photos that count; None for all.
        on_stage: Is told in a few words what takes its time.
        remark: Is told what went wrong, a sentence for each folder.
        stopped: Is asked after each sidecar; what was written is kept.
    """
    from indexer.sidecars import Mode, mode_of, write_pending

    if mode_of(library.catalog) is not Mode.ALWAYS:
        return
    told = 0
    try:
        with closing(write_pending(library, ids)) as steps:
            for writing in steps:
                # The last of a folder and the last of all are steps of their own.
                if writing.done % 100 == 1 and writing.done != told:
                    told = writing.done
                    on_stage(f"Writing sidecars: {writing.done:,} of {writing.total:,}")
                if stopped():
                    return
    except LibraryError as error:
        remark(f"No sidecars are written: {error}")
        return
    for failure in writing.failures:
        remark(sentence_of(failure))

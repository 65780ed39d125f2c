"""The words of the commands that look after a library: problems, verify, backups, restore, doctor.

What the commands do is in `state`, `backups` and `doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse


class CareOptions:
    """What these commands can be asked for, with what holds where nothing is said."""

    ignored: bool = False
    retry: bool = False
    repair: bool = False
    originals: bool = False
    now: bool = False
    backup: str | None = None
    report: str | None = None


PROBLEMS_EXAMPLES: Final = """\
  shoebox problems
  shoebox problems --retry                 read these files again now, also those that are the same
  shoebox problems --ignored               what was left out, and by which rule"""

VERIFY_EXAMPLES: Final = """\
  shoebox verify                           tells what is wrong; exit code 1 if anything is
  shoebox verify --repair                  mends what can be mended, saves what can be read
  shoebox verify --originals               reads your photos too: which are damaged or gone"""

BACKUPS_EXAMPLES: Final = """\
  shoebox backups                          those that are there, the newest first
  shoebox backups --now                    make the one of today again
  shoebox restore                          go back to the newest"""

RESTORE_EXAMPLES: Final = """\
  shoebox restore                          the newest backup
  shoebox restore 2026-03-31               that of a day, as `shoebox backups` names it"""

DOCTOR_EXAMPLES: Final = """\
  shoebox doctor
  shoebox doctor --report                  what this NPU does with the model in use, to send in
  shoebox doctor --report report.json      and where to; it names nobody, no file and no folder
  shoebox doctor --json"""


def add_problems(parser: argparse.ArgumentParser) -> None:
    """What `shoebox problems` may be told."""
    parser.add_argument(
        "--ignored", action="store_true", help="what was left out by a rule, in place of problems"
    )
    parser.add_argument("--retry", action="store_true", help="read these files once more first")


def add_verify(parser: argparse.ArgumentParser) -> None:
    """What `shoebox verify` may be told."""
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    parser.add_argument(
        "--originals",
        action="store_true",
        help="read every photo too, and tell which are not as they were (over 32 MB: samples)",
    )


def add_backups(parser: argparse.ArgumentParser) -> None:
    """What `shoebox backups` may be told."""
    parser.add_argument("--now", action="store_true", help="make one now, in the place of today's")


def add_restore(parser: argparse.ArgumentParser) -> None:
    """What `shoebox restore` may be told."""
    parser.add_argument(
        "backup", nargs="?", metavar="DAY", help="which backup; without one, the newest"
    )


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """What `shoebox doctor` may be told."""
    parser.add_argument(
        "--report",
        nargs="?",
        const="",
        metavar="FILE",
        help="prove the NPU with the model, step by step; saved in FILE, or in this folder",
    )

"""What may be typed after `shoebox model`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Action:
    """One action: its line in the list, what it is told, and examples where they teach."""

    summary: str
    add_options: Callable[[argparse.ArgumentParser], None]
    examples: str = ""


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the model's name")


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    """For an action without options of its own."""


def _add_get(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    parser.add_argument(
        "--accept-licence", action="store_true", help="you have read its licence and accept it"
    )


def _add_export(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    weights = parser.add_mutually_exclusive_group()
    weights.add_argument("--weights", type=Path, metavar="FILE", help="open_clip weights on disk")
    weights.add_argument(
        "--random-weights", action="store_true", help="untrained: to try the whole way offline"
    )
    parser.add_argument("--as", dest="save_as", metavar="NAME", help="the name of the new model")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", type=Path, metavar="PATH", help="a folder or zip as Model Farm or `compile` make it"
    )
    parser.add_argument(
        "--like", metavar="NAME", help="the installed model that this one is, compiled"
    )
    parser.add_argument("--as", dest="save_as", metavar="NAME", help="the name of the new model")


def _add_compile(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    parser.add_argument(
        "--soc",
        type=_chips,
        required=True,
        metavar="N[,N...]",
        help="the chips by their numbers (60: Snapdragon X Elite; `shoebox doctor` tells yours)",
    )
    parser.add_argument("--to", type=Path, metavar="DIR", help="where the package is put (here)")


def _add_bench(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    parser.add_argument("--to", type=Path, metavar="FILE", help="save the table there, as JSON")


def _chips(text: str) -> tuple[int, ...]:
    numbers = text.split(",")
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of chip numbers such as 60,66")
    return tuple(dict.fromkeys(int(number) for number in numbers))


ACTIONS = {
    "list": Action("the models on this machine", _add_nothing),
    "show": Action("what one model is, and whether its files are whole", _add_name),
    "use": Action("search and index this library with another model from now on", _add_name),
    "get": Action(
        "fetch a model: the only command that opens a network connection",
        _add_get,
        """\
  shoebox model get mobileclip2-s3         shows licence and size, and asks
  shoebox model get mobileclip2-s0 --accept-licence""",
    ),
    "export": Action(
        "make a model from open_clip weights (needs the `export` extra)",
        _add_export,
        """\
  shoebox model export mobileclip2-s3 --weights mobileclip2_s3.pt
  shoebox model export ViT-B-32-256/datacomp_s34b_b86k --weights open_clip_model.safetensors
  shoebox model export mobileclip2-s0 --random-weights --as rehearsal""",
    ),
    "import": Action(
        "take in a ready-made NPU package: Model Farm's, or one of `compile`",
        _add_import,
        """\
  shoebox model import ~/Downloads/MobileClip2-S3.zip
  shoebox model import mobileclip2-s3-npu   what `compile` made elsewhere""",
    ),
    "compile": Action(
        "compile a model ahead of time for the NPU of named chips",
        _add_compile,
        """\
  shoebox model compile mobileclip2-s3 --soc 60
  shoebox model compile mobileclip2-s3 --soc 60,66,57 --to packages""",
    ),
    "check": Action("prove a model on a device against its stored golden set", _add_name),
    "bench": Action("time a model on each device and tell its accuracy loss", _add_bench),
}

"""Finds in the source of `indexer` all that it says to people, so that it can be translated.

`indexer` knows of no language but English, and of no window: it says its sentences where they come
up, as `raise LibraryError(f"“{album.name}” cannot be merged with itself.")`. Here its source is
read, not run, and each string in it that reads as a sentence is one. `shoebox` itself, on the
terminal, stays English: of `indexer/cli` only that counts which its `--json` tells to the window.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from resources.translations.forms import Form, Function, Module, Scope, forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INDEXER: Final = Path(__file__).parent.parent.parent / "indexer"

_READS_AS_ONE: Final = re.compile("[A-Za-z]{2}[,;:…]? “?[a-z]{2}|[a-z]{3},[a-z]{3}")
_WORD: Final = re.compile("[a-z]{2}")
_FILLED: Final = re.compile(r"\{\w*\}")
_OF_DATABASES: Final = re.compile(
    r"\b(SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|CREATE|PRAGMA|CASE|WHEN|NOT NULL|TABLE)\b"
    r"|[=<>(] ?\?"
)
_OF_MACHINES: Final = re.compile(r"</?\w+:|\\[sdw.*\[(]|\w\(\w+\) [=<]|[\n\x00]")
_MAKES_TEXT: Final = (
    ast.Constant, ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp, ast.Call, ast.Subscript
)  # fmt: skip
#: What is called with words that no person reads, but in a log or where a fault of ours is told.
_UNSEEN: Final = frozenset(
    ("debug", "info", "warning", "exception", "log", "getLogger", "compile", "cast", "demand",
     "execute", "executemany", "ValueError", "TypeError", "AssertionError", "AttributeError")
)  # fmt: skip
#: What of `indexer/cli` reaches the window: errors, remarks, and what takes its time.
_TOLD_BY_COMMANDS: Final = re.compile(r"\w*Error|remark|_?on_stage|stage")
_TOLD_WHOLLY: Final = frozenset(("cli/everyday_words.py", "cli/tag_words.py"))
#: What they say goes to a model, into files, or is compared with what others wrote.
_SILENT: Final = frozenset(
    ("content_key.py", "cut/background.py", "decode/words.py", "logs.py", "tags/sentences.py",
     "models/export/recipe.py", "models/packages/compiling.py", "vectors/coarse.py")
)  # fmt: skip
#: Where single words are told as well, what they look like.
_SINGLE_WORDS: Final = {
    "query/manual.py": re.compile(r"[A-Z][a-z]+|from \w+ \d+ .*"),
    "duplicates/best.py": re.compile("[a-z]+er"),
    "albums/dates.py": re.compile("[a-z]+"),
    "albums/reasons.py": re.compile("strong|likely|weak"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said somewhere.

    Attributes:
        form: In English.
        where: "indexer/albums/merging.py:35".
    """

    form: Form
    where: str


@cache
def sentences(folder: Path = INDEXER) -> tuple[Sentence, ...]:
    """Return all that is said to people, each form once, in the order of files and lines."""
    trees = {
        path.relative_to(folder).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }
    modules = _modules(trees)
    readers = {
        name: _Reader(modules[name], _SINGLE_WORDS.get(name))
        for name in trees
        if name not in _SILENT
    }
    for name, reader in readers.items():
        told = name in _TOLD_WHOLLY or not name.startswith("cli/")
        reader.read(trees[name], Scope(modules[name]), told=told)
    found: dict[Form, Sentence] = {}
    for name, reader in readers.items():
        for line, form in reader.said():
            found.setdefault(form, Sentence(form, f"indexer/{name}:{line}"))
    return tuple(each for form, each in found.items() if _whole_of(form) not in found)


def _whole_of(form: Form) -> Form | None:
    """Return the form of the same sentence in which nothing that is filled in was cut short."""
    return (
        Form(form.text.replace("…”", "”"), form.one.replace("…”", "”"))
        if "…”" in form.text
        else None
    )


def _modules(trees: Mapping[str, ast.Module]) -> dict[str, Module]:
    modules = {name: Module() for name in trees}
    for name, tree in trees.items():
        for node in _top_of(tree):
            _learn(node, modules[name])
    for name, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                _take_in(node, modules[name], modules)
    return modules


def _learn(node: ast.stmt, module: Module) -> None:
    match node:
        case ast.Assign(targets=[ast.Name(id=called)], value=value):
            module.constants[called] = value
        case ast.AnnAssign(target=ast.Name(id=called), value=value) if value is not None:
            module.constants[called] = value
        case ast.FunctionDef(name=called) if _returns_once(node):
            module.functions[called] = (node, module)


def _top_of(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield what stands on top of a module, and of each class in it."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.ClassDef):
            yield from (each for each in node.body if isinstance(each, ast.FunctionDef))


def _returns_once(function: Function) -> bool:
    """Whether a function is one expression, and sets names for it before."""
    *before, last = function.body
    if any(isinstance(each, ast.Return) for part in before for each in ast.walk(part)):
        return False
    rest = (each for each in before if not isinstance(each, ast.Expr | ast.Assign))
    return isinstance(last, ast.Return) and last.value is not None and next(rest, None) is None


def _take_in(node: ast.ImportFrom, module: Module, modules: Mapping[str, Module]) -> None:
    place = (node.module or "").removeprefix("indexer.").replace(".", "/")
    there = modules.get(f"{place}.py") or modules.get(f"{place}/__init__.py")
    for each in node.names if there is not None else ():
        assert there is not None
        if each.name in there.functions:
            module.functions.setdefault(each.asname or each.name, there.functions[each.name])
        if each.name in there.constants:
            module.constants.setdefault(each.asname or each.name, there.constants[each.name])


class _Reader:
    """Goes through a module from its top to its end, and keeps what reads as a sentence."""

    def __init__(self, module: Module, single_words: re.Pattern[str] | None = None) -> None:
        self._module, self._single_words = module, single_words
        self._found: list[tuple[ast.expr, list[Form]]] = []

    def read(self, node: ast.AST, scope: Scope, *, told: bool) -> None:
        """Read a node and all within, which is told to people or not."""
        if isinstance(node, Function):
            scope = Scope(self._module, node)
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in _UNSEEN:
                return
            told = told or bool(_TOLD_BY_COMMANDS.fullmatch(called))
        if _is_docstring(node) or (told and self._keeps(node, scope)):
            return
        for each in ast.iter_child_nodes(node):
            self.read(each, scope, told=told)

    def _keeps(self, node: ast.AST, scope: Scope) -> bool:
        if not isinstance(node, _MAKES_TEXT):
            return False
        said = forms(node, scope)
        if said:
            self._found.append((node, said))
        return bool(said)

    def said(self) -> Iterator[tuple[int, Form]]:
        """Yield each form of what was read, with its line; ask when all modules are read."""
        for node, said in self._found:
            for form in said:
                taken_up = id(node) in self._module.taken_up and is_piece(form.text)
                single = self._single_words and self._single_words.fullmatch(form.text)
                if (reads_as_one(form.text) or single) and not taken_up:
                    yield node.lineno, form


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_piece(text: str) -> bool:
    """Whether a text is but a piece of a sentence, which no translator can turn around."""
    return text != text.strip() or text.startswith((",", ";", "."))


def reads_as_one(text: str) -> bool:
    """Whether a text is written for people: several words, and no language of machines."""
    words = _FILLED.sub("xx", text).replace("“", "").replace("”", "")
    return (
        bool(_READS_AS_ONE.search(words) and _WORD.search(_FILLED.sub("", text)))
        and not _OF_DATABASES.search(text)
        and not _OF_MACHINES.search(text)
    )

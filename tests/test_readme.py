"""README's promises that a machine can keep: its map, its two commands, the shape of the house."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = sorted(path for folder in ("app", "indexer") for path in (ROOT / folder).rglob("*.py"))
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "app", "indexer", "resources", "tests"}


def map_of_the_house() -> set[str]:
    section = README.split("## The map of the house")[1].split("\n## ")[0]
    return {
        name
        for line in section.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`((?:app|indexer)/[\w/]+(?:\.py|/))`", line.split("|")[1])
    }


def test_the_map_names_each_module_and_each_module_is_on_the_map() -> None:
    on_disk = {path.relative_to(ROOT).as_posix() for path in SOURCES if path.stem != "__init__"}
    folders = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in SOURCES}
    shown = map_of_the_house()
    assert shown - on_disk - folders == set()
    inside = {name for name in on_disk if any(name.startswith(f) for f in shown if f.endswith("/"))}
    assert on_disk - shown - inside == set()


def test_nothing_else_lies_at_the_top() -> None:
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert seen - {"build", "dist"} >= TOP_LEVEL
    assert seen - TOP_LEVEL - {"build", "dist"} == set()


def test_ci_runs_the_second_command_word_for_word() -> None:
    commands = re.findall(r"```sh\n(python3 -m venv [^\n]+)\n```", README)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_picture_that_readme_shows_is_there() -> None:
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_owns_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    assert text.count("\n") < 400
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > 60
    ]
    assert long == []


def test_the_story_of_a_photo_names_its_modules() -> None:
    story = ast.get_docstring(ast.parse((ROOT / "indexer" / "__init__.py").read_text("utf-8")))
    assert story is not None
    told = set(re.findall(r"`(\w+)`", story))
    stations = {"scan", "decode", "encode", "catalog", "vectors", "previews", "ingest", "search"}
    assert stations <= told
    assert all(
        (ROOT / "indexer" / f"{name}.py").exists() or (ROOT / "indexer" / name).is_dir()
        for name in stations
    )

"""What Shoebox stands on is read from what is installed, each with its terms."""

from __future__ import annotations

from importlib.metadata import distribution

from app.help.licences import licences, version


def test_each_package_that_is_needed_is_told_with_its_version_and_terms() -> None:
    told = {each.name.lower(): each for each in licences()}
    for name in ("onnxruntime", "faiss-cpu", "numpy", "pillow", "pyside6-essentials"):
        assert told[name].version == distribution(name).version
    assert told["pyside6-essentials"].licence.startswith("LGPL-3.0-only")
    assert told["faiss-cpu"].licence == "MIT"
    assert "Apache" in told["tokenizers"].licence  # Known by its classifier alone.


def test_what_those_packages_need_and_contain_is_told_as_well() -> None:
    names = [each.name for each in licences()]
    assert {"shiboken6", "Qt", "SQLite", "Starter model"} <= set(names)
    assert names == sorted(names, key=str.lower)
    assert "shoebox" not in names
    assert all(each.licence for each in licences())


def test_what_only_builders_need_is_not() -> None:
    assert {"pytest", "ruff", "mypy"}.isdisjoint(each.name.lower() for each in licences())


def test_shoebox_knows_its_own_version() -> None:
    assert version() == distribution("shoebox").version

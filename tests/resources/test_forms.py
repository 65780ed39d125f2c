"""What a piece of Python says: its forms, what is filled in, and which of them count."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from resources.translations.forms import Form, Module, Scope, forms


def said(expression: str, module: Module | None = None) -> list[Form]:
    return forms(ast.parse(expression, mode="eval").body, Scope(module or Module()))


def said_by(function: str, module: Module | None = None) -> list[Form]:
    """Return what the last line of a function says, which returns it."""
    (made,) = ast.parse(dedent(function)).body
    assert isinstance(made, ast.FunctionDef)
    last = made.body[-1]
    assert isinstance(last, ast.Return)
    assert last.value is not None
    return forms(last.value, Scope(module or Module(), made))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('"It is there."', "It is there."),
        ('"It is " "there."', "It is there."),
        ('f"“{album.name}” is {what}."', "“{album}” is {what}."),
        ('f"{self.path} is {len(signs):,} long"', "{path} is {signs} long"),
        ('f"{one} and {one} and {other.one}"', "{one} and {one} and {one2}"),
        ("f\"there are {', '.join(names)}\"", "there are {names}"),
        ('"It is " + what', "It is {what}"),
        ('"{path} is {}".format(what, path=file)', "{file} is {what}"),
    ],
)
def test_a_text_has_one_form(expression: str, text: str) -> None:
    assert said(expression) == [Form(text)]


def test_what_is_no_text_has_none() -> None:
    for expression in ("path.name", "3", "told(words)", "[1, 2]", "left + right"):
        assert said(expression) == []


def test_a_choice_makes_two_forms() -> None:
    assert said("""f"It is {'here' if found else 'gone'}." """) == [
        Form("It is here."),
        Form("It is gone."),
    ]
    assert said("""f"The drive {name or 'that lay here'} is away." """) == [
        Form("The drive {name} is away."),
        Form("The drive that lay here is away."),
    ]


def test_a_choice_between_one_and_many_is_one_form_that_counts() -> None:
    many = Form("{n} photos are away", "{n} photo is away")
    counting = """f"{lost:,} {'photo is' if lost == 1 else 'photos are'} away" """
    assert said(counting) == [many]
    assert said_by("""
        def told(lost, where):
            photos, are = ("photo", "is") if lost == 1 else ("photos", "are")
            return f"{lost:,} {photos} {are} away"
    """) == [many]


def test_what_is_counted_without_being_told_does_not_count() -> None:
    assert said("""f"Some {'photo' if lost == 1 else 'photos'} of {root}" """) == [
        Form("Some photo of {root}"),
        Form("Some photos of {root}"),
    ]


def test_a_name_stands_for_what_it_is_set_to() -> None:
    constants: dict[str, ast.expr] = {"_RESTORE": ast.Constant("Restore it.")}
    assert said('f"It is damaged. {_RESTORE}"', Module(constants)) == [
        Form("It is damaged. Restore it.")
    ]
    assert said_by("""
        def told(other):
            hidden = ", which is hidden" if other.hidden else ""
            return f"There is an album “{other.name}”{hidden}."
    """) == [
        Form("There is an album “{other}”, which is hidden."),
        Form("There is an album “{other}”."),
    ]


def test_a_name_that_is_set_twice_is_filled_in() -> None:
    assert said_by("""
        def told(path):
            what = "a file"
            what = "a folder"
            return f"{path} is {what}"
    """) == [Form("{path} is {what}")]


def test_a_function_says_what_it_returns_with_the_names_of_its_caller() -> None:
    (counted,) = ast.parse(
        'def counted(ids):\n    return "1 photo" if len(ids) == 1 else f"{len(ids):,} photos"'
    ).body
    assert isinstance(counted, ast.FunctionDef)
    module = Module()
    module.functions["counted"] = (counted, module)
    assert said('f"Add “{name}” to {counted(wanted)}"', module) == [
        Form("Add “{name}” to {n} photos", "Add “{name}” to 1 photo")
    ]
    twice = said('f"Add to {counted(right)}, refuse for {counted(wrong)}"', module)
    assert twice == [
        Form("Add to {n} photos, refuse for 1 photo", "Add to 1 photo, refuse for 1 photo"),
        Form("Add to {n} photos, refuse for {wrong} photos",
             "Add to 1 photo, refuse for {wrong} photos"),
    ]  # fmt: skip

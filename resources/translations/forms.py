"""The forms of a sentence that a piece of Python makes: what it always says, and what is filled in.

`f"“{album.name}” is {'shown' if shown else 'hidden'}."` has two: `“{album}” is shown.` and
`“{album}” is hidden.` What is filled in stands in braces, by a name that its expression suggests.
Where one form is for one and another for many, they are one sentence, which counts: as {n}.
"""

from __future__ import annotations

import ast
import itertools
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Questions of one sentence that make forms of it; from more on, they say what is filled in.
_MOST_QUESTIONS: Final = 5
_DEEPEST: Final = 12

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a sentence.

    Attributes:
        text: In English, with what is filled in by name; of what is counted, the form for many.
        one: The form for one of what `text` counts as {n}; "" of what does not count.
    """

    text: str
    one: str = ""


@dataclass(slots=True)
class Module:
    """What names mean in a module.

    Attributes:
        constants: Name -> what it is set to, once and for all.
        functions: Name -> a function that returns one expression, and the module of it.
        taken_up: Ids of the nodes that became parts of what others say.
    """

    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, tuple[Function, Module]] = field(default_factory=dict)
    taken_up: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Scope:
    """What names mean in one place: in a function that is called, its arguments among them.

    Attributes:
        module: Where it is written.
        function: The function that it is in.
        arguments: Name -> what it was given for it, and where that is written.
        called: By whom and how, which tells apart two calls of one function.
    """

    module: Module
    function: Function | None = None
    arguments: Mapping[str, tuple[ast.expr, Scope]] = field(default_factory=dict)
    called: str = ""

    @property
    def local(self) -> Mapping[str, Sequence[ast.expr]]:
        """Name -> what it is set to, each time."""
        return {} if self.function is None else _local_of(self.function)

    def meaning(self, name: str) -> tuple[ast.expr, Scope] | None:
        """Return what a name stands for, and where that is written; None if it varies."""
        if name in self.arguments:
            return self.arguments[name]
        if name in self.local:
            values = self.local[name]
            return (values[0], self) if len(values) == 1 else None
        constant = self.module.constants.get(name)
        return None if constant is None else (constant, Scope(self.module))

    def key(self, node: ast.expr) -> str:
        """Return what tells a value from all others, whichever name it has here."""
        if isinstance(node, ast.Name) and node.id in self.arguments:
            given, there = self.arguments[node.id]
            return there.key(given)
        return f"{self.called} {ast.unparse(node)}"


@dataclass(frozen=True, slots=True)
class _Hole:
    """Something that is filled in: what it is, and a name for it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class _Question:
    """What a form depends on; if that is a count, what is counted, and which answer is many."""

    counts: str = ""
    many: bool = False


_Said = tuple["str | _Hole", ...]


def forms(node: ast.expr, scope: Scope) -> list[Form]:
    """Return the forms of the text that an expression makes; none where it makes no text."""
    asked = _questions(node, scope)
    if asked is None:
        return []
    said = {}
    for answers in itertools.product((True, False), repeat=len(asked)):
        speaker = _Speaker(dict(zip(asked, answers, strict=True)))
        said[answers] = speaker.say(node, scope) or ()
    return list(dict.fromkeys(_paired(said, list(asked.values()))))


def _questions(node: ast.expr, scope: Scope) -> dict[str, _Question] | None:
    """Return all that the text depends on, however it is answered; None if it makes no text."""
    asked: dict[str, _Question] = {}
    waiting: list[dict[str, bool]] = [{}]
    while waiting:
        answers = waiting.pop()
        speaker = _Speaker(answers)
        if speaker.say(node, scope) is None:
            return None
        fresh = [each for each in speaker.questions if each not in answers]
        asked |= {each: speaker.questions[each] for each in fresh}
        if fresh and len(asked) <= _MOST_QUESTIONS:
            waiting += [{**answers, fresh[0]: answer} for answer in (True, False)]
    return dict(list(asked.items())[:_MOST_QUESTIONS])


def _paired(said: Mapping[tuple[bool, ...], _Said], asked: Sequence[_Question]) -> Iterator[Form]:
    """Yield the forms, of which those for one and for many of what is counted are one."""
    for answers, pieces in said.items():
        place = _counted_in(pieces, answers, said, asked)
        if place is None:
            yield Form(_written(pieces))
        elif answers[place] == asked[place].many:
            one = said[_other(answers, place)]
            counts = asked[place].counts
            yield Form(_written(pieces, counts), _written(one, counts))


def _counted_in(
    pieces: _Said,
    answers: tuple[bool, ...],
    said: Mapping[tuple[bool, ...], _Said],
    asked: Sequence[_Question],
) -> int | None:
    """Return which question tells one from many of what this text, or its other form, counts."""
    for place, question in enumerate(asked):
        many = pieces if answers[place] == question.many else said[_other(answers, place)]
        if question.counts and any(
            isinstance(each, _Hole) and each.key == question.counts for each in many
        ):
            return place
    return None


def _other(answers: tuple[bool, ...], place: int) -> tuple[bool, ...]:
    return (*answers[:place], not answers[place], *answers[place + 1 :])


def _written(pieces: _Said, counts: str = "") -> str:
    """Return a text with what is filled in by name, no two by the same."""
    names: dict[str, str] = {counts: "n"} if counts else {}
    written = []
    for each in pieces:
        if isinstance(each, str):
            written.append(each)
            continue
        if each.key not in names:
            free = (f"{each.name}{number}" for number in itertools.count(2))
            taken = names.values()
            names[each.key] = each.name if each.name not in taken else next(
                name for name in free if name not in taken
            )  # fmt: skip
        written.append(f"{{{names[each.key]}}}")
    return "".join(written)


class _Speaker:
    """Says what one expression says, where each question is answered.

    Attributes:
        questions: Those that have come up, answered or not: not yet answered, it says yes.
    """

    def __init__(self, answers: Mapping[str, bool]) -> None:
        self._answers = answers
        self._depth = 0
        self.questions: dict[str, _Question] = {}

    def say(self, node: ast.expr, scope: Scope) -> _Said | None:
        """Return the pieces of a text, None of what is not written as one."""
        self._depth += 1
        said = self._say(node, scope) if self._depth <= _DEEPEST else None
        self._depth -= 1
        return said

    def _say(self, node: ast.expr, scope: Scope) -> _Said | None:
        match node:
            case ast.Constant(value=str(text)):
                return (text,)
            case ast.JoinedStr(values=values):
                return tuple(piece for each in values for piece in self._fill(each, scope))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._join(left, right, scope)
            case ast.IfExp() | ast.BoolOp() | ast.Subscript():
                return self._choose(node, scope)
            case ast.Name(id=name):
                meant = scope.meaning(name)
                return None if meant is None else self._take_up(*meant)
            case ast.Call():
                return self._call(node, scope)
        return None

    def _fill(self, node: ast.expr, scope: Scope) -> _Said:
        value = node.value if isinstance(node, ast.FormattedValue) else node
        return self.say(value, scope) or (_Hole(scope.key(value), _name(value, scope)),)

    def _join(self, left: ast.expr, right: ast.expr, scope: Scope) -> _Said | None:
        if self.say(left, scope) is None and self.say(right, scope) is None:
            return None
        return self._fill(left, scope) + self._fill(right, scope)

    def _choose(self, node: ast.expr, scope: Scope) -> _Said | None:
        choice = _choice(node)
        if choice is None:
            return None
        test, body, orelse = choice
        key = f"{scope.called} ? {ast.unparse(test)}"
        self.questions[key] = _question(test, scope)
        yes, no = self.say(body, scope), self.say(orelse, scope)
        if yes is None and no is None:
            return None
        return self._fill(body if self._answers.get(key, True) else orelse, scope)

    def _call(self, node: ast.Call, scope: Scope) -> _Said | None:
        match node.func:
            case ast.Attribute(value=template, attr="format"):
                return self._format(self.say(template, scope), node, scope)
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
                if name in scope.module.functions:
                    function, module = scope.module.functions[name]
                    return self._take_up(returned(function), called(function, module, node, scope))
        return None

    def _take_up(self, node: ast.expr, scope: Scope) -> _Said | None:
        said = self.say(node, scope)
        if said is not None:
            scope.module.taken_up.add(id(node))
        return said

    def _format(self, said: _Said | None, node: ast.Call, scope: Scope) -> _Said | None:
        if said is None or len(said) != 1 or not isinstance(said[0], str):
            return None
        given = iter(node.args)
        named = {each.arg: each.value for each in node.keywords}
        pieces: list[str | _Hole] = []
        for text in re.split(r"(\{\w*\})", said[0]):
            if not re.fullmatch(r"\{\w*\}", text):
                pieces.append(text)
                continue
            value = named.get(text[1:-1]) if text != "{}" else next(given, None)
            pieces += (_Hole(text, text[1:-1]),) if value is None else self._fill(value, scope)
        return tuple(filter(None, pieces))


def returned(function: Function) -> ast.expr:
    """Return the one expression that a function returns."""
    (value,) = (each.value for each in ast.walk(function) if isinstance(each, ast.Return))
    assert value is not None
    return value


def called(function: Function, module: Module, call: ast.Call, scope: Scope) -> Scope:
    """Return what names mean in a function that is called so."""
    taken = [each.arg for each in function.args.args if each.arg != "self"]
    given = dict(zip(taken, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg is not None}
    arguments = {name: (value, scope) for name, value in given.items()}
    how = f"{scope.called}{ast.unparse(call)}"
    return Scope(module, function, arguments, how)


@cache
def _local_of(function: Function) -> dict[str, list[ast.expr]]:
    """Return what each name of a function is set to, each time."""
    found: dict[str, list[ast.expr]] = {each.arg: [] for each in _parameters(function)}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
                found.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value):
                _note_places(names, value, found)
            case ast.Name(id=name, ctx=ast.Store()):
                found.setdefault(name, [])
    return found


def _parameters(function: Function) -> list[ast.arg]:
    taken = function.args
    return [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]


def _note_places(
    names: Sequence[ast.expr], value: ast.expr, found: dict[str, list[ast.expr]]
) -> None:
    """Note what the names on the left of one assignment get, each its own place of the right."""
    for place, name in enumerate(names):
        if isinstance(name, ast.Name):
            one = value.elts[place] if isinstance(value, ast.Tuple) else None
            at = ast.Subscript(value, ast.Constant(place), ast.Load())
            found.setdefault(name.id, []).append(one or at)


def _choice(node: ast.expr) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """Return a question, and what is said if so and if not; None of what is no such choice."""
    match node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return test, body, orelse
        case ast.BoolOp(op=ast.Or(), values=[first, second]):
            return first, first, second
        case ast.Subscript(value=ast.IfExp() as both, slice=ast.Constant(value=int(place))):
            if isinstance(both.body, ast.Tuple) and isinstance(both.orelse, ast.Tuple):
                return both.test, both.body.elts[place], both.orelse.elts[place]
    return None


def _question(test: ast.expr, scope: Scope) -> _Question:
    match test:
        case ast.Compare(left=left, ops=[how], comparators=[ast.Constant(value=1)]):
            if isinstance(how, ast.Eq | ast.NotEq | ast.Gt):
                return _Question(scope.key(left), many=not isinstance(how, ast.Eq))
    return _Question()


_SAID_OF_OTHERS: Final = ("name", "title", "strerror", "path", "reason")


def _name(node: ast.expr, scope: Scope) -> str:
    """Return a name for what an expression gives, which a translator may make sense of."""
    match node:
        case ast.Name(id=name):
            return _name_of(name, scope)
        case ast.Attribute(value=owner, attr=name) if name in _SAID_OF_OTHERS:
            return name if _is_nobody(owner) else _name(owner, scope)
        case ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(func=ast.Attribute(value=owner), args=[]) | ast.Subscript(value=owner):
            return _name(owner, scope)
        case ast.Call(args=[first, *_]) | ast.Starred(value=first) | ast.BinOp(left=first):
            return _name(first, scope)
        case ast.BoolOp(values=[first, *_]) | ast.IfExp(body=first):
            return _name(first, scope)
        case ast.GeneratorExp(generators=[each, *_]) | ast.ListComp(generators=[each, *_]):
            return _name(each.iter, scope)
    return "part"


def _name_of(variable: str, scope: Scope) -> str:
    if variable in scope.arguments:
        return _name(*scope.arguments[variable])
    # In a function that is called, what it makes of its arguments bears their names.
    made_of = scope.local.get(variable, []) if scope.called else []
    return _name(made_of[0], scope) if len(made_of) == 1 else variable.strip("_").lower()


def _is_nobody(node: ast.expr) -> bool:
    """Whether the name of something tells nothing of what it is."""
    return isinstance(node, ast.Name) and node.id in ("self", "each", "said", "found", "wanted")

"""Formulas over named values: a small, safe language that is checked before it is kept.

Numbers, dates, texts and truths; `+ - * / %`, comparisons, `and or not`, `a if test else b`, and a few
functions. What is read by a formula is known from its text, and so is the type of its result. A missing value
makes the result missing, except in `default` and `known`. Nothing of Python but this can be written.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Any, Literal

from pilothouse.kit.errors import Invalid

Type = Literal["number", "date", "text", "truth"]
Value = float | date | str | bool | None
Run = Callable[[Mapping[str, Value]], Value]

LONGEST = 500  # characters
DEEPEST = 20  # operations within each other
MOST_DAYS = 100_000  # that may be added to a date
FUNCTIONS = ("abs", "contains", "default", "known", "max", "min", "round")
_TEXT = 500  # characters of a result


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: the type of its result, the names that it reads, and how it is evaluated."""

    result: Type
    reads: frozenset[str]
    run: Run


def parse(text: str, names: Mapping[str, Type]) -> Formula:
    """The formula `text` over `names`. Raises `Invalid` at `formula` with what is wrong and how to fix it."""
    if not text.strip():
        raise _wrong("The formula is empty.", "Write one, such as value / estimate.")
    if len(text) > LONGEST:
        raise _wrong(f"The formula has {len(text):,} characters; {LONGEST} are the most.", "Shorten it.")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _wrong(
            "This is no formula.",
            "Write one such as value / estimate, or 'late' if deadline < earliest_start else ''.",
        ) from None
    reader = _Reader(names)
    result, run = reader.read(tree.body, 0)
    return Formula(result, frozenset(reader.reads), run)


def ordered(reads: Mapping[str, Iterable[str]]) -> list[str]:
    """Names so that each comes after those it reads. Raises `Invalid` naming the circle."""
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise _wrong(f"The formula reads itself: {circle}.", "Take one of these out of a formula.")
        if name in reads and name not in done:
            for other in sorted(reads[name]):
                visit(other, (*path, name))
            done.append(name)

    for name in sorted(reads):
        visit(name, ())
    return done


def _wrong(message: str, cure: str) -> Invalid:
    return Invalid(message, where="formula", cure=cure)


_Read = tuple[Type, Run]
_SUMS: Mapping[type[ast.operator], tuple[str, Callable[[float, float], float]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.Mod: ("%", operator.mod),
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class _Reader:
    """Turns a tree into a function, or says why it is not allowed."""

    def __init__(self, names: Mapping[str, Type]) -> None:
        self.names = names
        self.reads: set[str] = set()

    def read(self, node: ast.AST, depth: int) -> _Read:
        if depth > DEEPEST:
            raise _wrong("The formula is too deep.", "Split it into two fields.")
        readers: dict[type[ast.AST], Callable[[Any, int], _Read]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.BinOp: self._sum,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._both,
            ast.Compare: self._compare,
            ast.IfExp: self._choice,
            ast.Call: self._call,
        }
        if reader := readers.get(type(node)):
            return reader(node, depth + 1)
        raise _wrong(
            "The formula uses something that formulas do not have.",
            "Use numbers, texts, field names, + - * / %, comparisons, and, or, not, if else, and "
            f"{', '.join(FUNCTIONS)}.",
        )

    def _constant(self, node: ast.Constant, depth: int) -> _Read:
        value = node.value
        if isinstance(value, bool):
            return "truth", lambda _: value
        if isinstance(value, int | float):
            number = _finite(float(value)) if abs(value) < 1e300 else None
            return "number", lambda _: number
        if isinstance(value, str):
            return "text", lambda _: value
        raise _wrong("The formula has a value that is no number, text or truth.", "Use one of these.")

    def _name(self, node: ast.Name, depth: int) -> _Read:
        name = node.id.lower()
        if name not in self.names:
            known = ", ".join(sorted(self.names))
            raise _wrong(f"The formula reads {node.id}, which is no field.", f"Use one of: {known}.")
        self.reads.add(name)
        return self.names[name], lambda values: values.get(name)

    def _sum(self, node: ast.BinOp, depth: int) -> _Read:
        if type(node.op) not in _SUMS:
            raise _wrong("The formula has an operator that formulas do not have.", "Use + - * / or %.")
        sign, act = _SUMS[type(node.op)]
        (left, first), (right, second) = self.read(node.left, depth), self.read(node.right, depth)
        if left == right == "number":
            return "number", _of_two(first, second, lambda a, b: _number(act, a, b))
        if left == "date" and right == "number" and sign in "+-":
            return "date", _of_two(first, second, lambda a, b: _moved(a, b if sign == "+" else -b))
        if left == right == "date" and sign == "-":
            return "number", _of_two(first, second, lambda a, b: float((a - b).days))
        if left == right == "text" and sign == "+":
            return "text", _of_two(first, second, lambda a, b: f"{a}{b}"[:_TEXT])
        raise _wrong(f"A {left} {sign} a {right} means nothing.", "Use numbers, or a date and days.")

    def _unary(self, node: ast.UnaryOp, depth: int) -> _Read:
        kind, run = self.read(node.operand, depth)
        if isinstance(node.op, ast.Not) and kind == "truth":
            return "truth", _of_one(run, lambda value: not value)
        if isinstance(node.op, ast.USub) and kind == "number":
            return "number", _of_one(run, lambda value: -value)  # type: ignore[operator]
        raise _wrong(
            f"A {kind} cannot be turned round.", "Use - before a number and not before a comparison."
        )

    def _both(self, node: ast.BoolOp, depth: int) -> _Read:
        parts = [self._as(value, "truth", depth) for value in node.values]
        join = all if isinstance(node.op, ast.And) else any
        return "truth", _of_all(parts, lambda values: join(bool(value) for value in values))

    def _compare(self, node: ast.Compare, depth: int) -> _Read:
        sides = [self.read(side, depth) for side in (node.left, *node.comparators)]
        kinds = {kind for kind, _ in sides}
        acts = [_COMPARED.get(type(op)) for op in node.ops]
        if len(kinds) != 1 or None in acts:
            raise _wrong(
                f"A {' and a '.join(sorted(kinds))} cannot be compared like that.",
                "Compare two numbers, two dates or two texts by == != < <= > or >=.",
            )
        pairs = [act for act in acts if act is not None]
        return "truth", _of_all(
            [run for _, run in sides],
            lambda values: all(act(values[at], values[at + 1]) for at, act in enumerate(pairs)),
        )

    def _choice(self, node: ast.IfExp, depth: int) -> _Read:
        test = self._as(node.test, "truth", depth)
        kind, yes = self.read(node.body, depth)
        no = self._as(node.orelse, kind, depth)

        def run(values: Mapping[str, Value]) -> Value:
            found = test(values)
            return None if found is None else yes(values) if found else no(values)

        return kind, run

    def _as(self, node: ast.AST, wanted: Type, depth: int) -> Run:
        kind, run = self.read(node, depth)
        if kind != wanted:
            raise _wrong(f"A {kind} stands where a {wanted} is needed.", "Make both parts of the same type.")
        return run

    def _call(self, node: ast.Call, depth: int) -> _Read:
        name = node.func.id.lower() if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords:
            raise _wrong("The formula has a function that is not known.", f"Use {', '.join(FUNCTIONS)}.")
        found = [self.read(argument, depth) for argument in node.args]
        kinds, runs = [kind for kind, _ in found], [run for _, run in found]
        made = _CALLS[name](kinds, runs)
        if made is None:
            raise _wrong(f"{name} is not given what it needs.", f"Write {_USE[name]}.")
        return made


def _of_one(run: Run, act: Callable[[Value], Value]) -> Run:
    def found(values: Mapping[str, Value]) -> Value:
        value = run(values)
        return None if value is None else act(value)

    return found


def _of_two(first: Run, second: Run, act: Callable[..., Value]) -> Run:
    return _of_all([first, second], lambda values: act(*values))


def _of_all(runs: Sequence[Run], act: Callable[[list[Value]], Value]) -> Run:
    """`act` on the values of all; missing when one of them is."""

    def found(values: Mapping[str, Value]) -> Value:
        parts = [run(values) for run in runs]
        return None if any(part is None for part in parts) else act(parts)

    return found


def _number(act: Callable[[float, float], float], first: Value, second: Value) -> float | None:
    assert isinstance(first, int | float)
    assert isinstance(second, int | float)
    try:
        return _finite(act(first, second))
    except (ZeroDivisionError, OverflowError):
        return None


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _moved(day: Value, days: float) -> date | None:
    assert isinstance(day, date)
    try:
        return day + timedelta(days=round(days)) if abs(days) <= MOST_DAYS else None
    except OverflowError:
        return None


def _least(choose: Callable[[list[Value]], Value]) -> Callable[[list[Type], list[Run]], _Read | None]:
    def made(kinds: list[Type], runs: list[Run]) -> _Read | None:
        same = len(set(kinds)) == 1 and kinds[0] in ("number", "date")
        return (kinds[0], _of_all(runs, choose)) if same else None

    return made


def _absolute(kinds: list[Type], runs: list[Run]) -> _Read | None:
    return ("number", _of_one(runs[0], abs)) if kinds == ["number"] else None  # type: ignore[arg-type]


def _rounded(kinds: list[Type], runs: list[Run]) -> _Read | None:
    if kinds == ["number"]:
        return "number", _of_one(runs[0], lambda value: float(round(value)))  # type: ignore[arg-type]
    if kinds != ["number", "number"]:
        return None
    return "number", _of_all(runs, lambda parts: round(parts[0], max(-9, min(9, int(parts[1])))))  # type: ignore[arg-type]


def _default(kinds: list[Type], runs: list[Run]) -> _Read | None:
    if len(kinds) != 2 or kinds[0] != kinds[1]:
        return None

    def run(values: Mapping[str, Value]) -> Value:
        found = runs[0](values)
        return runs[1](values) if found is None else found

    return kinds[0], run


def _known(kinds: list[Type], runs: list[Run]) -> _Read | None:
    return ("truth", lambda values: runs[0](values) is not None) if len(kinds) == 1 else None


def _contains(kinds: list[Type], runs: list[Run]) -> _Read | None:
    if kinds != ["text", "text"]:
        return None
    return "truth", _of_two(runs[0], runs[1], lambda whole, part: str(part).lower() in str(whole).lower())


_CALLS: Mapping[str, Callable[[list[Type], list[Run]], _Read | None]] = {
    "abs": _absolute,
    "contains": _contains,
    "default": _default,
    "known": _known,
    "max": _least(max),  # type: ignore[arg-type]
    "min": _least(min),  # type: ignore[arg-type]
    "round": _rounded,
}
_USE = {
    "abs": "abs(number)",
    "contains": "contains(text, 'part')",
    "default": "default(field, what counts when it is empty)",
    "known": "known(field)",
    "max": "max(a, b) of numbers or dates",
    "min": "min(a, b) of numbers or dates",
    "round": "round(number) or round(number, 2)",
}

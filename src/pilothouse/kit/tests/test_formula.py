"""Formulas give what a person works out by hand, and nothing else can be written."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pilothouse.kit.errors import Invalid
from pilothouse.kit.formula import ordered, parse

NAMES: Any = {"reach": "number", "estimate": "number", "deadline": "date", "kind": "text", "late": "truth"}
VALUES = {"reach": 12.0, "estimate": 4.0, "deadline": date(2027, 3, 1), "kind": "build", "late": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reach / estimate", 3.0),
        ("reach - 2 * estimate", 4.0),
        ("-reach % 5", 3.0),
        ("round(reach / 7, 2)", 1.71),
        ("min(reach, estimate, 9)", 4.0),
        ("deadline - 28", date(2027, 2, 1)),
        ("deadline - (deadline - 3)", 3.0),
        ("kind == 'build' and reach > 10", True),
        ("1 < estimate < 3", False),
        ("'big' if reach >= 12 else 'small'", "big"),
        ("contains(kind, 'UI')", True),
        ("not late", False),
        ("kind + ' work'", "build work"),
    ],
)
def test_a_formula_gives_what_it_says(text: str, expected: Any) -> None:
    assert parse(text, NAMES).run(VALUES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reach / estimate", None),
        ("default(estimate, 2) * 2", 4.0),
        ("known(estimate)", False),
        ("1 if known(estimate) else 0", 0.0),
        ("reach / (reach - reach)", None),
        ("reach * 1e308 * 10", None),
        ("deadline + 1e9", None),
    ],
)
def test_what_is_missing_or_cannot_be_makes_the_result_missing(text: str, expected: Any) -> None:
    assert parse(text, NAMES).run({**VALUES, "estimate": None}) == expected


def test_a_formula_knows_what_it_reads_and_what_it_gives() -> None:
    found = parse("Reach / 2 if kind == 'build' else estimate", NAMES)

    assert (found.result, found.reads) == ("number", {"reach", "kind", "estimate"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("reach /", "no formula"),
        ("reach + kind", "A number + a text means nothing"),
        ("deadline + deadline", "A date + a date"),
        ("kind > 3", "cannot be compared"),
        ("size * 2", "size, which is no field"),
        ("reach ** 9", "operator"),
        ("__import__('os')", "not known"),
        ("reach.real", "formulas do not have"),
        ("[reach]", "formulas do not have"),
        ("lambda: 1", "formulas do not have"),
        ("min(reach, kind)", "min is not given"),
        ("1 if reach else 2", "A number stands where a truth"),
        ("1 if late else 'x'", "A text stands where a number"),
        ("b'x' == b'y'", "no number, text or truth"),
        ("1+" * 300 + "1", "characters"),
        ("-" * 30 + "1", "too deep"),
    ],
)
def test_what_is_wrong_is_said_at_the_formula(text: str, told: str) -> None:
    with pytest.raises(Invalid) as error:
        parse(text, NAMES)

    assert told in error.value.message
    assert error.value.where == "formula"
    assert error.value.cure


@settings(max_examples=60, deadline=None)
@given(some.text(alphabet="reach estimate()+-*/%<>=. '01ifelsenotand,[]{}", max_size=40))
def test_any_text_is_refused_or_evaluates(text: str) -> None:
    with suppress(Invalid):
        formula = parse(text, NAMES)
        formula.run(VALUES)
        formula.run({})


def test_formulas_are_computed_after_what_they_read_and_circles_are_named() -> None:
    assert ordered({"score": {"ratio", "reach"}, "ratio": {"reach"}}) == ["ratio", "score"]

    with pytest.raises(Invalid, match="a → b → a"):
        ordered({"a": {"b"}, "b": {"a"}})

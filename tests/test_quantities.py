"""Every number that comes in lies between bounds, whichever door it comes through."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from math import isfinite
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

import pilothouse
from pilothouse.engine.calendar import PlanClock, WorkCalendar
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.quantities import BY_NAME, Quantity
from pilothouse.engine.schedule.problem import Effort, Item, Person, Problem
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import measured
from tests.operations import operations
from tools.docs.openapi import document

# Numbers that are no quantities: which row, which version, how many of a list, what a job is told.
_ROWS = re.compile(r"(_id|_ids|^ids|^id|^into|people|paused|product_ids|quoted_id)(\[\])?$")
_OTHERS = {
    "assignee",
    "custom_field",
    "owner",
    "release",
    "team",
    "days",
    "hour",
    "importance",
    "draws",
    "seed",
    "amends",
    "keep_to",
    "proposal",
    "sus[]",
    "up_to",
    "was",
    "weekdays[]",
}


def _numbers(
    schema: Mapping[str, Any], path: str, seen: frozenset[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and schemas of the numbers in a body."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in seen:
            yield from _numbers(document()["components"]["schemas"][name], path, seen | {name})
        return
    if schema.get("type") in ("number", "integer"):
        yield path, dict(schema)
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from _numbers(each, path, seen)
    for name, each in schema.get("properties", {}).items():
        yield from _numbers(each, name, seen)
    if isinstance(schema.get("items"), dict):
        yield from _numbers(schema["items"], f"{path}[]", seen)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _numbers(schema["additionalProperties"], path, seen)


SENT = sorted(
    {
        (row.id, name, low, most)
        for row in operations()
        for name, schema in _numbers(row.body or {}, "", frozenset())
        for low in [schema.get("minimum", schema.get("exclusiveMinimum"))]
        for most in [schema.get("maximum", schema.get("exclusiveMaximum"))]
        if name != "custom"  # judged by what the workspace says of the field
    },
    key=str,
)


def test_every_number_of_a_body_has_bounds_and_a_quantity() -> None:
    unbounded = [f"{id}: {name}" for id, name, low, most in SENT if low is None or most is None]
    unknown = sorted(
        {
            name
            for _, name, _, _ in SENT
            if name not in BY_NAME and not _ROWS.search(name) and name not in _OTHERS
        }
    )

    assert not unbounded
    assert not unknown, "name their quantity in engine/quantities.py"


def test_no_door_takes_more_than_its_quantity() -> None:
    wide = [
        f"{id}: {name}"
        for id, name, low, most in SENT
        if name in BY_NAME and ((low < BY_NAME[name].low and low != 0) or most > BY_NAME[name].most)
    ]

    assert not wide


def _forms() -> set[type[forms.Form]]:
    found: set[type[forms.Form]] = set()
    for module in walk_packages(pilothouse.__path__, "pilothouse."):
        if re.search(r"\bforms\b|_forms\b", module.name) and "tests" not in module.name:
            for _, value in inspect.getmembers(import_module(module.name), inspect.isclass):
                if issubclass(value, forms.Form):
                    found.add(value)
    return found


def test_every_number_of_a_form_has_bounds() -> None:
    loose = [
        f"{form.__name__}.{name}"
        for form in _forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField)  # the class of all fields of numbers
        and not isinstance(field.widget, forms.HiddenInput)
        and (field.min_value is None or field.max_value is None)
    ]

    assert not loose


@given(st.sampled_from(sorted(BY_NAME)), st.floats())
def test_what_is_refused_says_so_and_what_is_kept_can_be_divided_by(name: str, value: float) -> None:
    quantity = BY_NAME[name]
    if quantity.fault(value):
        with pytest.raises(Invalid, match=re.escape(quantity.cure)) as refused:
            measured(quantity, value, name)
        assert refused.value.where == name
        return
    measured(quantity, value, name)
    assert isfinite(value)
    assert value == 0 or quantity.low == quantity.least or abs(1 / value) < 1e6


@pytest.mark.parametrize("share", [1e-300, 1e-20, 5e-324, -0.1, 2.0, float("nan"), float("inf")])
def test_a_problem_knows_no_capacity_next_to_nothing(share: float) -> None:
    with pytest.raises(InvalidProblem):
        Problem((Item("a", effort=Effort(1, 1, 1)),), (Person("p", capacity=((0, share),)),))


def test_a_calendar_without_working_days_is_refused_with_its_name_and_date() -> None:
    start = date(2027, 1, 4)
    closed = frozenset(start + timedelta(days=day) for day in range(4_000))

    with pytest.raises(InvalidProblem, match=r"calendar of Monday from 2027-01-04 on.*up to 203\d-"):
        PlanClock(start, WorkCalendar(frozenset({0}), closed)).start_date(3.0)


@given(st.dates(date(1970, 1, 1), date(2200, 12, 31)), st.integers(-10, 900))
def test_working_days_are_counted_as_one_by_one(first: date, span: int) -> None:
    closed = frozenset(first + timedelta(days=day) for day in (0, 3, 9, 200))
    calendar = WorkCalendar(frozenset({0, 2, 5}), closed)
    days = [first + timedelta(days=day) for day in range(span + 1)]

    assert calendar.working_days(first, first + timedelta(days=span)) == sum(map(calendar.is_working, days))


def test_a_quantity_says_what_is_too_little_and_what_too_much() -> None:
    share = Quantity("share", 0.01, 1.0, "share")

    assert share.fault(0) == share.fault(0.5) == ""
    assert share.fault(1e-300) == "The share is above 0 and below 1 %."
    assert share.fault(1.5) == "The share lies outside 0 to 100 %."
    assert share.fault(float("nan")) == "The share is not a number."
    assert share.cure == "Give 0, or 1 to 100 %."

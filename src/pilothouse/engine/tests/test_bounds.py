"""Bounds that can be reckoned by hand, those of real instances, and that no plan beats one."""

from __future__ import annotations

import csv
import tarfile
from math import ceil
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings

from pilothouse.engine.formats.imopse import read_def
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Cap, Dependency, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems
from tests.realdata import path


def row(name: str, days: float, skill: str, **more: object) -> Item:
    return Item(name, effort=exactly(days), needs=(Need(skill, 1.0),), **more)  # type: ignore[arg-type]


def bound(problem: Problem) -> float:
    return lower_bound(compile_problem(problem))


ANA, BEN = Person("ana", skills={"a": 1.0, "b": 1.0}), Person("ben", skills={"b": 1.0, "c": 1.0})
CAI = Person("cai", skills={"d": 1.0})


def test_two_skills_of_the_same_people_are_one_set() -> None:
    """Each of a, b and c alone asks for 8 days at most; all three are 18 days of two people."""
    items = (row("x", 8, "a"), row("y", 4, "b"), row("z", 6, "c"), row("w", 1, "d"))
    assert bound(Problem(items, (ANA, BEN, CAI))) == pytest.approx(9.0)


def test_calendars_count_in_a_set() -> None:
    away = Person("ben", skills={"b": 1.0, "c": 1.0}, capacity=((0, 0.0), (4, 1.0)))
    items = (row("x", 5, "a"), row("y", 5, "b"), row("z", 4, "c"))
    assert bound(Problem(items, (ANA, away, CAI))) == pytest.approx(9.0)


def test_a_share_of_a_person_is_as_much_as_it_says() -> None:
    part = Person("ana#x", skills={"a": 1.0}, capacity=((0, 0.4),), only=frozenset("x"), of="ana")
    rest = Person("ana#", skills={"a": 1.0}, capacity=((0, 0.6),), besides=frozenset("x"), of="ana")
    items = (row("x1", 2, "a", product="x"), row("x2", 2, "a", product="x"), row("y", 1, "a", product="y"))
    strict = Problem(items, (part, rest), strict=True)
    assert bound(strict) == pytest.approx(10.0)


def test_in_strict_order_each_product_is_bounded_around_those_above() -> None:
    """Ana has x for five days, then y's chain of three and two; with no order two people would need five."""
    items = (row("x", 5, "a", product="x"), row("y1", 3, "a", product="y", rank=1))
    items = (*items, row("y2", 2, "b", product="y", rank=1))
    problem = Problem(items, (ANA, BEN), (Dependency("y1", "y2"),), strict=True)
    plan = solve(problem)
    assert (plan.makespan, plan.lower_bound, plan.gap, plan.status) == (10.0, 10.0, 0.0, "optimal")


def test_free_time_that_holds_no_item_whole_is_no_help() -> None:
    """Dee is free on days 0 to 2 and from day 6 on: three days of work begin on day 6."""
    dee = Person("dee", skills={"d": 1.0})
    items = (row("x", 4, "d", product="x", earliest=2.0), row("y", 3, "d", product="y", rank=1))
    plan = solve(Problem(items, (dee,), strict=True))
    assert (plan.makespan, plan.lower_bound) == (9.0, 9.0)


def test_a_cap_is_a_bound() -> None:
    items = tuple(row(f"x{number}", 3, "b", product="x") for number in range(4))
    cap = Cap("team", ("ana", "ben"), ("x",), 1)
    assert bound(Problem(items, (ANA, BEN), caps=(cap,))) == pytest.approx(12.0)


def test_products_end_no_sooner_than_in_the_best_order() -> None:
    """Work of 2, 4 and 6 days for one person: 2, 6 and 12, on average 6 2/3; by weight 6 comes first."""
    items = tuple(row(f"{name}1", days, "d", product=name) for name, days in (("x", 2), ("y", 4), ("z", 6)))
    assert bound(Problem(items, (CAI,))) == pytest.approx(20 / 3)
    heavy = Problem(items, (CAI,), product_weights={"z": 8.0})
    assert bound(heavy) == pytest.approx((8 * 6 + 8 + 12) / 10)
    assert solve(heavy, limit=Limit(passes=50)).status == "optimal"


def test_many_products_are_bounded_by_their_places() -> None:
    """Thirteen products of one day each end on days 1 to 13; the last one weighs ten, and would be first."""
    items = tuple(row(f"x{number}", 1, "d", product=f"p{number}") for number in range(13))
    assert bound(Problem(items, (CAI,))) == pytest.approx(7.0)
    assert bound(Problem(items, (CAI,), product_weights={"p12": 10.0})) == pytest.approx((91 + 9) / 22)


def test_a_product_takes_as_long_as_its_chain() -> None:
    items = tuple(row(f"x{number}", 3, "b", product="x") for number in range(3))
    edges = (Dependency("x0", "x1"), Dependency("x1", "x2"))
    problem = Problem((*items, row("y", 1, "b", product="y")), (ANA, BEN), edges)
    assert bound(problem) == pytest.approx((9 + 1) / 2)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_no_plan_ends_before_its_bound(problem: Problem) -> None:
    plan = solve(problem, limit=Limit(passes=30))
    assert plan.lower_bound <= plan.makespan + 1e-6


def test_bounds_of_imopse_are_those_of_reference() -> None:
    with path("wings/team/imopse_d36_reference_bounds.csv").open() as stream:
        wanted = {row["instance"]: int(row["makespan_lower_bound"]) for row in csv.DictReader(stream)}
    found = {}
    with tarfile.open(path("wings/team/imopse_d36_small.tar.gz")) as archive:
        for member in archive:
            name = PurePosixPath(member.name).stem
            stream = archive.extractfile(member) if name in wanted else None
            if stream is not None:
                found[name] = ceil(bound(read_def(stream.read().decode(errors="replace"))) - 1e-6)
    assert found == wanted
    assert len(found) == 36

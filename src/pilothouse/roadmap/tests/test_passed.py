"""An item that stays while the work before it changes: its simulated end moves, and the cause is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.engine.schedule.plan import Placed, Plan, Reason
from pilothouse.roadmap.contracts import Moved, Passed
from pilothouse.roadmap.planning.keeping import passed
from pilothouse.roadmap.planning.problem import read
from pilothouse.roadmap.queries.causes import Causes

pytestmark = pytest.mark.django_db


def at(name: str, start: float, *people: str) -> Placed:
    return Placed(name, start, start + 5.0, people, Reason("plan_start", None, None, ""))


def told(small: Any, before: list[Placed], after: list[Placed]) -> dict[str, Passed]:
    plan = Plan(tuple(after), 30.0, 30.0, 0.0, "feasible", (), 0, 0)
    return passed(read(actor=small.actor, today=small.now.date()), before, plan)


def test_what_moves_past_an_item_of_the_same_people_is_named(small: Any) -> None:
    stay, other, away = (small.item(title, 5.0, owner_id=small.ana) for title in ("Stay", "Other", "Away"))
    one, two, three = (str(row.id) for row in (stay, other, away))
    first = [at(one, 10.0, "a"), at(two, 0.0, "a"), at(three, 20.0, "b")]
    behind = [at(one, 10.0, "a"), at(two, 20.0, "a"), at(three, 20.0, "b")]
    given = [at(one, 10.0, "a"), at(two, 0.0, "b"), at(three, 20.0, "b")]

    gone = "Other, which was ahead of it, comes after it now"
    assert told(small, first, behind) == {stay.key: Passed(gone, "")}
    assert told(small, behind, first) == {stay.key: Passed("", "Other goes ahead of it now")}
    gone = "Other, which was ahead of it, is done by others now"
    assert told(small, first, given) == {
        stay.key: Passed(gone, ""),
        away.key: Passed("", "Other goes ahead of it now"),
    }
    assert told(small, first, first) == {}


def test_the_cause_of_a_simulated_end_is_what_moved_past_in_its_direction(small: Any) -> None:
    item = small.item("Stay", 5.0)
    why = Causes.of(
        small.actor, (), {item.key: Passed("Other, which was ahead of it, comes after it now", "")}
    )
    early, late = (date(2026, 3, 2), date(2026, 3, 20))
    earlier = Moved(item.key, "Stay", False, early, early, late, early, -18, "")
    later = Moved(item.key, "Stay", False, early, early, early, late, 18, "")

    assert [row.why for row in why.explained([earlier, later])] == [
        "planned to start as before with the same people; Other, which was ahead of it, comes after it now",
        "planned to start as before with the same people; only its simulated end moved",
    ]

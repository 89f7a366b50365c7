"""What the timeline draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Timeline


def _timeline(small: Any) -> Any:
    return queries.timeline(actor=small.actor, today=small.now.date(), product_id=small.product_id)


@pytest.fixture
def drawn(small: Any) -> Any:
    """A release of two items, one part of the other, and a milestone that waits, outside of it."""
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=date(2026, 3, 1)
    )
    goal = small.item("Goal", None, level="objective")
    whole = small.item("Whole", None, level="feature", parent_key=goal.key, release_id=release.id)
    part = small.item("Part", 3.0, parent_key=whole.key, release_id=release.id)
    done = small.item("Feature complete", None, milestone=True)
    small.after(part, done)
    small.plan()
    return small


def test_releases_come_first_with_their_items_beneath_then_the_rest(drawn: Any) -> None:
    shown = [(row.depth, row.shape, row.title) for row in _timeline(drawn).rows]

    assert shown == [
        (0, "release", "1.0"),
        (1, "summary", "Whole"),
        (2, "bar", "Part"),
        (0, "bar", "Goal"),
        (0, "milestone", "Feature complete"),
    ]


def test_every_parent_is_a_row_above(drawn: Any) -> None:
    seen: set[str] = set()
    for row in _timeline(drawn).rows:
        assert row.parent is None or row.parent in seen
        seen.add(row.ref)


def test_a_release_starts_with_the_first_item_beneath_it_and_has_no_key(drawn: Any) -> None:
    release, whole, part, *_ = _timeline(drawn).rows

    assert release.start == min(whole.start, part.start)
    assert (release.key, part.key) == ("", "APP-3")


def test_a_row_has_its_objective_wherever_it_stands(drawn: Any) -> None:
    assert {row.title: row.objective for row in _timeline(drawn).rows}["Part"] == "Goal"


def test_a_link_goes_from_what_is_waited_for_to_what_waits(drawn: Any) -> None:
    found = _timeline(drawn)
    refs = {row.title: row.ref for row in found.rows}

    assert [(link.source, link.target, link.kind) for link in found.links] == [
        (refs["Part"], refs["Feature complete"], "FS")
    ]


def test_a_dependency_that_the_plan_does_not_keep_is_violated(drawn: Any) -> None:
    part, other = queries.item(actor=drawn.actor, key="APP-3"), drawn.item("Other", 5.0)
    drawn.plan()
    drawn.after(other, part)

    late = {link.source: link.violated for link in _timeline(drawn).links}

    assert late[f"roadmap.item:{other.id}"] is True
    assert late[f"roadmap.item:{part.id}"] is False


def test_rest_answers_the_contract_as_it_is(drawn: Any, api_for: Any) -> None:
    answer = api_for("viewer").get(f"/api/v1/timeline?product={drawn.product_id}")

    told = TypeAdapter(Timeline).validate_json(answer.content)

    assert replace(told, today=drawn.now.date()) == _timeline(drawn)


def test_what_is_over_stands_at_the_days_it_took(small: Any) -> None:
    small.item("Over", status="done", started_on=date(2026, 1, 5))

    row = _timeline(small).rows[0]

    assert (row.start, row.p50, row.p85) == (date(2026, 1, 5), small.now.date(), small.now.date())

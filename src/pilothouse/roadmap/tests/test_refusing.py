"""Moves of the newest plan that are refused afterwards: everything else of it stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.tests.test_portfolio import lab, order, theirs
from tests.reading import html

__all__ = ["lab"]
pytestmark = pytest.mark.django_db


def starts(run: Any) -> dict[str, tuple[date, tuple[int, ...]]]:
    """By title, where a run has each item, and whose it is."""
    rows = models.PlannedItem.objects.filter(run_id=run.id).select_related("item")
    return {row.item.title: (row.start, tuple(row.people)) for row in rows}


@pytest.fixture
def world(small: Any) -> Any:
    """Two chains, of Ana and of Ben, whose first items are done early; a third person has the longest item.
    The newest plan keeps them where they were, and there is a proposal that moves all four."""
    from pilothouse.team import services as team

    cy = team.add_person(actor=small.actor, now=small.now, name="Cy Doe").id
    small.item("Longest", 60.0, owner_id=cy)
    firsts = []
    for name, person in (("A", small.ana), ("B", small.ben)):
        row = [small.item(f"{name}{number}", 5.0, owner_id=person) for number in range(3)]
        small.after(row[0], row[1])
        small.after(row[1], row[2])
        firsts.append(row[0])
    small.plan()
    for row in firsts:
        services.complete_item(actor=small.actor, now=small.now, key=row.key, version=None)
    return small


def keys(small: Any) -> dict[str, str]:
    return dict(models.Item.objects.filter(workspace_id=small.actor.workspace_id).values_list("title", "key"))


def taken(small: Any) -> Any:
    """The plan with every move of a proposal."""
    proposal = small.plan(anew=True, kind="proposal")
    assert proposal.kept is not None
    moved = [row.key for row in proposal.kept.moves]
    assert {keys(small)[name] for name in ("A1", "A2", "B1", "B2")} <= set(moved)
    return small.plan(anew=False, proposal=proposal.number, accept=moved)


def test_refusing_one_accepted_move_leaves_the_others_accepted(world: Any) -> None:
    before = starts(queries.latest_run(actor=world.actor))
    made = taken(world)
    accepted = starts(made)
    assert all(accepted[name] < before[name] for name in ("A1", "A2", "B1", "B2"))

    after = world.plan(anew=False, amends=made.number, hold=[keys(world)["B2"]])

    assert starts(after) == accepted | {"B2": before["B2"]}
    assert after.kept is not None
    assert after.kept.run == made.kept.run
    assert after.kept.held == (keys(world)["B2"],)
    assert {row.title for row in after.kept.moves} == {"A1", "A2", "B1"}
    assert keys(world)["B2"] not in after.kept.accepted


def test_a_second_refusal_keeps_the_first(world: Any) -> None:
    before = starts(queries.latest_run(actor=world.actor))
    made = taken(world)
    first = world.plan(anew=False, amends=made.number, hold=[keys(world)["B2"]])
    second = world.plan(anew=False, amends=first.number, hold=[keys(world)["A2"]])

    assert starts(second) == starts(made) | {name: before[name] for name in ("A2", "B2")}


def test_refusing_a_move_of_a_plan_made_anew_leaves_the_rest_of_it(world: Any) -> None:
    before = starts(queries.latest_run(actor=world.actor))
    made = world.plan(anew=True)
    after = world.plan(anew=False, amends=made.number, hold=[keys(world)["A2"]])

    assert starts(after) == starts(made) | {"A2": before["A2"]}
    moved = {row.title: row.text for row in after.kept.moves}
    assert "stays" not in moved["B1"]


def test_an_accepted_move_that_cannot_be_made_names_the_rule(world: Any, client_for: Any) -> None:
    """A2 waits for A1, which was refused: it cannot start before."""
    proposal = world.plan(anew=True, kind="proposal")
    named = keys(world)
    made = world.plan(anew=False, proposal=proposal.number, accept=[named["A2"]], hold=[named["A1"]])
    assert made.kept is not None
    assert [(row.key, row.before < row.after) for row in made.kept.missed] == [(named["A2"], True)]

    page = html(client_for("viewer").get(f"roadmap/runs/{made.number}"))
    _, _, told = page.partition("Accepted, but not possible")
    assert "starts when A1 ends" in told
    assert "To allow it: end what it waits for sooner, or remove the dependency." in told


def test_only_moves_of_the_newest_plan_are_refused(world: Any, client_for: Any) -> None:
    first = taken(world)
    newest = world.plan(anew=False)
    with pytest.raises(Conflict, match=f"Run {first.number} is not the newest"):
        world.plan(anew=False, amends=first.number, hold=[keys(world)["A2"]])
    assert 'name="amends"' not in html(client_for("editor").get(f"roadmap/runs/{first.number}"))
    with pytest.raises(NotFound):
        world.plan(anew=False, amends=newest.number + 7)


def test_the_first_plan_has_no_move_to_refuse(small: Any) -> None:
    item = small.item("First", 5.0)
    run = small.plan()
    with pytest.raises(Invalid, match="moved nothing"):
        small.plan(anew=False, amends=run.number, hold=[item.key])


def test_a_products_part_counts_and_names_its_own_alone(small: Any, lab: Any, client_for: Any) -> None:
    small.item("Ours", 10.0, owner_id=small.ana, deadline=date(2026, 1, 13))
    theirs(small, lab, "Theirs", 3.0, owner_id=small.ben)
    small.plan()
    run = small.plan(anew=False)
    assert run.kept.kept == 2

    own, other = (
        queries.run(actor=small.actor, number=run.number, product_id=number)
        for number in (small.product_id, lab.id)
    )
    assert (own.kept.kept, other.kept.kept) == (1, 1)
    assert len(own.violations) == 1
    assert other.violations == ()
    assert "Needs a decision" not in html(client_for("viewer").get(f"roadmap/runs/{run.number}?product=LAB"))
    assert "Needs a decision" in html(client_for("viewer").get(f"roadmap/runs/{run.number}?product=APP"))


def test_parents_are_not_counted_among_what_stays(world: Any) -> None:
    whole = world.item("Whole", None, level="feature")
    world.item("Part", 5.0, parent_key=whole.key, owner_id=world.ben)
    world.plan(anew=True)
    proposal = world.plan(anew=True, kind="proposal")
    made = world.plan(anew=False, proposal=proposal.number, accept=[])

    assert made.kept.kept + len(made.kept.moves) == 6


def test_a_refusal_seen_from_one_product_leaves_the_moves_of_the_others(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 10.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", owner_id=small.ana)
    order(small, small.product_id, lab.id, mode="strict")
    small.plan()
    order(small, lab.id, small.product_id)
    proposal = small.plan(anew=True, kind="proposal")
    made = small.plan(anew=False, proposal=proposal.number, accept=[ours.key, other.key])
    after = small.plan(anew=False, amends=made.number, hold=[ours.key])

    assert starts(after)["Theirs"] == starts(made)["Theirs"]

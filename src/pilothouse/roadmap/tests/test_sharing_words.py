"""What a plan says of people whom products share: teams by name, shares as what they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import TeamShare
from pilothouse.roadmap.tests.test_portfolio import MONDAY, allocate, lab, order, placed, theirs
from pilothouse.team import services as team

__all__ = ["lab"]


@pytest.fixture
def crew(small: Any) -> int:
    """The team of Ana and Ben."""
    found = team.add_team(actor=small.actor, now=small.now, name="Crew")
    for person in (small.ana, small.ben):
        team.change_person(
            actor=small.actor, now=small.now, id=person, version=None, values={"team_id": found.id}
        )
    return found.id


def share(small: Any, crew: int, product_id: int, least: float, most: float) -> None:
    shares = [TeamShare(crew, product_id, least, most)]
    services.share_team(actor=small.actor, now=small.now, version=None, team_id=crew, shares=shares)


@pytest.mark.parametrize("theirs_share", [None, 0.0, 1.0])
def test_nothing_of_the_only_product_that_is_planned_is_refused(
    small: Any, lab: Any, theirs_share: float | None
) -> None:
    """Whatever share the paused product has: it is not planned."""
    order(small, small.product_id, lab.id, paused=[lab.id])
    rows = [
        (small.product_id, 0.0, None),
        *([(lab.id, theirs_share, None)] if theirs_share is not None else []),
    ]
    with pytest.raises(Invalid, match="Ana Ruiz would work for no product that is planned"):
        allocate(small, small.ana, *rows)
    allocate(small, small.ana, (small.product_id, 0.1, None))
    order(small, small.product_id, lab.id, paused=[])
    allocate(small, small.ana, (small.product_id, 0.0, None))


def test_a_pause_that_takes_the_last_product_from_somebody_is_refused(small: Any, lab: Any) -> None:
    allocate(small, small.ana, (small.product_id, 0.0, None))
    with pytest.raises(Invalid, match="Ana Ruiz would work for no product that is planned"):
        order(small, small.product_id, lab.id, paused=[lab.id])
    assert all(row.active for row in queries.portfolio(actor=small.actor).products)
    order(small, small.product_id, lab.id, paused=[small.product_id])


@pytest.mark.parametrize(("least", "most", "of"), [(0.0, 0.5, "Lab"), (0.5, 1.0, "App")])
def test_the_limit_of_a_team_is_told_by_its_name(
    small: Any, lab: Any, crew: int, least: float, most: float, of: str
) -> None:
    """At most half for Lab, and half kept for Lab, which leaves App the other half."""
    share(small, crew, lab.id, least, most)
    add = theirs if of == "Lab" else lambda _small, _lab, *values, **more: small.item(*values, **more)
    items = [add(small, lab, f"Work {n}", 5.0, owner_id=who) for n, who in enumerate((small.ana, small.ben))]
    theirs(small, lab, "Theirs", 1.0)
    small.plan()
    first, second = sorted(items, key=lambda row: placed(row).start)
    assert (placed(first).start, placed(second).start) == (MONDAY, date(2026, 1, 19))
    text = queries.why(actor=small.actor, key=second.key).chain[0].text
    assert text == f"starts when {first.title} ends, as at most 1 of Crew works for {of} at once"


def test_the_least_share_of_a_team_is_kept_for_a_product_that_is_ordered_last(
    small: Any, lab: Any, crew: int
) -> None:
    """One of the two stays free for Lab, so that App has the other alone."""
    share(small, crew, lab.id, 0.5, 1.0)
    order(small, small.product_id, lab.id, mode="strict")
    ours = [small.item(f"Ours {number}", 5.0) for number in range(3)]
    other = theirs(small, lab, "Theirs", 5.0)
    small.plan()
    assert sorted(placed(item).start for item in ours) == [MONDAY, date(2026, 1, 19), date(2026, 1, 26)]
    assert placed(other).start == MONDAY


@pytest.mark.parametrize("together", [True, False])
def test_items_of_one_team_share_the_drift_of_its_pace(
    small: Any, lab: Any, crew: int, together: bool
) -> None:
    """Of two products, by two people at the same time: both late or both early, where they are a team."""
    if not together:
        alone = team.add_team(actor=small.actor, now=small.now, name="Other").id
        values = {"team_id": alone}
        team.change_person(actor=small.actor, now=small.now, id=small.ben, version=None, values=values)
    for product, owner in ((small.product_id, small.ana), (lab.id, small.ben)):
        number = services.add_release(
            actor=small.actor,
            now=small.now,
            product_id=product,
            name="1.0",
            target_on=date(2026, 4, 10),
        ).id
        for part in range(12):
            title = f"{product} {part}"
            small.item(title, 5.0, product_id=product, owner_id=owner, release_id=number)
    run = services.make_plan(actor=small.actor, now=small.now, anew=True, draws=3_000)
    assert run.together is not None
    (pair,) = run.together.pairs
    assert 0.2 < pair.apart < 0.8
    assert (pair.chance - pair.apart > 0.06) is together


def test_a_share_that_begins_later_is_told_as_that(small: Any, lab: Any) -> None:
    """Ana is at work all the time, for App alone until then."""
    item = theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (lab.id, 0.4, date(2026, 2, 2)))
    small.plan()
    assert placed(item).start == date(2026, 2, 2)
    assert queries.why(actor=small.actor, key=item.key).chain[0].text == (
        "starts when the share of Ana Ruiz for Lab begins"
    )


def test_somebody_away_when_their_share_would_begin_is_back_later(small: Any, lab: Any) -> None:
    item = theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (lab.id, 0.4, date(2026, 2, 2)))
    first, last = date(2026, 1, 29), date(2026, 2, 3)
    team.add_absence(actor=small.actor, now=small.now, person_id=small.ana, first=first, last=last)
    small.plan()
    assert placed(item).start == date(2026, 2, 4)
    assert queries.why(actor=small.actor, key=item.key).chain[0].text == (
        "starts when Ana Ruiz is back at work"
    )


def test_what_others_leave_of_somebody_from_a_day_on_is_a_share_too(small: Any, lab: Any) -> None:
    item = small.item("Ours", 5.0, owner_id=small.ana)
    theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (lab.id, 1.0, None), (lab.id, 0.5, date(2026, 2, 2)))
    small.plan()
    assert placed(item).start == date(2026, 2, 2)
    text = queries.why(actor=small.actor, key=item.key).chain[0].text
    assert text == "starts when the share of Ana Ruiz for App begins"


def test_work_that_needs_more_of_a_team_than_may_do_it_is_refused_by_its_name(
    small: Any, lab: Any, crew: int
) -> None:
    share(small, crew, small.product_id, 0.0, 0.5)
    both = small.item("Both", 5.0)
    services.pin_people(
        actor=small.actor, now=small.now, key=both.key, version=None, people=[small.ana, small.ben]
    )
    with pytest.raises(InvalidProblem, match="It needs 2 people of Crew at once"):
        small.plan()

"""From rows to dates: known answers. Monday 12 January 2026 is the first day of every plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import ReleaseName
from pilothouse.team import services as team
from pilothouse.vision import services as vision


def _dates(small: Any, item: Any) -> tuple[date, date]:
    """The schedule's own first and last day, which is not yet that of the simulations."""
    planned = models.PlannedItem.objects.filter(item_id=item.id).latest("id")
    return planned.start, planned.finish


def test_a_chain_is_planned_over_weekends(small: Any) -> None:
    first, second = small.item("First", 3.0), small.item("Second", 4.0)
    small.needs(first.key)
    small.needs(second.key)
    small.after(first, second)
    run = small.plan()
    assert _dates(small, first) == (date(2026, 1, 12), date(2026, 1, 14))
    assert _dates(small, second) == (date(2026, 1, 15), date(2026, 1, 20))
    assert (run.items, run.number, run.stale) == (2, 1, False)
    assert run.makespan == pytest.approx(7.0)


def test_the_reason_names_what_it_waits_for(small: Any) -> None:
    first, second = small.item("First", 3.0), small.item("Second", 4.0)
    small.after(first, second)
    small.plan()
    chain = queries.why(actor=small.actor, key=second.key).chain
    assert chain[0].text == "starts when First ends"
    assert (chain[1].key, chain[1].text) == (first.key, "starts with the plan")


def test_an_absence_moves_the_only_person_who_can(small: Any) -> None:
    item = small.item("Only Ana", 2.0)
    small.needs(item.key)
    team.add_absence(
        actor=small.actor, now=small.now, person_id=small.ana, first=date(2026, 1, 12), last=date(2026, 1, 16)
    )
    small.plan()
    assert _dates(small, item) == (date(2026, 1, 19), date(2026, 1, 20))
    assert "back" in queries.why(actor=small.actor, key=item.key).chain[0].text


def test_public_holidays_are_not_worked(small: Any) -> None:
    item = small.item("Over Easter", 3.0, earliest_start=date(2026, 4, 2))
    team.change_calendar(actor=small.actor, now=small.now, version=None, values={"country": "DE"})
    small.plan()
    # Good Friday and Easter Monday lie between.
    assert _dates(small, item) == (date(2026, 4, 2), date(2026, 4, 8))


def test_a_skill_that_nobody_has_is_named_with_the_item(small: Any) -> None:
    rust = team.add_skill(actor=small.actor, now=small.now, name="Rust")
    item = small.item("Rewrite")
    from pilothouse.roadmap.contracts import Need

    services.set_needs(
        actor=small.actor, now=small.now, key=item.key, version=None, needs=[Need(rust.id, 3, 1)]
    )
    with pytest.raises(InvalidProblem) as caught:
        small.plan()
    assert "Rust" in caught.value.message
    assert caught.value.where == "Rewrite"
    assert queries.latest_run(actor=small.actor) is None


def test_a_level_that_nobody_reaches_names_the_best(small: Any) -> None:
    item = small.item("Hard")
    small.needs(item.key, level=5)
    with pytest.raises(InvalidProblem, match="Ana Ruiz at level 4"):
        small.plan()


def test_a_product_without_open_items_says_so(small: Any) -> None:
    with pytest.raises(Invalid) as caught:
        small.plan()
    assert caught.value.code == "nothing_to_plan"


def test_a_parent_spans_its_parts_and_a_release_takes_the_last(small: Any) -> None:
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=date(2026, 3, 2)
    )
    parent = small.item("Parent", None, level="feature", release_id=release.id)
    first = small.item("First", 3.0, parent_key=parent.key)
    second = small.item("Second", 4.0, parent_key=parent.key)
    small.after(first, second)
    small.plan()
    assert _dates(small, parent) == (date(2026, 1, 12), date(2026, 1, 20))
    found = queries.release(actor=small.actor, id=release.id)
    assert found.forecast is not None
    assert found.forecast.p50 <= found.forecast.p85
    assert found.forecast.chance > 0.98
    assert (found.items, found.open_items) == (1, 1)


def test_waiting_for_a_parent_is_waiting_for_its_last_part(small: Any) -> None:
    parent = small.item("Parent", None, level="feature")
    small.item("Short", 1.0, parent_key=parent.key)
    long = small.item("Long", 5.0, parent_key=parent.key)
    last = small.item("Last", 1.0)
    small.after(parent, last)
    small.plan()
    assert _dates(small, last)[0] == date(2026, 1, 19)
    chain = queries.why(actor=small.actor, key=last.key).chain
    assert chain[0].text.startswith("starts when Parent ends")
    assert chain[1].key == long.key


def test_items_without_estimate_say_what_was_assumed(small: Any) -> None:
    item = small.item("Vague", None)
    run = small.plan()
    assert "no estimate" in run.notes[0]
    assert "assumed" in queries.why(actor=small.actor, key=item.key).estimate


def test_the_record_of_finished_items_implies_an_effort(small: Any) -> None:
    base = datetime(2025, 11, 3, 12, tzinfo=UTC)
    models.Item.objects.bulk_create(
        models.Item(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            key=f"OLD-{number}",
            title="Old",
            status="done",
            owner_id=small.ana,
            resolved_at=base + timedelta(weeks=number // 5, days=number % 5),
        )
        for number in range(40)
    )
    small.item("Vague", None)
    run = small.plan()
    # Five items a week of one person: a day each.
    assert "40 finished items implies 1 to 1 days" in run.notes[0]


def test_a_run_turns_stale_when_something_it_was_made_from_changes(small: Any) -> None:
    item = small.item("Thing")
    run = small.plan()
    assert not queries.run(actor=small.actor, number=run.number).stale
    services.change_item(actor=small.actor, now=small.now, key=item.key, version=None, values={"value": 5})
    assert queries.run(actor=small.actor, number=run.number).stale
    assert not small.plan().stale


def test_a_second_run_tells_what_moved_by_how_many_days(small: Any) -> None:
    item = small.item("Thing", 2.0)
    first = small.plan()
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=item.key,
        version=None,
        values={"low": 7.0, "likely": 7.0, "high": 7.0},
    )
    second = small.plan()
    moved = queries.moved(actor=small.actor, run=second, against=first)
    assert [row.key for row in moved] == [item.key]
    assert moved[0].days is not None
    assert moved[0].days >= 5
    assert queries.moved(actor=small.actor, run=second, against=second) == ()


def test_the_same_inputs_and_seed_give_the_same_plan(small: Any) -> None:
    for number in range(5):
        small.item(f"Thing {number}", 2.0 + number)
    first, second = small.plan(seed=3), small.plan(seed=3)
    assert first.inputs_hash == second.inputs_hash
    assert queries.planned_items(actor=small.actor, run=first) == queries.planned_items(
        actor=small.actor, run=second
    )


def test_a_chosen_person_does_it_and_the_why_says_so(small: Any) -> None:
    item = small.item("Anything")
    services.pin_people(actor=small.actor, now=small.now, key=item.key, version=None, people=[small.ben])
    small.plan()
    people = queries.why(actor=small.actor, key=item.key).people
    assert [(person.name, person.text) for person in people] == [("Ben Okafor", "chosen by you")]


def test_somebody_who_has_left_is_not_planned(small: Any) -> None:
    item = small.item("Owned", owner_id=small.ben)
    team.change_person(
        actor=small.actor, now=small.now, id=small.ben, version=None, values={"leaves_on": date(2026, 1, 2)}
    )
    small.plan()
    planned = queries.item(actor=small.actor, key=item.key).forecast
    assert planned is not None
    assert [person.id for person in planned.people] == [small.ana]


def _carried(small: Any, days: float, target: date) -> tuple[Any, Any, Any]:
    """A release with a parent of one part."""
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=target
    )
    parent = small.item("Parent", None, level="feature", release_id=release.id)
    return release, parent, small.item("Part", days, parent_key=parent.key)


@pytest.mark.parametrize("target", [date(2026, 1, 14), date(2026, 1, 23), date(2026, 3, 2)])
def test_an_item_says_how_likely_it_makes_its_release(small: Any, target: date) -> None:
    release, parent, part = _carried(small, 5.0, target)
    alone = small.item("Alone", 1.0)
    small.plan()
    rows = {row.key: row for row in queries.items_page(actor=small.actor).rows}
    found = queries.release(actor=small.actor, id=release.id).forecast
    assert found is not None
    assert rows[part.key].release_chance == rows[parent.key].release_chance == found.chance
    assert rows[alone.key].release_chance is None
    shown = queries.item(actor=small.actor, key=part.key)
    assert shown.forecast is not None
    assert shown.forecast.release_chance == found.chance
    assert shown.carried_by == ReleaseName(release.id, "1.0", target)


def test_pages_show_the_stored_chance_and_a_dash_in_runs_without_one(small: Any, client_for: Any) -> None:
    release, parent, _ = _carried(small, 5.0, date(2026, 3, 2))
    small.plan()
    client = client_for("viewer")
    addresses = (f"/w/acme/roadmap/releases/{release.id}", f"/w/acme/roadmap/items/{parent.key}")
    for url in addresses:
        models.PlannedItem.objects.update(release_chance=0.31)
        assert 'title="31 %"' in client.get(url).content.decode()
        models.PlannedItem.objects.update(release_chance=None)
        assert 'title="31 %"' not in client.get(url).content.decode()


def test_a_milestone_after_work_that_ends_on_friday_has_one_date_that_friday(small: Any) -> None:
    friday, monday = date(2026, 1, 16), date(2026, 1, 19)
    work = small.item("Work", 5.0, owner_id=small.ana)
    gate = small.item("Gate", None, milestone=True, deadline=friday)
    next_day = small.item("Next", 1.0, owner_id=small.ana)
    held = small.item("Held", None, milestone=True, earliest_start=monday)
    small.after(work, gate)
    small.after(gate, next_day)
    small.after(work, held)
    run = small.plan()
    assert _dates(small, work) == (date(2026, 1, 12), friday)
    assert _dates(small, gate) == (friday, friday)
    assert _dates(small, next_day) == (monday, monday)
    assert _dates(small, held) == (monday, monday)
    assert run.violations == ()
    for item in (gate, held):
        found = queries.item(actor=small.actor, key=item.key).forecast
        assert found is not None
        assert found.start == found.p50
    chain = queries.why(actor=small.actor, key=gate.key).chain
    assert (chain[0].text, chain[0].day) == ("starts when Work ends", friday)


def test_a_plan_that_ends_with_a_day_that_is_set_ends_on_that_day(small: Any) -> None:
    monday = date(2026, 1, 19)
    small.item("Fair", None, milestone=True, earliest_start=monday)
    run = small.plan()
    assert (run.p50, run.p85) == (monday, monday)


def test_a_parent_begins_with_the_milestone_that_comes_first(small: Any) -> None:
    work = small.item("Work", 5.0, owner_id=small.ana)
    parent = small.item("Parent", None, level="feature")
    gate = small.item("Gate", None, milestone=True, parent_key=parent.key)
    small.item("Part", 2.0, owner_id=small.ana, parent_key=parent.key)
    small.after(work, gate)
    small.plan()
    start, finish = _dates(small, parent)
    assert start <= _dates(small, gate)[0] <= finish


def test_items_of_every_product_show_the_dates_of_their_own_newest_plan(small: Any) -> None:
    mine = small.item("Mine")
    small.plan()
    other = vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")
    theirs = services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    services.order_products(
        actor=small.actor, now=small.now, version=None, product_ids=[], paused=[small.product_id]
    )
    services.make_plan(actor=small.actor, now=small.now, draws=100)
    rows = {row.key: row for row in queries.items_page(actor=small.actor).rows}
    assert rows[mine.key].p50 is not None
    assert rows[theirs.key].p50 is not None


def test_today_tells_what_is_late_and_what_begins_next(small: Any) -> None:
    parent = small.item("Parent", None, level="feature", deadline=date(2026, 1, 13))
    first = small.item("First", 5.0, parent_key=parent.key, owner_id=small.ana, deadline=date(2026, 1, 14))
    second = small.item("Second", 2.0, owner_id=small.ana)
    small.item("Running", 2.0, status="in_progress", owner_id=small.ben)
    small.item("Safe", 1.0, owner_id=small.ben, deadline=date(2027, 1, 13))
    small.after(first, second)
    small.plan()
    found = queries.today(actor=small.actor, today=small.now.date())
    assert [row.key for row in found.late] == [parent.key, first.key]
    assert found.late[1].parent_key == parent.key
    assert [row.title for row in found.next_up] == ["First", "Safe", "Second"]
    assert found.next_up[0].owner_name == "Ana Ruiz"
    starts = [row.start for row in found.next_up]
    assert starts == sorted(starts)

"""Several products, one workforce: the order of products, allocations, and the plan of all of them."""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib import import_module
from typing import Any

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import Allocation, Gain, Slip, TargetPair, TeamShare, Together
from pilothouse.roadmap.queries import stored
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.reading import html

MONDAY = date(2026, 1, 12)


@pytest.fixture
def lab(small: Any) -> Any:
    """A second product beside App."""
    return vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")


def theirs(small: Any, lab: Any, title: str, days: float = 10.0, **values: Any) -> Any:
    points = {"low": days, "likely": days, "high": days}
    return services.add_item(
        actor=small.actor, now=small.now, product_id=lab.id, title=title, **(points | values)
    )


def order(small: Any, *numbers: int, **values: Any) -> Any:
    return services.order_products(
        actor=small.actor, now=small.now, version=None, product_ids=numbers, **values
    )


def allocate(small: Any, person: int, *shares: tuple[int, float, date | None]) -> Any:
    rows = [Allocation(person, *row) for row in shares]
    return services.allocate(actor=small.actor, now=small.now, version=None, person_id=person, shares=rows)


def placed(item: Any) -> models.PlannedItem:
    return models.PlannedItem.objects.filter(item_id=item.id, run__kind="plan").latest("id")


def test_two_products_do_not_promise_the_same_days_of_one_person(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 10.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", owner_id=small.ana)
    order(small, small.product_id, lab.id, mode="strict")
    run = small.plan()
    assert (placed(ours).start, placed(ours).finish) == (MONDAY, date(2026, 1, 23))
    assert (placed(other).start, placed(other).finish) == (date(2026, 1, 26), date(2026, 2, 6))
    assert [part.key for part in run.products] == ["APP", "LAB"]
    reason = queries.why(actor=small.actor, key=other.key).chain[0].text
    assert reason.startswith("starts when Ana Ruiz is free after Ours (App)"), reason
    assert "App is ordered above Lab" in reason


def test_the_order_of_products_decides_who_goes_first(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 10.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", owner_id=small.ana)
    order(small, lab.id, small.product_id, mode="strict")
    small.plan()
    assert (placed(other).start, placed(ours).start) == (MONDAY, date(2026, 1, 26))


def test_a_parent_that_others_wait_for_stays_in_the_place_of_its_product(small: Any, lab: Any) -> None:
    """The end of a parent is a point of the plan too: without a place it would pull its parts to the top."""
    whole = small.item("Whole", None, level="feature")
    deadline = date(2026, 1, 23)  # kept only before Theirs
    part = small.item("Part", 10.0, parent_key=whole.key, owner_id=small.ana, deadline=deadline)
    small.after(whole, small.item("Next", 2.0, owner_id=small.ana))
    other = theirs(small, lab, "Theirs", owner_id=small.ana)
    order(small, lab.id, small.product_id, mode="strict")
    small.plan()
    assert (placed(other).start, placed(part).start) == (MONDAY, date(2026, 1, 26))


def test_a_lower_product_changes_no_date_of_a_higher_one(small: Any, lab: Any) -> None:
    first, second = small.item("First", 3.0, high=9.0), small.item("Second", 4.0, high=9.0)
    small.needs(first.key)
    small.after(first, second)
    order(small, small.product_id, lab.id, mode="strict")
    small.plan()
    names = [
        field.name for field in models.PlannedItem._meta.concrete_fields if field.name not in ("id", "run")
    ]
    names.remove("criticality")  # of the whole plan, which is another one
    before = list(models.PlannedItem.objects.order_by("item_id").values_list(*names))
    for number in range(4):
        small_item = theirs(small, lab, f"Theirs {number}", 2.0, high=6.0)
        small.needs(small_item.key)
    small.plan()
    run = models.PlanRun.objects.first()
    rows = models.PlannedItem.objects.filter(run=run, item__product_id=small.product_id)
    assert list(rows.order_by("item_id").values_list(*names)) == before


def test_one_product_is_replanned_while_the_others_stay(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 5.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    small.plan()
    first, last = sorted((ours, other), key=lambda row: placed(row).start)
    was = placed(last).start
    services.complete_item(actor=small.actor, now=small.now, key=first.key, version=None)
    more = small.item("More", 2.0, owner_id=small.ben)
    run = services.make_plan(actor=small.actor, now=small.now, draws=500, product_ids=[small.product_id])
    assert placed(more).start == MONDAY
    assert [(part.key, part.replanned) for part in run.products] == [("APP", True), ("LAB", False)] or (
        last is ours
    )
    if last is other:
        assert placed(other).start == was


def test_replanning_without_a_cause_moves_nothing(small: Any, lab: Any) -> None:
    for number in range(5):
        small.item(f"Ours {number}", 3.0, high=8.0)
        theirs(small, lab, f"Theirs {number}", 4.0, high=9.0)
    first = small.plan()
    second = services.make_plan(actor=small.actor, now=small.now, draws=500)
    assert queries.moved(actor=small.actor, run=second, against=first) == ()
    assert second.kept is not None
    assert (second.kept.run, second.kept.moves) == (first.number, ())


def test_the_plan_that_holds_best_is_kept_and_says_what_that_gained(small: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_module("pilothouse.roadmap.planning.compute"), "_seeds", lambda: 3)
    for number in range(8):
        small.needs(small.item(f"Item {number}", 2.0 + number % 3, high=12.0).key)
    run = small.plan()
    assert run.robust is not None
    assert run.robust.tried == 3
    assert run.seed == 0
    assert run.robust.gain_mean >= -0.05


def test_a_run_says_what_holds_together_and_whose_slip_moves_whom(small: Any, lab: Any) -> None:
    for product, name in ((small.product_id, "1.0"), (lab.id, "2.0")):
        release = services.add_release(
            actor=small.actor, now=small.now, product_id=product, name=name, target_on=date(2026, 2, 27)
        )
        add = small.item if product == small.product_id else partial(theirs, small, lab)
        for number in range(3):
            add(f"{name} {number}", 4.0, high=12.0, owner_id=small.ana, release_id=release.id)
    order(small, small.product_id, lab.id, mode="strict")
    run = services.make_plan(actor=small.actor, now=small.now, draws=4_000)
    assert run.together is not None
    (pair,) = run.together.pairs
    assert (pair.first, pair.second) == ("1.0 (App)", "2.0 (Lab)")
    first, second = (row.forecast.chance for row in queries.releases(actor=small.actor) if row.forecast)
    assert run.together.all_held == pytest.approx(pair.chance, abs=1e-3)
    assert pair.chance <= min(first, second) + 1e-9
    assert [(row.late, row.moved) for row in run.together.product_slips] == [("App", "Lab")]
    assert queries.together(actor=small.actor) == run.together  # as it has fewer than are shown
    row = models.PlanRun.objects.get(number=run.number)
    row.result = {key: value for key, value in row.result.items() if key != "together"}
    row.save(update_fields=["result"])  # as runs of before have it
    assert queries.together(actor=small.actor) == run.together


def test_of_many_pairs_only_those_that_a_page_shows_are_stored_beside_them() -> None:
    pairs = tuple(TargetPair(1, "1.0", number, f"{number}.0", 0.5, 0.4) for number in range(2, 20))
    slips = tuple(Slip("1.0", f"{number}.0", 3.0, 2.0, 0.1) for number in range(2, 20))
    head = stored.together(stored.head_json(Together(0.1, pairs, slips, slips)))

    assert head == Together(0.1, pairs[:10], slips[:6], slips)
    assert stored.together(stored.head_json(None)) is None


def test_a_proposal_is_never_the_newest_run(small: Any) -> None:
    small.item("Ours", 5.0)
    run = small.plan()
    proposal = services.make_plan(actor=small.actor, now=small.now, draws=500, kind="proposal")
    latest = queries.latest_run(actor=small.actor)
    assert latest is not None
    assert (latest.number, proposal.kind) == (run.number, "proposal")
    assert models.ForecastEntry.objects.filter(run__number=proposal.number).count() == 0


def test_moves_of_a_proposal_are_taken_one_by_one(small: Any) -> None:
    """What was done early leaves room that keeping to the published plan does not use, a proposal does."""
    small.item("Longest", 40.0, owner_id=small.ben)
    first = small.item("First", 5.0, owner_id=small.ana)
    second, third = (small.item(name, 5.0, owner_id=small.ana) for name in ("Second", "Third"))
    small.after(first, second)
    small.after(second, third)
    run = small.plan()
    services.complete_item(actor=small.actor, now=small.now, key=first.key, version=None)
    kept = services.make_plan(actor=small.actor, now=small.now, draws=500)
    assert placed(second).start == date(2026, 1, 19)
    proposal = services.make_plan(actor=small.actor, now=small.now, draws=500, kind="proposal")
    assert proposal.kept is not None
    assert proposal.kept.run == kept.number > run.number
    assert [move.key for move in proposal.kept.moves] == [second.key, third.key]
    taken = services.make_plan(
        actor=small.actor, now=small.now, draws=500, proposal=proposal.number, accept=[second.key]
    )
    assert (placed(second).start, placed(third).start) == (MONDAY, date(2026, 1, 26))
    assert taken.kept is not None
    assert taken.kept.accepted == (second.key,)


def test_a_product_page_sees_its_part_of_a_run(small: Any, lab: Any) -> None:
    small.item("Ours", 2.0)
    theirs(small, lab, "Theirs", 10.0)
    small.plan()
    whole, part = (queries.latest_run(actor=small.actor, product_id=one) for one in (None, small.product_id))
    assert whole is not None
    assert part is not None
    assert (whole.items, part.items, part.product_id) == (2, 1, small.product_id)
    assert part.p85 is not None
    assert whole.p85 is not None
    assert part.p85 < whole.p85
    assert [row.title for row in queries.planned_items(actor=small.actor, run=part)] == ["Ours"]


def test_half_a_day_for_a_product_takes_twice_as_long(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 5.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (small.product_id, 0.5, None), (lab.id, 0.5, None))
    small.plan()
    for item in (ours, other):
        assert (placed(item).start, placed(item).finish) == (MONDAY, date(2026, 1, 23))
    assert queries.load(actor=small.actor, today=MONDAY).rows[0].weeks[0].days == pytest.approx(5.0)


def test_before_its_day_a_product_gets_nothing_and_the_rest_goes_to_others(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 2.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (small.product_id, 1.0, date(2026, 1, 26)))
    small.plan()
    assert placed(ours).start == date(2026, 1, 26)
    assert (placed(other).start, placed(other).finish) == (MONDAY, date(2026, 1, 16))


def test_more_than_a_day_is_refused_with_the_day_and_the_shares(small: Any, lab: Any) -> None:
    with pytest.raises(Invalid) as caught:
        allocate(small, small.ana, (small.product_id, 0.7, None), (lab.id, 0.6, date(2026, 3, 2)))
    assert (
        caught.value.message == ("Ana Ruiz would be allocated 130% from 2 Mar 2026: App 70%, Lab 60%.")
        or "130" in caught.value.message
    )
    assert caught.value.code == "over_allocated"
    assert not models.Allocation.objects.exists()


def test_a_person_for_no_product_is_refused(small: Any, lab: Any) -> None:
    with pytest.raises(Invalid, match="would work for no product"):
        allocate(small, small.ana, (small.product_id, 0.0, None), (lab.id, 0.0, None))


def test_an_item_of_somebody_without_a_share_is_named(small: Any, lab: Any) -> None:
    small.item("Ours", 2.0, owner_id=small.ana)
    theirs(small, lab, "Theirs", 2.0)
    allocate(small, small.ana, (lab.id, 1.0, None))
    with pytest.raises(Invalid, match="Ana Ruiz is to do APP-1 Ours, but has no share for App"):
        small.plan()
    assert not models.PlanRun.objects.exists()


def test_what_is_promised_to_a_product_without_open_items_is_kept_free_for_it(small: Any, lab: Any) -> None:
    ours = small.item("Ours", 5.0, owner_id=small.ana)
    allocate(small, small.ana, (lab.id, 0.5, None))
    small.plan()
    assert (placed(ours).start, placed(ours).finish) == (MONDAY, date(2026, 1, 23))
    theirs(small, lab, "Theirs", 1.0, owner_id=small.ana)
    small.plan()
    assert (placed(ours).start, placed(ours).finish) == (MONDAY, date(2026, 1, 23))

    allocate(small, small.ana, (lab.id, 1.0, None))
    with pytest.raises(Invalid, match="Ana Ruiz is to do APP-1 Ours, but has no share for App"):
        small.plan()


def test_a_circle_over_products_names_both(small: Any, lab: Any) -> None:
    first = small.item("Ours")
    second = theirs(small, lab, "Theirs")
    small.after(first, second)
    with pytest.raises(
        (Invalid, InvalidProblem), match=f"{first.key}.*{second.key}|{second.key}.*{first.key}"
    ):
        small.after(second, first)


def test_nothing_active_is_nothing_to_plan(small: Any) -> None:
    small.item("Ours")
    order(small, paused=[small.product_id])
    with pytest.raises(Invalid, match="no product is active"):
        small.plan()
    with pytest.raises(Invalid, match="paused"):
        services.make_plan(actor=small.actor, now=small.now, product_ids=[small.product_id])


def test_a_product_without_open_items_is_named(small: Any, lab: Any) -> None:
    small.item("Ours")
    with pytest.raises(Invalid, match="Lab has no open items"):
        services.make_plan(actor=small.actor, now=small.now, product_ids=[lab.id])
    assert not models.PlanRun.objects.exists()


def test_the_record_tells_what_changed_in_words(small: Any, lab: Any) -> None:
    found = order(small, lab.id, small.product_id, mode="strict", weights={lab.id: 2.0})
    assert [(row.key, row.weight) for row in found.products] == [("LAB", 2.0), ("APP", 1.0)]
    entry = journal.history(
        actor=small.actor, subject=Ref("roadmap.portfolio", small.actor.workspace_id), limit=1
    )[0]
    assert entry.changes["order"] == ["App, Lab", "Lab, App"]
    assert entry.changes["mode"] == ["balanced", "strict"]
    with pytest.raises(Stale):
        services.order_products(
            actor=small.actor, now=small.now, version=found.version - 1, product_ids=[small.product_id]
        )


@pytest.mark.parametrize(("least", "most"), [(0.8, 0.5), (-0.1, 1.0), (0.0, 1.5)])
def test_team_shares_must_be_in_order(small: Any, least: float, most: float) -> None:
    crew = team.add_team(actor=small.actor, now=small.now, name="Crew")
    with pytest.raises(Invalid, match="cannot both be kept"):
        services.share_team(
            actor=small.actor,
            now=small.now,
            version=None,
            team_id=crew.id,
            shares=[TeamShare(crew.id, small.product_id, least, most)],
        )


def test_a_team_of_nobody_else_is_not_found(small: Any) -> None:
    with pytest.raises(NotFound):
        services.share_team(actor=small.actor, now=small.now, version=None, team_id=99_999, shares=[])


def test_at_most_half_of_a_team_works_for_a_product_at_once(small: Any, lab: Any) -> None:
    crew = team.add_team(actor=small.actor, now=small.now, name="Crew")
    for person in (small.ana, small.ben):
        team.change_person(
            actor=small.actor, now=small.now, id=person, version=None, values={"team_id": crew.id}
        )
    services.share_team(
        actor=small.actor,
        now=small.now,
        version=None,
        team_id=crew.id,
        shares=[TeamShare(crew.id, small.product_id, 0.0, 0.5)],
    )
    first, second = small.item("First", 5.0), small.item("Second", 5.0)
    small.plan()
    starts = sorted(placed(item).start for item in (first, second))
    assert starts == [MONDAY, date(2026, 1, 19)]


def test_load_is_against_the_time_that_people_have_now(small: Any) -> None:
    item = small.item("Ours", 5.0, owner_id=small.ana)
    small.plan()
    row = queries.load(actor=small.actor, today=MONDAY).rows[0]
    assert (row.person.name, row.weeks[0].days, row.weeks[0].share) == ("Ana Ruiz", 5.0, 1.0)
    team.add_absence(
        actor=small.actor, now=small.now, person_id=small.ana, first=date(2026, 1, 14), last=date(2026, 1, 16)
    )
    found = queries.load(actor=small.actor, today=MONDAY)
    assert found.stale
    week = found.rows[0].weeks[0]
    assert (week.days, week.capacity, week.share, week.is_over) == (5.0, 2.0, 2.5, True)
    filled = queries.load_items(actor=small.actor, person_id=small.ana, week=MONDAY)
    assert [(each.key, each.days) for each in filled] == [(item.key, 5.0)]
    over = queries.today(actor=small.actor, today=MONDAY).over
    assert [(each.person.name, each.week.share) for each in over] == [("Ana Ruiz", 2.5)]


def test_the_product_choice_lists_products_in_the_order_of_the_plan(small: Any, lab: Any) -> None:
    assert [row.key for row in queries.product_names(actor=small.actor)] == ["APP", "LAB"]
    order(small, lab.id, small.product_id)
    assert [row.key for row in queries.product_names(actor=small.actor)] == ["LAB", "APP"]


def swapped(small: Any, lab: Any, **values: Any) -> tuple[list[Any], list[Any], Any]:
    """Both want Ana; App was first in strict order, then Lab is. The end of all hangs on something else."""
    own = [small.item(f"Ours {number}", 3.0, owner_id=small.ana) for number in range(3)]
    other = [theirs(small, lab, f"Theirs {number}", 3.0, owner_id=small.ana) for number in range(3)]
    theirs(small, lab, "Long", 90.0, owner_id=small.ben)
    order(small, small.product_id, lab.id, mode="strict")
    first = small.plan()
    order(small, lab.id, small.product_id)
    held = [row.key for row in values.pop("held", lambda own, other: [])(own, other)]
    run = services.make_plan(
        actor=small.actor, now=small.now, draws=200, keep_to=first.number, hold=held, **values
    )
    return own, other, run


def starts(items: list[Any]) -> list[date]:
    return sorted(placed(item).start for item in items)


def test_after_a_new_strict_order_replan_lets_the_higher_product_go_first(small: Any, lab: Any) -> None:
    own, other, run = swapped(small, lab)
    assert starts(other) == [MONDAY, date(2026, 1, 15), date(2026, 1, 20)]
    assert starts(own) == [date(2026, 1, 23), date(2026, 1, 28), date(2026, 2, 2)]
    assert run.kept.kept == 1
    assert {move.key for move in run.kept.moves} == {item.key for item in (*own, *other)}
    told = [move.text for move in run.kept.moves if move.days < 0 or "(Lab)" in move.text]
    assert len(told) == 4
    assert all("because Lab is ordered above App" in text for text in told)
    assert run.violations == ()
    again = services.make_plan(actor=small.actor, now=small.now, draws=200)
    assert again.kept.moves == ()


def test_what_is_to_stay_stays_and_the_run_names_the_order_that_it_breaks(small: Any, lab: Any) -> None:
    own, other, run = swapped(small, lab, held=lambda own, other: [min(own, key=lambda i: placed(i).start)])
    assert starts(own)[0] == MONDAY
    assert starts(other) == [date(2026, 1, 15), date(2026, 1, 20), date(2026, 1, 23)]
    (said,) = run.violations
    assert said.endswith(" (App) keeps its place"), said
    assert "3.0 working days later than the order of products allows" in said
    again = services.make_plan(actor=small.actor, now=small.now, draws=200)
    assert again.kept.moves == ()  # what was refused is not asked again


def test_a_move_that_a_new_order_made_can_be_refused_afterwards(small: Any, lab: Any) -> None:
    own, other, run = swapped(small, lab)
    was = models.PlannedItem.objects.get(run__number=run.kept.run, start=MONDAY, item__owner_id=small.ana)
    (first,) = (item for item in own if item.id == was.item_id)
    after = services.make_plan(
        actor=small.actor, now=small.now, draws=200, amends=run.number, hold=[first.key]
    )
    assert (placed(first).start, starts(other)[0]) == (MONDAY, date(2026, 1, 15))
    (said,) = after.violations
    assert said.endswith(f"as {first.title} (App) keeps its place")


def test_replanning_one_product_leaves_the_others_and_names_the_order_that_it_breaks(
    small: Any, lab: Any
) -> None:
    own, other, run = swapped(small, lab, product_ids=[lab.id])
    assert starts(own)[0] == MONDAY
    assert run.kept.moves == ()
    (said,) = run.violations
    assert "9.0 working days later than the order of products allows" in said
    services.make_plan(actor=small.actor, now=small.now, draws=200)
    assert starts(other)[0] == MONDAY  # the order was not kept by the run before


def test_where_the_order_is_kept_what_is_new_below_moves_nothing_above(small: Any, lab: Any) -> None:
    """What is done early leaves room, which lower work takes; that is no cause to move, then or later."""
    first, second = (theirs(small, lab, name, 5.0, owner_id=small.ana) for name in ("First", "Second"))
    small.after(first, second)
    theirs(small, lab, "Long", 90.0, owner_id=small.ben)
    order(small, lab.id, small.product_id, mode="strict")
    small.plan()
    services.complete_item(actor=small.actor, now=small.now, key=first.key, version=None)
    ours = small.item("Ours", 3.0, owner_id=small.ana)
    for _ in range(2):
        services.make_plan(actor=small.actor, now=small.now, draws=200)
        assert (placed(ours).start, placed(second).start) == (MONDAY, date(2026, 1, 19))


def test_one_product_replanned_says_what_moving_the_others_would_bring_and_offers_it(
    small: Any, lab: Any, client_for: Any
) -> None:
    """Something else ends last, so that the end of all says nothing of what App could gain."""
    ours = small.item("Ours", 5.0, owner_id=small.ana)
    other = theirs(small, lab, "Theirs", 20.0, owner_id=small.ana)
    theirs(small, lab, "Long", 60.0, owner_id=small.ben)
    order(small, lab.id, small.product_id, mode="strict")
    small.plan()
    order(small, small.product_id, lab.id, mode="balanced", weights={small.product_id: 5.0})
    run = services.make_plan(actor=small.actor, now=small.now, draws=200, product_ids=[small.product_id])
    assert run.kept is not None
    assert run.kept.moves == ()
    assert run.kept.gain == Gain(days=20.0, end_days=20.0, moves=2)
    page = html(client_for("editor").get(f"/w/acme/roadmap/runs/{run.number}"))
    assert "the items of App would end 20 working days earlier on average" in page
    assert "Propose to move the others, too" in page
    assert "would gain nothing" not in page

    proposal = services.make_plan(actor=small.actor, now=small.now, draws=200, kind="proposal")
    assert proposal.kept is not None
    assert {move.key: move.days for move in proposal.kept.moves} == {ours.key: -20.0, other.key: 5.0}
    services.make_plan(
        actor=small.actor,
        now=small.now,
        draws=200,
        proposal=proposal.number,
        accept=[ours.key, other.key],
    )
    assert (placed(ours).start, placed(other).start) == (MONDAY, date(2026, 1, 19))


def test_one_product_that_gains_nothing_by_the_others_is_told_so(
    small: Any, lab: Any, client_for: Any
) -> None:
    small.item("Ours", 5.0, owner_id=small.ana)
    theirs(small, lab, "Theirs", 5.0, owner_id=small.ben)
    small.plan()
    run = services.make_plan(actor=small.actor, now=small.now, draws=200, product_ids=[small.product_id])
    assert run.kept is not None
    assert run.kept.gain == Gain(0.0, 0.0, 0)
    page = html(client_for("viewer").get(f"/w/acme/roadmap/runs/{run.number}"))
    assert "the items of App would end no earlier" in page
    whole = services.make_plan(actor=small.actor, now=small.now, draws=200)
    assert whole.kept is not None
    assert whole.kept.gain is None

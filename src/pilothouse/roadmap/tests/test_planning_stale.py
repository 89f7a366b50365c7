"""A plan is stale when what it read has changed: no sooner, and for no other reason."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pilothouse.journal import services as journal
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import Allocation, Need
from pilothouse.roadmap.queries.snapshot import staleness
from pilothouse.team import services as team
from pilothouse.vision import services as vision


def stale(small: Any) -> bool:
    found = queries.latest_run(actor=small.actor, product_id=small.product_id)
    assert found is not None
    return found.stale


def change(small: Any, item: Any, **values: Any) -> None:
    services.change_item(actor=small.actor, now=small.now, key=item.key, version=None, values=values)


@pytest.fixture
def planned(small: Any) -> Any:
    """An item that needs a skill, planned."""
    item = small.item("Thing", 3.0)
    small.needs(item.key)
    small.item("Other")
    small.plan()
    assert not stale(small)
    return item


Change = Callable[[Any, Any], object]

MOVES: dict[str, Change] = {
    "work for another product, which shares the people": lambda small, item: _work_for_another_product(
        small, item
    ),
    "who works for which product": lambda small, item: services.allocate(
        actor=small.actor,
        now=small.now,
        version=None,
        person_id=small.ana,
        shares=[Allocation(small.ana, small.product_id, 0.5)],
    ),
    "an estimate": lambda small, item: change(small, item, high=9.0),
    "a deadline": lambda small, item: change(small, item, deadline=date(2026, 3, 2)),
    "a value": lambda small, item: change(small, item, value=5),
    "a needed skill": lambda small, item: services.set_needs(
        actor=small.actor, now=small.now, key=item.key, version=None, needs=[Need(small.go, 2, 1)]
    ),
    "a chosen person": lambda small, item: services.pin_people(
        actor=small.actor, now=small.now, key=item.key, version=None, people=[small.ana]
    ),
    "a new item": lambda small, item: small.item("More"),
    "a place in the order": lambda small, item: services.place_item(
        actor=small.actor, now=small.now, key=item.key, after_key=_last(small), before_key="", version=None
    ),
    "a milestone": lambda small, item: change(small, item, milestone=True, likely=None, low=None, high=None),
    "an item that is done": lambda small, item: services.complete_item(
        actor=small.actor, now=small.now, key=item.key, version=None
    ),
    "a dependency": lambda small, item: small.after(item, small.item("After")),
    "an absence": lambda small, item: team.add_absence(
        actor=small.actor, now=small.now, person_id=small.ben, first=date(2026, 2, 2), last=date(2026, 2, 6)
    ),
    "a level of a skill": lambda small, item: team.set_skill(
        actor=small.actor, now=small.now, person_id=small.ana, skill_id=small.go, level=5
    ),
    "somebody new": lambda small, item: team.add_person(actor=small.actor, now=small.now, name="Cy Young"),
    "a closed day": lambda small, item: team.change_calendar(
        actor=small.actor, now=small.now, version=None, values={"country": "DE"}
    ),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_can_move_a_date_marks_the_plan_stale(small: Any, planned: Any, name: str) -> None:
    MOVES[name](small, planned)
    assert stale(small)
    small.plan()
    assert not stale(small)


def _other(small: Any) -> Any:
    return vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")


def _work_for_another_product(small: Any, item: Any) -> None:
    services.add_item(actor=small.actor, now=small.now, product_id=_other(small).id, title="Theirs")


def _another_without_work(small: Any, item: Any) -> None:
    services.add_release(actor=small.actor, now=small.now, product_id=_other(small).id, name="1.0")


def _last(small: Any) -> str:
    return models.Item.objects.filter(workspace_id=small.actor.workspace_id).order_by("rank", "id").last().key


def _there_and_back(small: Any, item: Any) -> None:
    change(small, item, likely=2.0, low=1.0)
    change(small, item, likely=3.0, low=3.0)


STAYS: dict[str, Change] = {
    "another product without open items": _another_without_work,
    "a description": lambda small, item: change(small, item, description="More about it."),
    "labels": lambda small, item: change(small, item, labels=["later"]),
    "a title": lambda small, item: change(small, item, title="The thing"),
    "an edit taken back": _there_and_back,
    "a skill that nobody has or needs": lambda small, item: team.add_skill(
        actor=small.actor, now=small.now, name="Rust"
    ),
    "a release of no item": lambda small, item: services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="Someday"
    ),
    "a note about somebody": lambda small, item: team.change_person(
        actor=small.actor, now=small.now, id=small.ana, version=None, values={"notes": "Plays chess."}
    ),
    "a status that is open too": lambda small, item: change(small, item, status="ready"),
}


@pytest.mark.parametrize("name", STAYS)
def test_what_moves_no_date_does_not(small: Any, planned: Any, name: str) -> None:
    STAYS[name](small, planned)
    assert not stale(small)


def test_a_plan_keeps_while_days_pass(small: Any, planned: Any) -> None:
    """Staleness is about what was read, not about the calendar: a later day alone changes nothing."""
    models.PlanRun.objects.update(as_of=date(2025, 12, 1))
    assert not stale(small)


def _something_else(small: Any) -> None:
    journal.record(
        actor=small.actor, now=small.now, verb="thing.moved", subject=Ref("some.thing", 1), title="Thing"
    )


def test_nothing_is_read_again_while_nothing_was_recorded(
    small: Any, planned: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(staleness, "snapshot", None)
    with django_assert_num_queries(3):
        assert not stale(small)


def test_a_snapshot_is_read_once_for_each_change(small: Any, planned: Any, monkeypatch: Any) -> None:
    reads = []
    honest = staleness.snapshot

    def counted(**values: Any) -> Any:
        reads.append(values["actor"])
        return honest(**values)

    monkeypatch.setattr(staleness, "snapshot", counted)
    for _ in range(3):
        _something_else(small)
        for _ in range(4):
            assert not stale(small)
            queries.runs_page(actor=small.actor)
    assert reads == [small.actor] * 3


def test_in_a_strict_order_what_is_below_marks_nothing_above_stale(small: Any) -> None:
    small.item("Ours")
    other = _other(small)
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    services.order_products(
        actor=small.actor,
        now=small.now,
        version=None,
        product_ids=[small.product_id, other.id],
        mode="strict",
    )
    small.plan()
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="More of theirs")
    assert not stale(small)
    theirs = queries.latest_run(actor=small.actor, product_id=other.id)
    whole = queries.latest_run(actor=small.actor)
    assert theirs is not None
    assert whole is not None
    assert (theirs.stale, whole.stale) == (True, True)


def test_a_run_from_before_hashes_is_readable_and_stale(small: Any, planned: Any) -> None:
    models.PlanRun.objects.update(journal_mark="", inputs_hash="0" * 64)
    models.RunProduct.objects.update(inputs_hash="0" * 64)
    assert stale(small)


@pytest.mark.parametrize("mode", ["balanced", "strict"])
@pytest.mark.parametrize("name", {**MOVES, **STAYS})
def test_what_is_kept_of_other_products_is_as_if_all_were_read(
    small: Any, planned: Any, mode: Any, name: str
) -> None:
    other = vision.add_product(actor=small.actor, now=small.now, key="SEA", name="Sea")
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    order = [small.product_id, other.id]
    services.order_products(actor=small.actor, now=small.now, version=None, product_ids=order, mode=mode)
    staleness._present(small.actor, "before")
    {**MOVES, **STAYS}[name](small, planned)
    found = staleness._present(small.actor, "after")
    assert found == staleness._digests(staleness.snapshot(actor=small.actor))


def test_after_a_change_of_an_item_its_product_alone_is_read(
    small: Any, planned: Any, monkeypatch: Any
) -> None:
    other = _other(small)
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    stale(small)
    seen, honest = [], staleness.snapshot

    def watched(**values: Any) -> Any:
        seen.append(set(values["known"]))
        return honest(**values)

    monkeypatch.setattr(staleness, "snapshot", watched)
    change(small, planned, high=9.0)
    assert stale(small)
    _something_else(small)
    stale(small)
    for number in range(21):  # more than the newest entries tell
        change(small, planned, high=10.0 + number)
    stale(small)
    change(small, planned, product_id=other.id)
    stale(small)
    assert seen == [{other.id}, set(), set(), set()]


def test_what_moves_no_date_reads_nothing_but_what_was_changed(
    small: Any, planned: Any, monkeypatch: Any
) -> None:
    small.after(planned, small.item("After"))
    small.plan()
    _something_else(small)
    assert not stale(small)  # everything was read once
    monkeypatch.setattr(staleness, "snapshot", None)
    change(small, planned, title="The thing", description="More about it.")
    assert not stale(small)
    journal.record(
        actor=small.actor,
        now=small.now,
        verb="feedback.changed",
        subject=Ref("market.feedback", 7),
        title="It is slow",
    )
    assert not stale(small)


def test_who_asks_at_once_has_it_read_once(small: Any, planned: Any, monkeypatch: Any) -> None:
    """The others wait for the first, whatever they would have read."""
    reads, results = [], []

    def slow(actor: Any, key: str) -> Any:
        reads.append(key)
        time.sleep(0.2)
        staleness.shelf.set(key, ("whole", {}))
        return "whole", {}

    monkeypatch.setattr(staleness, "_read", slow)
    monkeypatch.setattr(staleness, "connection", SimpleNamespace(in_atomic_block=False))
    ask = lambda: results.append(staleness._present(small.actor, "mark"))  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(reads), results) == (1, [("whole", {})] * 4)
